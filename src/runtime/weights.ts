/** Brings a model's weight files into memory, from dropped files or by their addresses, checked before anything reads them. */
import { SegError } from '../contract/errors.ts';
import type { ModelManifest, WeightFile } from '../contract/manifest.ts';
import { fetchBytes, refuseHtml } from './fetch-bytes.ts';
import { sha256Hex } from './sha256.ts';

/** The bytes of one graph with its external data by `location`. */
export interface Weights {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly external: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface WeightsOptions {
  readonly baseUrl: string;
  /** Dropped files by role; external data by `role/location`. */
  readonly files?: Readonly<Record<string, Blob>>;
  readonly signal?: AbortSignal;
  /** Bytes over all files. */
  readonly report?: (done: number, total: number) => void;
}

/** Sum of all bytes that loading these roles moves. */
export function weightBytes(manifest: ModelManifest, roles: readonly string[]): number {
  return roles.reduce((sum, role) => {
    const file = manifest.files[role];
    return sum + (file?.bytes ?? 0) + (file?.externalData ?? []).reduce((s, e) => s + e.bytes, 0);
  }, 0);
}

/**
 * Loads the named roles side by side.
 * @throws SegError of {@link fetchBytes}; `integrity` when a hash or length differs; `bad-model` when the manifest lacks a role
 */
export async function loadWeights(
  manifest: ModelManifest,
  roles: readonly string[],
  options: WeightsOptions,
): Promise<ReadonlyMap<string, Weights>> {
  const total = weightBytes(manifest, roles);
  const done = new Map<string, number>();
  const reportOf = (key: string) => (bytes: number) => {
    done.set(key, bytes);
    options.report?.(
      [...done.values()].reduce((a, b) => a + b, 0),
      total,
    );
  };
  const entries = await Promise.all(
    roles.map(async (role): Promise<[string, Weights]> => {
      const file = manifest.files[role];
      if (!file) throw new SegError('bad-model', `the manifest of ${manifest.id} names no file for "${role}"`);
      const [model, ...rest] = await Promise.all([
        loadFile(role, file, options, reportOf(role)),
        ...(file.externalData ?? []).map(async (part): Promise<[string, Uint8Array<ArrayBuffer>]> => {
          const key = `${role}/${part.location}`;
          return [part.location, await loadFile(key, part, options, reportOf(key))];
        }),
      ]);
      return [role, { model, external: new Map(rest) }];
    }),
  );
  return new Map(entries);
}

async function loadFile(
  key: string,
  file: Pick<WeightFile, 'url' | 'bytes' | 'sha256'>,
  options: WeightsOptions,
  report: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const dropped = options.files?.[key];
  const bytes = dropped
    ? new Uint8Array(await dropped.arrayBuffer())
    : await fetchBytes(new URL(file.url, options.baseUrl).href, {
        bytes: file.bytes,
        report,
        ...(options.signal ? { signal: options.signal } : {}),
      });
  if (bytes.length === 0) throw new SegError('bad-model', `${key}: the file is empty`);
  refuseHtml(bytes, key);
  report(bytes.length);
  if (file.sha256) {
    const found = await sha256Hex(bytes);
    if (found !== undefined && found !== file.sha256)
      throw new SegError('integrity', `${key}: sha256 ${found}, expected ${file.sha256}`);
  }
  return bytes;
}
