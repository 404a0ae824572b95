/** The ways to a video: the bundled one, files, the camera. */
import type { JSX } from 'react';
import type { App } from '../../state/app.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { videoOf } from './film-service.ts';
import startCss from './Start.module.css';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

async function openDemo(app: App, film: Film): Promise<void> {
  await film.open('the film', async (signal) => (await videoOf(app)).demo(signal));
}

const ACCEPTED = 'video/*,.mkv,image/*,.zip';

export async function openFiles(app: App, film: Film, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  const named = files.map((blob) => ({ name: blob.webkitRelativePath || blob.name, blob }));
  const name = files.length > 1 ? `${files.length} files` : first.name;
  await film.open(name, async (signal, report) => (await videoOf(app)).decode(named, signal, report));
}

export async function chooseVideo(app: App, film: Film): Promise<void> {
  await openFiles(app, film, await chooseFiles(ACCEPTED, true));
}

export function Opening({ film }: { readonly film: Film }): JSX.Element | null {
  const opening = useTaskState(film, (s) => s.opening);
  if (!opening) return null;
  const { name, done, total } = opening;
  return (
    <div className={css.group} role="status">
      <span className={css.hint}>
        Reading {name}
        {total > 0 ? `, frame ${done} of ${total}` : done > 0 ? `, ${done} frames` : ''}
      </span>
      <ProgressBar label={`Reading ${name}`} share={total > 0 ? done / total : null} />
      <Button size="s" onPress={() => film.cancelOpening()}>
        Cancel
      </Button>
    </div>
  );
}

interface WaysProps {
  readonly film: Film;
  readonly onCamera: () => void;
}

export function FilmStart({ film, onCamera }: WaysProps): JSX.Element {
  const app = useServices();
  const opening = useTaskState(film, (s) => s.opening) !== null;
  return (
    <section className={startCss.start}>
      <h2>Follow a thing through a film</h2>
      <p>
        Mark a thing in one frame with a box or clicks. The mask is carried to the other frames; where it slips, click
        there and carry on. Frames are decoded in this tab and go nowhere.
      </p>
      <div className={css.group}>
        <Button look="primary" size="l" isDisabled={opening} onPress={() => void openDemo(app, film)}>
          Try the rolling orange
        </Button>
        <Button size="l" icon="open" isDisabled={opening} onPress={() => void chooseVideo(app, film)}>
          Open a film
        </Button>
        <Button size="l" isDisabled={opening} onPress={onCamera}>
          Use the camera
        </Button>
      </div>
      <Opening film={film} />
      <img
        className={startCss.poster}
        src="clips/roll/08.webp"
        width={288}
        height={216}
        alt="An orange on a wooden table, on its way past another orange, a mug, an apple and a pear."
      />
      <p className={css.hint}>
        The rolling orange is a rendered film of 24 frames with exact truth, so that the result can be measured. Of your
        own: MP4, MOV, WebM and MKV as far as this browser decodes them, GIF and other moving pictures, or pictures in a
        row (several files or a ZIP). Every frame is read at its own time and full size; only those in use are in
        memory.
      </p>
    </section>
  );
}
