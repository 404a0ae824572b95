/** Manifests of models that the person brought, kept in the browser. */
import { type DBSchema, openDB } from 'idb';
import * as v from 'valibot';
import { ModelManifest } from '../../contract/manifest.ts';

interface Schema extends DBSchema {
  manifests: { key: string; value: unknown };
}

export interface OwnModels {
  list(): Promise<readonly ModelManifest[]>;
  save(manifest: ModelManifest): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Falls back to this visit's memory where the browser keeps no databases. */
export async function openOwnModels(): Promise<OwnModels> {
  try {
    const db = await openDB<Schema>('own-models', 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore('manifests');
      },
    });
    return {
      // Written by an older version of the app, perhaps: what no longer parses is left out.
      list: async () => {
        const all = await db.getAll('manifests');
        return all.flatMap((raw) => {
          const parsed = v.safeParse(ModelManifest, raw);
          return parsed.success ? [parsed.output] : [];
        });
      },
      save: async (manifest) => {
        await db.put('manifests', manifest, manifest.id);
      },
      remove: (id) => db.delete('manifests', id),
    };
  } catch {
    const kept = new Map<string, ModelManifest>();
    return {
      list: async () => [...kept.values()],
      save: async (manifest) => {
        kept.set(manifest.id, manifest);
      },
      remove: async (id) => {
        kept.delete(id);
      },
    };
  }
}
