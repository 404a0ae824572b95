/** Flow: everything that is open as one file, and back. */
import { SegError } from '../../contract/errors.ts';
import { fileNameOf, withoutExtension } from '../../core/formats/text.ts';
import type { Deps } from '../deps.ts';
import type { Leaving } from '../flows/leaving.ts';
import type { Strip } from '../pictures/strip-types.ts';
import type { AppStore } from '../store.ts';
import { draftProject, readContents, renamed } from './project-draft.ts';
import type { ProjectFlow, StorageDeps } from './session-types.ts';

/** @throws SegError `storage-blocked` in a build without storage, `part-missing` */
async function storageOf({ storage }: Deps): Promise<StorageDeps> {
  if (!storage) throw new SegError('storage-blocked', 'this build reads and writes no project files');
  return storage();
}

export function createProjectFlow(store: AppStore, deps: Deps, strip: Strip, leaving: Leaving): ProjectFlow {
  return {
    async save() {
      try {
        await strip.secure();
        const draft = draftProject(strip.documents(), strip.api.getState().activeId);
        if (!draft) return false;
        const storage = await storageOf(deps);
        const blob = await storage.writeProject(draft, new AbortController().signal);
        const first = draft.project.pictures[draft.project.active]?.name ?? '';
        deps.exporter.save(blob, `${fileNameOf(withoutExtension(first), 'project')}.project.zip`);
        leaving.saved('all');
        return true;
      } catch (thrown) {
        store.fail('save', thrown);
        return false;
      }
    },
    async open(blob, name) {
      store.set({ opening: name });
      try {
        const storage = await storageOf(deps);
        const read = await readContents(await storage.readProject(blob, name));
        const taken = new Set(strip.api.getState().items.map((i) => i.id));
        const { contents, activeId } = renamed(read, taken);
        return await strip.bring(contents, activeId);
      } catch (thrown) {
        store.fail('open-project', thrown);
        return false;
      } finally {
        if (store.state.opening === name) store.set({ opening: null });
      }
    },
  };
}
