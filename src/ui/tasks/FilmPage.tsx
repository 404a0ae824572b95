/** Video segmentation on screen. */
import { type JSX, useCallback, useMemo, useState } from 'react';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import type { App } from '../../state/app.ts';
import { createFilm, type Film } from '../../state/tasks/film.ts';
import { useServices } from '../app-context.tsx';
import type { MaskLayer, StageGesture, StagePicture, StageTool } from '../canvas/stage-types.ts';
import { maskStyle, stagePrompts } from '../compare/layers.ts';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { IconButton } from '../kit/IconButton.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { CameraDialog } from './CameraDialog.tsx';
import { FilmFoot } from './FilmFoot.tsx';
import { FilmSide } from './FilmSide.tsx';
import { videoOf } from './film-service.ts';
import startCss from './Start.module.css';
import { TaskStage } from './TaskStage.tsx';
import css from './Tasks.module.css';
import { useFilmCommands } from './use-film-commands.ts';
import { useTask, useTaskState } from './use-task.ts';

const COLOR = '#56b4e9';

async function openDemo(app: App, film: Film): Promise<void> {
  await film.open('the film', async (signal) => (await videoOf(app)).demo(signal));
}

async function openFile(app: App, film: Film): Promise<void> {
  const [file] = await chooseFiles('video/*');
  if (!file) return;
  await film.open(file.name, async (signal, report) => (await videoOf(app)).decode(file, file.name, signal, report));
}

function Opening({ film }: { readonly film: Film }): JSX.Element | null {
  const opening = useTaskState(film, (s) => s.opening);
  if (!opening) return null;
  const { name, done, total } = opening;
  return (
    <div className={css.group} role="status">
      <span className={css.hint}>
        Reading {name}
        {total > 0 ? `, frame ${done} of ${total}` : ''}
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

function Start({ film, onCamera }: WaysProps): JSX.Element {
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
        <Button size="l" icon="open" isDisabled={opening} onPress={() => void openFile(app, film)}>
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
        own films up to 120 frames are taken, at most 640 pixels wide or high.
      </p>
    </section>
  );
}

function Room({ film }: { readonly film: Film }): JSX.Element {
  const app = useServices();
  const clip = useTaskState(film, (s) => s.clip);
  const at = useTaskState(film, (s) => s.at);
  const mask = useTaskState(film, (s) => s.masks.get(s.at));
  const waiting = useTaskState(film, (s) => s.waiting);
  const running = useTaskState(film, (s) => s.run?.running ?? false);
  const history = useTaskState(film, (s) => s.history);
  const [tool, setTool] = useState<StageTool>('box');
  const [label, setLabel] = useState<PromptLabel>('include');
  const [camera, setCamera] = useState(false);
  useFilmCommands(film);
  const bitmap = clip?.frames[at];
  // One id for all frames: going through them keeps the view.
  const picture = useMemo(
    (): StagePicture | null => (clip && bitmap ? { id: 'film', bitmap, size: clip.size, name: clip.name } : null),
    [clip, bitmap],
  );
  const plane = mask?.plane;
  const layers = useMemo(
    (): readonly MaskLayer[] =>
      plane ? [{ id: 'mask', kind: 'logits', plane, threshold: 0, style: maskStyle(COLOR, 0.45) }] : [],
    [plane],
  );
  const given = mask?.prompts;
  const prompts = useMemo(() => stagePrompts(given ?? []), [given]);
  const onGesture = useCallback(
    (gesture: StageGesture): void => {
      if (gesture.kind === 'box' && gesture.done) void film.prompt({ kind: 'box', box: gesture.box });
      else if (gesture.kind === 'click') {
        const opposite: PromptLabel = label === 'include' ? 'exclude' : 'include';
        void film.prompt({ kind: 'point', at: gesture.at, label: gesture.alternate ? opposite : label });
      } else if (gesture.kind === 'prompt-remove') void film.changePrompt(Number(gesture.id), null);
      else if (gesture.kind === 'box-resize' && gesture.done) {
        void film.changePrompt(Number(gesture.id), { kind: 'box', box: gesture.box });
      } else if (gesture.kind === 'prompt-move' && gesture.done) {
        const { at: frame, masks } = film.api.getState();
        const moved = masks.get(frame)?.prompts[Number(gesture.id)];
        if (moved?.kind === 'point') void film.changePrompt(Number(gesture.id), { ...moved, at: gesture.at });
      }
    },
    [film, label],
  );
  const dialog = camera ? <CameraDialog film={film} onClose={() => setCamera(false)} /> : null;
  if (!clip || !picture) {
    return (
      <>
        <Start film={film} onCamera={() => setCamera(true)} />
        {dialog}
      </>
    );
  }
  return (
    <div className={css.room}>
      <div className={css.bar} role="toolbar" aria-label="Film">
        <Segmented
          label="Tool"
          value={tool === 'box' || tool === 'pan' ? tool : 'point'}
          options={[
            { value: 'box', label: 'Box', icon: 'box' },
            { value: 'point', label: 'Click', icon: 'point' },
            { value: 'pan', label: 'Move', icon: 'pan' },
          ]}
          onChange={setTool}
        />
        {tool === 'point' ? (
          <Segmented
            label="A click means"
            value={label}
            options={[
              { value: 'include', label: 'Include', icon: 'plus', tone: 'include' },
              { value: 'exclude', label: 'Exclude', icon: 'minus', tone: 'exclude' },
            ]}
            onChange={setLabel}
          />
        ) : null}
        <span className={css.group}>
          <IconButton
            icon="undo"
            label="Undo"
            isDisabled={history.undo === null || running}
            onPress={() => film.undo()}
          />
          <IconButton
            icon="redo"
            label="Redo"
            isDisabled={history.redo === null || running}
            onPress={() => film.redo()}
          />
          <IconButton
            icon="trash"
            label="Clear this frame"
            isDisabled={!mask || running}
            onPress={() => film.clearFrame()}
          />
        </span>
        <span className={css.group}>
          <Button size="s" icon="open" onPress={() => void openFile(app, film)}>
            Open a film
          </Button>
          <Button size="s" onPress={() => setCamera(true)}>
            Camera
          </Button>
          <IconButton icon="close" label="Close the film" onPress={() => film.close()} />
        </span>
        <Opening film={film} />
      </div>
      <TaskStage
        picture={picture}
        layers={layers}
        prompts={prompts}
        tool={tool}
        label={label}
        ariaLabel={`${clip.name}, frame ${at + 1} of ${clip.frames.length}. ${clip.alt ?? ''}`}
        busy={waiting ? 'Looking…' : null}
        onGesture={onGesture}
      />
      <FilmFoot film={film} clip={clip} />
      <FilmSide film={film} clip={clip} />
      {dialog}
    </div>
  );
}

export default function FilmPage(): JSX.Element | null {
  const film = useTask(createFilm);
  return film ? <Room film={film} /> : null;
}
