/** The ways to a video: the bundled one, files, the camera. */
import { type JSX, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { ClipSource } from '../../contract/video.ts';
import type { App } from '../../state/app.ts';
import type { FilmWork } from '../../state/tasks/film-shelf.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { DeleteButton } from '../kit/DeleteButton.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { LastWork } from '../segment/sessions/LastWork.tsx';
import { videoOf } from './film-service.ts';
import startCss from './Start.module.css';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

async function openDemo(app: App, film: Film): Promise<void> {
  await film.open('the film', async (signal) => (await videoOf(app)).demo(signal));
}

const PROJECT_FILE = /\.project\.zip$/i;
const ACCEPTED = 'video/*,.mkv,image/*,.zip';

/** Opens the video of work that waits for it; `files` where the video was not stored with it. */
async function reopen(app: App, film: Film, work: FilmWork, files?: readonly File[]): Promise<void> {
  const source = files ? sourceOf(files) : work.source;
  if (source)
    await film.open(work.name, async (signal, report) => (await videoOf(app)).reopen(source, signal, report), work);
}

const sourceOf = (files: readonly File[]): ClipSource => ({
  kind: 'files',
  files: files.map((blob) => ({ name: blob.webkitRelativePath || blob.name, blob })),
  framesPerSecond: null,
});

export async function openFiles(app: App, film: Film, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  if (files.length === 1 && PROJECT_FILE.test(first.name)) {
    await app.projects.open(first, first.name);
    return;
  }
  const source = sourceOf(files);
  const name = files.length > 1 ? `${files.length} files` : first.name;
  await film.open(name, async (signal, report) => (await videoOf(app)).reopen(source, signal, report));
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

/** Work that was read from a session or a project: its video is opened, or asked for. */
function Waiting({ film }: { readonly film: Film }): JSX.Element | null {
  const app = useServices();
  const shelf = useStore(app.films.api);
  const opening = useTaskState(film, (s) => s.opening) !== null;
  const work = shelf.isOpen ? null : shelf.work;
  const tried = useRef<FilmWork | null>(null);
  useEffect(() => {
    if (!work || tried.current === work) return;
    tried.current = work;
    void reopen(app, film, work);
  }, [app, film, work]);
  if (!work || opening) return null;
  const masks = [...work.doc.tracks.values()].reduce((sum, track) => sum + track.size, 0);
  const choose = async (): Promise<void> => {
    const files = await chooseFiles(ACCEPTED, true);
    if (files.length > 0) await reopen(app, film, work, files);
  };
  return (
    <section aria-label="Your work on a video">
      <p>
        <strong>Your work on “{work.name}” is here:</strong> {work.doc.objects.length} objects, {masks} masks.
        {work.source
          ? ''
          : ` The video itself was too large to be kept. Open the same one again to go on; it has ${work.frames} frames of ${work.size.width} × ${work.size.height}.`}
      </p>
      <div className={css.group}>
        <Button look="primary" icon="open" onPress={() => void (work.source ? reopen(app, film, work) : choose())}>
          {work.source ? 'Try again' : `Open “${work.name}”`}
        </Button>
        <DeleteButton label="Discard" sure="Discard for good" onDelete={() => app.films.discard()} />
      </div>
    </section>
  );
}

interface WaysProps {
  readonly film: Film;
  /** Does it at once, or once the person lets the work go that is there. */
  readonly ifLeft: (then: () => void) => void;
  readonly onCamera: () => void;
}

export function FilmStart({ film, ifLeft, onCamera }: WaysProps): JSX.Element {
  const app = useServices();
  const opening = useTaskState(film, (s) => s.opening) !== null;
  return (
    <section className={startCss.start}>
      <LastWork />
      <Waiting film={film} />
      <h2>Follow a thing through a film</h2>
      <p>
        Mark a thing in one frame with a box or clicks. The mask is carried to the other frames; where it slips, click
        there and carry on. Frames are decoded in this tab and go nowhere.
      </p>
      <div className={css.group}>
        <Button look="primary" size="l" isDisabled={opening} onPress={() => ifLeft(() => void openDemo(app, film))}>
          Try the rolling orange
        </Button>
        <Button size="l" icon="open" isDisabled={opening} onPress={() => ifLeft(() => void chooseVideo(app, film))}>
          Open a film
        </Button>
        <Button size="l" isDisabled={opening} onPress={() => ifLeft(onCamera)}>
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
