/** The catalogue of public models: `models/catalogue.json`, checked once when it is read. */
import * as v from 'valibot';
import { ModelManifest, Precision, type WeightFile } from './manifest.ts';

export const Catalogue = v.object({
  schema: v.literal(1),
  /** Day the addresses, sizes and hashes were gathered, ISO 8601. */
  gathered: v.pipe(v.string(), v.isoDate()),
  models: v.array(ModelManifest),
});
export type Catalogue = v.InferOutput<typeof Catalogue>;

/** One file to bring: the key under which the engine expects it (`role` or `role/location`), and where it is. */
export interface NeededFile {
  readonly key: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha256?: string;
  /** The name a person knows it by: the last part of its address. */
  readonly name: string;
}

/** Roles that a family consists of, without their precision. */
const BASE_ROLES = ['encoder', 'decoder', 'model'] as const;

/** Precisions in which a model can be had, the manifest's order of size: a part without its own variant stays as it is. */
export function precisionsOf(manifest: ModelManifest): readonly Precision[] {
  const plain = Object.entries(manifest.files).filter(([role]) => !role.includes('.'));
  const base = plain.find(([role]) => role === 'encoder' || role === 'model')?.[1].precision ?? 'fp32';
  const variants = Precision.options.filter((p) =>
    Object.keys(manifest.files).some((role) => role === `encoder.${p}` || role === `model.${p}`),
  );
  return [base, ...variants.filter((p) => p !== base)];
}

/** The file of a role in a precision: its variant where there is one, else the plain one. */
export function fileOfRole(
  manifest: ModelManifest,
  role: string,
  precision: Precision | undefined,
): { readonly key: string; readonly file: WeightFile } | undefined {
  const variant = precision ? manifest.files[`${role}.${precision}`] : undefined;
  if (variant) return { key: `${role}.${precision}`, file: variant };
  const plain = manifest.files[role];
  return plain ? { key: role, file: plain } : undefined;
}

function nameOf(url: string): string {
  return decodeURIComponent(url.split(/[?#]/)[0]?.split('/').at(-1) ?? url);
}

/** Every file that a model in this precision consists of, external data included. Addresses are as in the manifest. */
export function neededFiles(manifest: ModelManifest, precision?: Precision): readonly NeededFile[] {
  return BASE_ROLES.flatMap((role) => {
    const found = fileOfRole(manifest, role, precision);
    if (!found) return [];
    const { key, file } = found;
    const own = { key, url: file.url, bytes: file.bytes, name: nameOf(file.url) };
    return [
      { ...own, ...(file.sha256 ? { sha256: file.sha256 } : {}) },
      ...(file.externalData ?? []).map((part) => ({
        key: `${key}/${part.location}`,
        url: part.url,
        bytes: part.bytes,
        name: nameOf(part.url),
        ...(part.sha256 ? { sha256: part.sha256 } : {}),
      })),
    ];
  });
}

/** Bytes to download for a model in this precision. */
export function downloadBytes(manifest: ModelManifest, precision?: Precision): number {
  return neededFiles(manifest, precision).reduce((sum, file) => sum + file.bytes, 0);
}

/** Hosts that a download would contact, each once. Relative addresses contact none but our own. */
export function hostsOf(files: readonly NeededFile[]): readonly string[] {
  return [...new Set(files.filter((f) => /^https?:/.test(f.url)).map((f) => new URL(f.url).host))];
}
