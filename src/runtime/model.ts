/** Makes a running model out of a manifest and its weights. */
import { SegError } from '../contract/errors.ts';
import type { ModelManifest } from '../contract/manifest.ts';
import type { FamilyModel } from './families/family.ts';
import { familyOf } from './families/registry.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import type { Weights } from './weights.ts';

/** File roles that a manifest's family loads. */
export function rolesOf(manifest: ModelManifest): readonly string[] {
  return familyOf(manifest.family).roles;
}

/**
 * @param size side of the encoder's canvas; must be the manifest's own or one of its allowed sizes
 * @param report sessions created so far
 * @throws SegError `bad-model`, `out-of-memory`, `no-webgpu`, `device-lost`
 */
export async function createModel(
  runtime: Runtime,
  manifest: ModelManifest,
  weights: ReadonlyMap<string, Weights>,
  size: number = manifest.transform.size,
  report?: (done: number, total: number) => void,
): Promise<FamilyModel> {
  const family = familyOf(manifest.family);
  const { transform } = manifest;
  if (size !== transform.size && !(transform.allowedSizes ?? []).includes(size)) {
    throw new SegError('bad-model', `${manifest.id} does not run at ${size} pixels`);
  }
  const sessions = new Map<string, Session>();
  try {
    for (const role of family.roles) {
      const bytes = weights.get(role);
      if (!bytes) throw new SegError('bad-model', `no weights for "${role}"`);
      report?.(sessions.size, family.roles.length);
      sessions.set(role, await runtime.create(bytes, { outputsOnGpu: family.gpuOutputs.includes(role) }));
    }
    report?.(sessions.size, family.roles.length);
    return family.build({ runtime, manifest, sessions, size });
  } catch (thrown) {
    for (const session of sessions.values()) await session.dispose();
    throw thrown;
  }
}
