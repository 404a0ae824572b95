/** Flow: everything that is open as one file, and back. */
import { SegError } from '../../contract/errors.ts';
import { fileNameOf, withoutExtension } from '../../core/formats/text.ts';
import type { Deps } from '../deps.ts';
import type { Leaving } from '../flows/leaving.ts';
import type { Strip } from '../pictures/strip-types.ts';
import type { AppStore } from '../store.ts';
import type { FilmShelf } from '../tasks/film-shelf.ts';
import { bringContents } from './bring.ts';
import { readContents, renamed, writeWithOrWithoutVideo } from './project-draft.ts';
import type { ProjectFlow, StorageDeps } from './session-types.ts';

/** @throws SegError `storage-blocked` in a build without storage, `part-missing` */
async function storageOf({ storage }: Deps): Promise<StorageDeps> {
  if (!storage) throw new SegError('storage-blocked', 'this build reads and writes no project files');
  return storage();
}

export function createProjectFlow(
  store: AppStore,
  deps: Deps,
  strip: Strip,
  films: FilmShelf,
  leaving: Leaving,
): ProjectFlow {
  return {
    async save() {
      try {
        await strip.secure();
        const { work } = films.api.getState();
        const storage = await storageOf(deps);
        const written = await writeWithOrWithoutVideo(strip.documents(), strip.api.getState().activeId, work, (draft) =>
          storage.writeProject(draft, new AbortController().signal),
        );
        if (!written) return false;
        const { result: blob, draft, isVideoGone } = written;
        const { pictures, active, film } = draft.project;
        const first = pictures[active]?.name ?? film?.name ?? '';
        deps.exporter.save(blob, `${fileNameOf(withoutExtension(first), 'project')}.project.zip`);
        leaving.saved('all');
        films.saved(work?.doc.tracks ?? null);
        if (film?.source.kind === 'absent') {
          store.notify({
            tone: 'warning',
            title: 'The video itself is not in the file',
            text: `“${film.name}” ${isVideoGone ? 'cannot be read any more' : 'is too large for it'}; keep it where you find it again. Its objects, prompts and masks are in the file.`,
          });
        }
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
        return await bringContents(renamed(read, taken), store, strip, films);
      } catch (thrown) {
        store.fail('open-project', thrown);
        return false;
      } finally {
        if (store.state.opening === name) store.set({ opening: null });
      }
    },
  };
}
