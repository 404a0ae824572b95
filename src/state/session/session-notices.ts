/** What is said of sessions beside failures. */
import type { AppStore } from '../store.ts';
import type { FilmWork } from '../tasks/film-shelf.ts';

export interface SessionNotices {
  /** Said once for each source that cannot be read any more. */
  videoGone(work: FilmWork): void;
  /** What was opened belongs to another tab. */
  copy(): void;
}

export function sessionNotices(store: AppStore): SessionNotices {
  let told: FilmWork['source'] = null;
  return {
    videoGone({ name, source }) {
      if (told === source) return;
      told = source;
      store.notify({
        tone: 'warning',
        title: 'The video can no longer be read',
        text: `“${name}” was moved, changed or deleted. Its objects, prompts and masks are kept, without the video itself.`,
      });
    },
    copy() {
      store.notify({
        tone: 'info',
        title: 'This is a copy',
        text: 'Another tab works on this session. Both are kept, each for itself.',
        lasts: 10_000,
      });
    },
  };
}
