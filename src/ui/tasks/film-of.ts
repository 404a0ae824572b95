/** The video that is worked on: one for the whole app, so that leaving the page and coming back finds it as it was. */
import type { App } from '../../state/app.ts';
import { createFilm } from '../../state/tasks/film.ts';
import type { Film } from '../../state/tasks/film-state.ts';

const films = new WeakMap<App, Film>();

export function filmOf(app: App): Film {
  const known = films.get(app);
  if (known) return known;
  const film = createFilm(app);
  films.set(app, film);
  return film;
}
