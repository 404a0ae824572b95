/** What is written of a video: the cut-out as a video or pictures, or the masks for other programs. */
import { type JSX, useRef, useState } from 'react';
import { isAborted } from '../../contract/errors.ts';
import type { Clip, FilmBackground } from '../../contract/video.ts';
import { parseHex } from '../../core/color/vision.ts';
import { exportFilm, type FilmExport } from '../../state/tasks/film-export.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import filmCss from './Film.module.css';
import { videoOf } from './film-service.ts';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

const KINDS: readonly { readonly id: FilmExport; readonly label: string; readonly hint: string }[] = [
  {
    id: 'video',
    label: 'Video of the objects',
    hint: 'WebM with transparency, or MP4 on a background; with its sound',
  },
  { id: 'gif', label: 'GIF', hint: 'at most 640 pixels a side and 50 frames a second; without sound' },
  { id: 'pictures', label: 'Frames as PNG', hint: 'with transparency, in a ZIP; for every editing program' },
  { id: 'davis', label: 'DAVIS, YouTube-VOS', hint: 'indexed PNGs in a ZIP; overlaps go to the upper object' },
  { id: 'youtube-vis', label: 'COCO for videos', hint: 'YouTube-VIS JSON with run lengths, overlaps kept' },
  { id: 'mots', label: 'MOTS', hint: 'text with run lengths; every object as class 2' },
  { id: 'cvat', label: 'CVAT video', hint: 'XML with a track an object' },
  { id: 'csv', label: 'Table (CSV)', hint: 'area, box and confidence by frame' },
];

type Ground = 'transparent' | 'color' | 'blur' | 'picture';

/** Blur as a part of the video's longer side. */
const BLUR = 0.02;

interface ExportProps {
  readonly film: Film;
  readonly clip: Clip;
  readonly onClose: () => void;
}

export function FilmExportDialog({ film, clip, onClose }: ExportProps): JSX.Element {
  const app = useServices();
  const range = useTaskState(film, (s) => s.range);
  const [kind, setKind] = useState<FilmExport>('video');
  const [ground, setGround] = useState<Ground>('transparent');
  const [color, setColor] = useState('#00b140');
  const [picture, setPicture] = useState<File | null>(null);
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const running = useRef(new AbortController());
  const hasGround = kind === 'video' || kind === 'gif' || kind === 'pictures';
  const background = (): FilmBackground => {
    if (!hasGround || ground === 'transparent') return { kind: 'transparent' };
    if (ground === 'picture') return picture ? { kind: 'picture', blob: picture } : { kind: 'transparent' };
    if (ground === 'blur') return { kind: 'blur', sigma: BLUR * Math.max(clip.size.width, clip.size.height) };
    const { r, g, b } = parseHex(color) ?? { r: 0, g: 0, b: 0 };
    return { kind: 'color', rgb: [r, g, b] };
  };
  const save = async (): Promise<void> => {
    running.current = new AbortController();
    setNotes([]);
    setProgress({ done: 0, total: 0 });
    try {
      const services = { exporter: app.deps.exporter, video: await videoOf(app) };
      const state = film.api.getState();
      const { signal } = running.current;
      const made = await exportFilm(kind, background(), state, clip, services, signal, (done, total) =>
        setProgress({ done, total }),
      );
      app.deps.exporter.save(made.blob, made.name);
      if (!hasGround) app.films.saved(state.tracks);
      setNotes([`${made.name} is saved.`, ...made.notes]);
    } catch (thrown) {
      if (!isAborted(thrown)) app.store.fail('export', thrown);
    } finally {
      setProgress(null);
    }
  };
  const choosePicture = async (): Promise<void> => {
    const [file] = await chooseFiles('image/*');
    if (file) setPicture(file);
  };
  const close = (): void => {
    running.current.abort();
    onClose();
  };
  return (
    <Dialog
      title="Export the video"
      isOpen
      onClose={close}
      footer={
        progress ? (
          <Button onPress={() => running.current.abort()}>Cancel</Button>
        ) : (
          <Button
            look="primary"
            icon="download"
            isDisabled={hasGround && ground === 'picture' && !picture}
            onPress={() => void save()}
          >
            Save
          </Button>
        )
      }
    >
      <ul className={filmCss.choices}>
        {KINDS.map(({ id, label, hint }) => (
          <li key={id}>
            <label>
              <input type="radio" name="film-export" checked={kind === id} onChange={() => setKind(id)} />
              <span>
                {label}
                <small className={css.hint}>{hint}</small>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {hasGround ? (
        <div className={css.group}>
          <Segmented
            label="Background"
            value={ground}
            options={[
              { value: 'transparent', label: 'Transparent' },
              { value: 'color', label: 'Colour' },
              { value: 'blur', label: 'Blurred' },
              { value: 'picture', label: 'Picture' },
            ]}
            onChange={setGround}
          />
          {ground === 'color' ? (
            <input
              type="color"
              aria-label="Colour of the background"
              value={color}
              onChange={(e) => setColor(e.target.value)}
            />
          ) : null}
          {ground === 'picture' ? (
            <Button size="s" icon="open" onPress={() => void choosePicture()}>
              {picture?.name ?? 'Choose a picture'}
            </Button>
          ) : null}
        </div>
      ) : null}
      <p className={css.hint}>
        Frames {range.first + 1} to {range.last + 1}; the in and out points decide which. On frames without a mask
        nothing is cut out.
      </p>
      {progress ? (
        <ProgressBar label="Writing the file" share={progress.total > 0 ? progress.done / progress.total : null} />
      ) : null}
      {notes.length > 0 ? (
        <p role="status" className={css.hint}>
          {notes.join(' ')}
        </p>
      ) : null}
    </Dialog>
  );
}
