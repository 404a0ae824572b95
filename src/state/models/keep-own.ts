/** Keeps a model that a person brought: its files by their hash, its manifest beside them. */
import type { ModelManifest, WeightFile } from '../../contract/manifest.ts';
import type { StoredFile, WeightsStore } from '../../contract/weights.ts';

/**
 * Puts the files into the store and returns the manifest that names them by hash.
 * @param files by role, external data by `role/location`
 * @throws SegError `quota`, `storage-blocked`
 */
export async function keepFiles(
  manifest: ModelManifest,
  files: Readonly<Record<string, Blob>>,
  weights: Pick<WeightsStore, 'put'>,
): Promise<ModelManifest> {
  const kept = new Map<string, StoredFile>();
  for (const [key, blob] of Object.entries(files)) kept.set(key, await weights.put(blob, nameOf(manifest, key)));
  const entries = Object.entries(manifest.files).map(([role, file]): readonly [string, WeightFile] => {
    const own = kept.get(role);
    return [
      role,
      {
        ...file,
        ...(own ? { bytes: own.bytes, sha256: own.sha256 } : {}),
        ...(file.externalData
          ? {
              externalData: file.externalData.map((part) => {
                const data = kept.get(`${role}/${part.location}`);
                return data ? { ...part, bytes: data.bytes, sha256: data.sha256 } : part;
              }),
            }
          : {}),
      },
    ];
  });
  return { ...manifest, files: Object.fromEntries(entries) };
}

function nameOf(manifest: ModelManifest, key: string): string {
  const [role = key, ...location] = key.split('/');
  return location.length > 0 ? location.join('/') : (manifest.files[role]?.url ?? key);
}
