import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROJECT_FORMAT, PROJECT_VERSION, type ProjectDraft } from '../../contract/project.ts';
import { runs } from '../../test-support/long.ts';
import type { Depot } from '../weights/depot.ts';
import { createMemoryDepot } from '../weights/depot-memory.ts';
import { listSessions, readSession, removeSession, SessionFiles } from './session-files.ts';

const ID = '0123abcd-0000';

/** A project of one picture with as many parts as texts; equal keys are equal texts. */
function draft(texts: readonly string[], keys: Map<string, object>): ProjectDraft {
  const keyOf = (text: string): object => {
    const known = keys.get(text) ?? { text };
    keys.set(text, known);
    return known;
  };
  return {
    project: {
      format: PROJECT_FORMAT,
      version: PROJECT_VERSION,
      active: 0,
      film: null,
      pictures: [
        {
          id: 'a',
          name: 'a.png',
          file: 0,
          type: '',
          thumbnail: null,
          size: null,
          fullSize: null,
          objects: texts.length,
          work: null,
        },
      ],
    },
    parts: texts.map((text, i) => ({
      key: keyOf(text),
      kind: i === 0 ? 'picture' : 'mask',
      bytes: () => new TextEncoder().encode(text),
    })),
  };
}

async function textsIn(depot: Depot): Promise<readonly string[]> {
  const source = await readSession(depot, ID);
  const count = source.project.pictures[0]?.objects ?? 0;
  return Promise.all(Array.from({ length: count }, async (_, i) => (await source.part(i)).text()));
}

/** Refuses, or is cut off half-way through, the n-th write. */
function failing(depot: Depot, fails: () => 'no' | 'refuse' | 'cut'): Depot {
  return {
    ...depot,
    put: async (name, data) => {
      const how = fails();
      if (how === 'cut') await depot.put(name, data.slice(0, data.length >> 1));
      if (how !== 'no') throw new DOMException('no room', 'QuotaExceededError');
      await depot.put(name, data);
    },
  };
}

const texts = fc.array(fc.string({ minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 });

describe('saves of a session', () => {
  it('leave the save before whole, whichever write is refused or cut off, and the next one works', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(texts, { minLength: 2, maxLength: 6 }),
        fc.nat(12),
        fc.constantFrom('refuse' as const, 'cut' as const),
        fc.boolean(),
        async (saves, at, how, crash) => {
          const memory = createMemoryDepot();
          const keys = new Map<string, object>();
          let writes = 0;
          const depot = failing(memory, () => (writes++ === at ? how : 'no'));
          // A killed tab cleans nothing up.
          const killed: Depot = { ...depot, remove: async () => undefined };
          const files = await SessionFiles.open(crash ? killed : depot, ID);
          let last: readonly string[] | null = null;
          for (const [i, list] of saves.entries()) {
            try {
              await files.save(draft(list, keys), i + 1);
              last = list;
            } catch (thrown) {
              expect(thrown).toMatchObject({ code: 'quota' });
            }
            if (last) expect(await textsIn(memory)).toEqual(last);
          }
          // Another visit goes on with it.
          const next = await SessionFiles.open(memory, ID);
          await next.save(draft(['new', 'work'], new Map()), 99);
          expect(await textsIn(memory)).toEqual(['new', 'work']);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('hold what was taken away for two saves and came back by undo', async () => {
    const depot = createMemoryDepot();
    const keys = new Map<string, object>();
    const files = await SessionFiles.open(depot, ID);
    const saves = [['picture', 'mask'], ['picture'], ['picture'], ['picture', 'mask']];
    for (const [i, list] of saves.entries()) {
      await files.save(draft(list, keys), i + 1);
      expect(await textsIn(depot)).toEqual(list);
    }
  });

  it('write what is new once, and delete what no save needs', async () => {
    const depot = createMemoryDepot();
    const keys = new Map<string, object>();
    let written = 0;
    const counting: Depot = {
      ...depot,
      put: async (name, data) => {
        if (name.includes('.part.')) written += data.length;
        await depot.put(name, data);
      },
    };
    const files = await SessionFiles.open(counting, ID);
    const picture = 'P'.repeat(10_000);
    for (let i = 0; i < 50; i++) await files.save(draft([picture, `mask ${i}`], keys), i + 1);
    expect(written).toBeLessThan(10_000 + 50 * 10);
    expect((await depot.entries()).length).toBeLessThanOrEqual(5);
    expect(await textsIn(depot)).toEqual([picture, 'mask 49']);
  });

  it('are said to have worked only when what was written comes back: a store that lies is found out', async () => {
    const lies: readonly ((data: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null)[] = [
      () => null, // keeps nothing
      (data) => data.slice(0, -1), // cuts the end off
      (data) => data.map((v, i) => (i === 0 ? v ^ 1 : v)), // keeps other bytes
    ];
    for (const lie of lies) {
      for (const at of ['.part.', '.index.']) {
        const memory = createMemoryDepot();
        const put: Depot['put'] = async (name, data) => {
          const kept = name.includes(at) ? lie(data) : data;
          if (kept) await memory.put(name, kept);
        };
        const files = await SessionFiles.open({ ...memory, put }, ID);
        await expect(files.save(draft(['p', 'm'], new Map()), 1)).rejects.toMatchObject({ code: 'storage-blocked' });
      }
    }
  });

  it('write again what vanished from the store, whichever part it was', async () => {
    const names = async (depot: Depot): Promise<readonly string[]> =>
      (await depot.entries()).map((e) => e.name).filter((n) => n.includes('.part.'));
    for (const which of [0, 1]) {
      const depot = createMemoryDepot();
      const keys = new Map<string, object>();
      const files = await SessionFiles.open(depot, ID);
      await files.save(draft(['picture', 'mask'], keys), 1);
      await depot.remove((await names(depot))[which] ?? '');
      await files.save(draft(['picture', 'mask', 'more'], keys), 2);
      expect(await textsIn(depot)).toEqual(['picture', 'mask', 'more']);
    }
  });

  it('are not read when a byte of a part has changed', async () => {
    const depot = createMemoryDepot();
    await (await SessionFiles.open(depot, ID)).save(draft(['picture', 'mask'], new Map()), 1);
    const part = (await depot.entries()).find((e) => e.name.includes('.part.'))?.name ?? '';
    const bytes = new Uint8Array((await (await depot.get(part))?.arrayBuffer()) ?? new ArrayBuffer(0));
    await depot.put(
      part,
      bytes.map((v) => v ^ 1),
    );
    await expect(textsIn(depot)).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('are listed with size and time, and deleted without a trace', async () => {
    const depot = createMemoryDepot();
    await (await SessionFiles.open(depot, ID)).save(draft(['p', 'm'], new Map()), 5);
    const [session] = await listSessions(depot, new Set([ID]));
    expect(session).toMatchObject({ id: ID, name: 'a.png', saved: 5, pictures: 1, objects: 2, busy: true });
    expect(session?.bytes).toBe((await depot.entries()).reduce((n, e) => n + e.bytes, 0));
    await removeSession(depot, ID);
    expect(await depot.entries()).toEqual([]);
  });
});
