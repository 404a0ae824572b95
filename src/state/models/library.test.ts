import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { StorageReport, WeightsStore } from '../../contract/weights.ts';
import { createLibrary, type Library } from './library.ts';

const file = (url: string): ModelManifest['files'][string] => ({ url, bytes: 1, precision: 'fp32', sha256: url });
// What the library reads of a manifest: its name and its files.
const model = (id: string): ModelManifest =>
  ({ id, name: id, files: { encoder: file(`${id}-e`), decoder: file(`${id}-d`) } }) as unknown as ModelManifest;

/** A store that answers after a moment; its first list after the opening takes longer than the next. */
async function world(ids: readonly string[]): Promise<{ library: Library; kept: Set<string>; own: Set<string> }> {
  const kept = new Set(ids.flatMap((id) => [`${id}-e`, `${id}-d`]));
  const own = new Set(ids);
  const later = async <T>(value: T, ms: number): Promise<T> => {
    await new Promise((done) => setTimeout(done, ms));
    return value;
  };
  const listing = [0, 80];
  const report = (): StorageReport => ({
    kind: 'memory',
    partial: [],
    persisted: false,
    files: [...kept].map((sha256) => ({ sha256, bytes: 1, name: sha256, origin: '', storedAt: 0, kind: 'memory' })),
  });
  const weights: Partial<WeightsStore> = {
    report: () => later(report(), 2),
    have: async ({ sha256 }) => (sha256 && kept.has(sha256) ? 1 : 0),
    get: async ({ sha256 }) => (sha256 && kept.has(sha256) ? new Blob(['x']) : null),
    delete: async (sha256) => {
      await later(null, sha256.startsWith('b') ? 10 : 0);
      kept.delete(sha256);
    },
    deletePartial: async () => undefined,
  };
  const library = createLibrary({
    weights: weights as WeightsStore, // the rest is not asked for here
    catalogue: { models: [] } as never,
    device: async () => ({}) as never,
    embedded: async () => [],
    own: {
      list: () => later([...own].map(model), listing.shift() ?? 0),
      save: async () => undefined,
      remove: async (id) => void own.delete(id),
    },
  });
  await library.refresh();
  return { library, kept, own };
}

const listed = (library: Library): readonly string[] => library.api.getState().models.map((m) => m.manifest.id);

describe('deleting models', () => {
  it('one right after the other deletes both, and shows neither', async () => {
    const { library, kept, own } = await world(['a', 'b', 'c']);
    await Promise.all([library.removeOwn('a'), library.removeOwn('b')]);
    expect([...own]).toEqual(['c']);
    expect([...kept]).toEqual(['c-e', 'c-d']);
    expect(listed(library)).toEqual(['c']);
    expect(library.api.getState().storage?.files).toHaveLength(2);
  });

  it('twice is once', async () => {
    const { library, own } = await world(['a', 'b']);
    await Promise.all([library.removeOwn('a'), library.removeOwn('a')]);
    expect([...own]).toEqual(['b']);
    expect(listed(library)).toEqual(['b']);
  });

  it('goes on after a deletion that failed', async () => {
    const { library, own } = await world(['a', 'b']);
    const whole = library.deps.weights.delete;
    let broken = true;
    library.deps.weights.delete = async (sha256) => {
      if (broken) throw new Error('the disk is gone');
      await whole(sha256);
    };
    const first = library.removeOwn('a');
    await expect(first).rejects.toThrow(/disk/);
    broken = false;
    await library.removeOwn('b');
    expect([...own]).toEqual(['a']);
    expect(listed(library)).toEqual(['a']);
  });
});
