/** Flow: everything that is open as one file, and back. */
import { fileNameOf, withoutExtension } from '../../core/formats/text.ts';
import type { Deps } from '../deps.ts';
import type { Leaving } from '../flows/leaving.ts';
import type { Strip } from '../pictures/strip-types.ts';
import type { AppStore } from '../store.ts';
import { draftProject, readContents, renamed } from './project-draft.ts';
import type { ProjectFlow } from './session-types.ts';

export function createProjectFlow(store: AppStore, deps: Deps, strip: Strip, leaving: Leaving): ProjectFlow {
  return {
    async save() {
      const keeping = await deps.keeping?.();
      const draft = draftProject(strip.documents(), strip.api.getState().activeId);
      if (!draft || !keeping) return false;
      try {
        const blob = await keeping.writeProject(draft, new AbortController().signal);
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
      const keeping = await deps.keeping?.();
      if (!keeping) return false;
      store.set({ opening: name });
      try {
        const read = await readContents(await keeping.readProject(blob, name));
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
