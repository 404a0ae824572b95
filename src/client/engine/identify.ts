/** Has dropped model files looked at in a worker, and pairs them with the roles of the manifest that comes back. */

import { SegError } from '../../contract/errors.ts';
import type { Identified } from '../../contract/identify.ts';
import type { FamilyId } from '../../contract/manifest.ts';
import { type SpawnWorker, spawnWorker, WorkerHost } from './worker-host.ts';

const SILENCE_MS = 120_000;

/**
 * Describes the files, and names their family where one fits.
 * @param chosen the family that a person says it is
 * @throws SegError `bad-model` for a file that is no readable graph
 */
export async function identifyModel(
  files: readonly File[],
  chosen?: FamilyId,
  spawn: SpawnWorker = spawnWorker,
): Promise<Identified> {
  const host = new WorkerHost(spawn);
  try {
    const dropped = files.map((file) => ({ name: file.name, blob: file }));
    return await host.call(() => host.api.identify(dropped, chosen), SILENCE_MS);
  } finally {
    host.kill(new SegError('aborted', 'only asked'));
  }
}

/** The files as `LoadOptions.files` wants them: by role, external data by `role/location`. */
export function filesByRole(identified: Identified, files: readonly File[]): Readonly<Record<string, Blob>> {
  const byName = new Map(files.map((file) => [baseName(file.name), file]));
  const found: Record<string, Blob> = {};
  for (const [role, name] of Object.entries(identified.roles)) {
    const graph = byName.get(baseName(name));
    if (graph) found[role] = graph;
    const { externalData = [] } = identified.graphs.find((g) => g.file === name) ?? {};
    for (const location of externalData) {
      const data = byName.get(baseName(location));
      if (data) found[`${role}/${location}`] = data;
    }
  }
  return found;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
