/** Video segmentation on screen. */
import { type JSX, useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import { masksOf } from '../../state/tasks/film-doc.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import { useServices } from '../app-context.tsx';
import type { StageGesture, StagePicture, StageTool } from '../canvas/stage-types.ts';
import { stagePrompts } from '../compare/layers.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { CameraDialog } from './CameraDialog.tsx';
import { CloseQuestion } from './CloseQuestion.tsx';
import { FilmFoot } from './FilmFoot.tsx';
import { FilmSide } from './FilmSide.tsx';
import { chooseVideo, FilmStart, Opening, openFiles } from './FilmStart.tsx';
import { filmLayers } from './film-layers.ts';
import { filmOf } from './film-of.ts';
import { TaskStage } from './TaskStage.tsx';
import css from './Tasks.module.css';
import { useFileDrop } from './use-file-drop.ts';
import { useFilmCommands } from './use-film-commands.ts';
import { useFilmFrame } from './use-film-frame.ts';
import { usePlay } from './use-play.ts';
import { useTaskState } from './use-task.ts';

function Room({ film }: { readonly film: Film }): JSX.Element {
  const app = useServices();
  const clip = useTaskState(film, (s) => s.clip);
  const at = useTaskState(film, (s) => s.at);
  const active = useTaskState(film, (s) => s.active);
  const objects = useTaskState(film, (s) => s.objects);
  const tracks = useTaskState(film, (s) => s.tracks);
  const waiting = useTaskState(film, (s) => s.waiting);
  const running = useTaskState(film, (s) => s.run?.running ?? false);
  const history = useTaskState(film, (s) => s.history);
  const [tool, setTool] = useState<StageTool>('box');
  const [label, setLabel] = useState<PromptLabel>('include');
  const [camera, setCamera] = useState(false);
  const [onion, setOnion] = useState(false);
  /** What happens once the person lets the video go. */
  const [leaving, setLeaving] = useState<(() => void) | null>(null);
  const ifLeft = (then: () => void): void => {
    if (app.films.hasUnsaved()) setLeaving(() => then);
    else then();
  };
  /** Work that was brought in waits for its video; an open video without masks makes way for it. */
  const waits = useStore(app.films.api, (s) => s.work !== null && !s.isOpen);
  const playing = usePlay(film, clip);
  useFilmCommands(film, playing);
  const frame = useFilmFrame(clip, at);
  const index = frame?.index ?? at;
  // One id for all frames: going through them keeps the view.
  const picture = useMemo(
    (): StagePicture | null =>
      clip && frame ? { id: 'film', bitmap: frame.bitmap, size: clip.size, name: clip.name } : null,
    [clip, frame],
  );
  const layers = useMemo(
    () => (clip ? filmLayers({ objects, tracks }, active, index, onion) : []),
    [clip, objects, tracks, active, index, onion],
  );
  const mask = masksOf({ tracks }, active).get(index);
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
        const state = film.api.getState();
        const moved = masksOf(state, state.active).get(state.at)?.prompts[Number(gesture.id)];
        if (moved?.kind === 'point') void film.changePrompt(Number(gesture.id), { ...moved, at: gesture.at });
      }
    },
    [film, label],
  );
  useFileDrop((files) => ifLeft(() => void openFiles(app, film, files)));
  const dialog = camera ? <CameraDialog film={film} onClose={() => setCamera(false)} /> : null;
  const question = (
    <CloseQuestion
      isOpen={leaving !== null}
      onAnswer={(may) => {
        setLeaving(null);
        if (!may) return;
        app.films.discard();
        leaving?.();
      }}
    />
  );
  if (!clip || !picture || waits) {
    return (
      <>
        <FilmStart film={film} ifLeft={ifLeft} onCamera={() => setCamera(true)} />
        {dialog}
        {question}
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
          <IconButton icon="trash" label="Clear this frame" isDisabled={!mask} onPress={() => film.clearFrame()} />
        </span>
        <span className={css.group}>
          <Button size="s" icon="open" onPress={() => ifLeft(() => void chooseVideo(app, film))}>
            Open a film
          </Button>
          <Button size="s" onPress={() => ifLeft(() => setCamera(true))}>
            Camera
          </Button>
          <Button size="s" aria-pressed={onion} onPress={() => setOnion(!onion)}>
            Onion skin
          </Button>
          <IconButton icon="close" label="Close the film" onPress={() => ifLeft(() => film.close())} />
        </span>
        <Opening film={film} />
      </div>
      <TaskStage
        picture={picture}
        layers={layers}
        prompts={prompts}
        tool={tool}
        label={label}
        ariaLabel={`${clip.name}, frame ${index + 1} of ${clip.times.length}. ${clip.alt ?? ''}`}
        busy={waiting ? 'Looking…' : null}
        onGesture={onGesture}
      />
      <FilmFoot film={film} clip={clip} playing={playing} />
      <FilmSide film={film} clip={clip} />
      {dialog}
      {question}
    </div>
  );
}

export default function FilmPage(): JSX.Element {
  return <Room film={filmOf(useServices())} />;
}
