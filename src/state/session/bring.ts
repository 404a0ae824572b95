/** What was read from a session or project file, put beside what is open. */
import type { Strip } from '../pictures/strip-types.ts';
import type { AppStore } from '../store.ts';
import type { FilmShelf } from '../tasks/film-shelf.ts';
import type { ProjectContents } from './project-draft.ts';

/** @returns false when nothing came in (said in the store) */
export async function bringContents(
  { contents, activeId, film }: ProjectContents,
  store: AppStore,
  strip: Strip,
  films: FilmShelf,
): Promise<boolean> {
  if (activeId !== null && !(await strip.bring(contents, activeId))) return false;
  if (!film) return true;
  const isIn = films.bring(film);
  if (isIn && activeId !== null) {
    store.notify({
      tone: 'info',
      title: `The work on the video “${film.name}” is here, too`,
      text: 'It waits in Tasks, Video segmentation.',
      lasts: 10_000,
    });
  } else if (!isIn) {
    store.notify({
      tone: 'warning',
      title: `The work on the video “${film.name}” was not brought in`,
      text: `Work on “${films.api.getState().work?.name ?? ''}” is in the way. Save and close that video, then open this again.`,
    });
  }
  return isIn || activeId !== null;
}
