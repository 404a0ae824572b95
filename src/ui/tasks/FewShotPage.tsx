/** Few-shot classification on screen: pictures, the stage, classes and what follows from them. */
import { type JSX, useCallback, useMemo } from 'react';
import { createFewShot, type FewShot, MOST_PICTURES } from '../../state/tasks/few-shot.ts';
import { judge } from '../../state/tasks/few-shot-doc.ts';
import { useServices } from '../app-context.tsx';
import type { StageGesture } from '../canvas/stage-types.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { IconButton } from '../kit/IconButton.tsx';
import { Menu } from '../kit/Menu.tsx';
import { useSamples } from '../use-samples.ts';
import { FewShotSide } from './FewShotSide.tsx';
import { classColor, shotLayers, shotPrompts } from './few-shot-layers.ts';
import parts from './Parts.module.css';
import { SampleGrid } from './SampleGrid.tsx';
import startCss from './Start.module.css';
import { TaskStage } from './TaskStage.tsx';
import css from './Tasks.module.css';
import { useTask, useTaskCommands, useTaskState } from './use-task.ts';

async function chooseOwn(task: FewShot): Promise<void> {
  for (const file of await chooseFiles('image/*', true)) {
    await task.open({ kind: 'file', blob: file, name: file.name }, file.name);
  }
}

function Start({ task }: { readonly task: FewShot }): JSX.Element {
  const samples = useSamples();
  const opening = useTaskState(task, (s) => s.opening);
  const undoes = useTaskState(task, (s) => s.history.undo);
  const openBoth = async (): Promise<void> => {
    for (const id of ['coins', 'fruit']) {
      const sample = samples.find((s) => s.id === id);
      if (sample) await task.open({ kind: 'sample', url: sample.url, name: sample.name }, sample.name);
    }
    task.renameClass('class-1', 'coin');
    task.renameClass('class-2', 'fruit');
    // The first class is that of the first picture.
    const [first] = task.api.getState().pictures;
    if (first) task.show(first.id);
  };
  return (
    <section className={startCss.start}>
      <h2>Teach it two kinds of things</h2>
      <p>
        Open one or more pictures. Click on a few things of each kind: those are the examples. Then ask: every further
        click is sorted into the kind whose examples it resembles most, with a confidence. Pictures stay in this tab.
      </p>
      <div className={css.group}>
        <Button
          look="primary"
          size="l"
          isDisabled={samples.length === 0 || opening !== null}
          onPress={() => void openBoth()}
        >
          {opening ? `Opening ${opening}…` : 'Start with coins and fruit'}
        </Button>
        <Button size="l" icon="open" onPress={() => void chooseOwn(task)}>
          Open your own
        </Button>
        {undoes === 'close a picture' ? (
          <Button size="l" icon="undo" onPress={() => task.undo()}>
            Bring the picture back
          </Button>
        ) : null}
      </div>
      <SampleGrid onChoose={(s) => void task.open({ kind: 'sample', url: s.url, name: s.name }, s.name)} />
    </section>
  );
}

function PictureBar({ task }: { readonly task: FewShot }): JSX.Element {
  const pictures = useTaskState(task, (s) => s.pictures);
  const current = useTaskState(task, (s) => s.current);
  const opening = useTaskState(task, (s) => s.opening);
  const history = useTaskState(task, (s) => s.history);
  const samples = useSamples();
  const full = pictures.length >= MOST_PICTURES;
  return (
    <div className={css.bar} role="toolbar" aria-label="Pictures">
      <div className={parts.thumbs}>
        {pictures.map((p) => (
          <button
            key={p.id}
            type="button"
            className={parts.thumb}
            aria-pressed={p.id === current}
            onClick={() => task.show(p.id)}
          >
            <span className={parts.grow}>{p.name}</span>
          </button>
        ))}
      </div>
      <span className={css.group}>
        <Menu
          label="Add a picture"
          placement="bottom start"
          trigger={
            <Button size="s" icon="plus" isDisabled={full}>
              {opening ? `Opening ${opening}…` : 'Add a picture'}
            </Button>
          }
          entries={[
            { id: 'own', label: 'Your own…', icon: 'open', run: () => void chooseOwn(task) },
            { id: 'line', separator: true },
            ...samples.map((s) => ({
              id: s.id,
              label: s.name,
              run: () => void task.open({ kind: 'sample', url: s.url, name: s.name }, s.name),
            })),
          ]}
        />
        <IconButton icon="close" label="Close this picture" onPress={() => current && task.close(current)} />
        <IconButton icon="undo" label="Undo" isDisabled={history.undo === null} onPress={() => task.undo()} />
        <IconButton icon="redo" label="Redo" isDisabled={history.redo === null} onPress={() => task.redo()} />
      </span>
    </div>
  );
}

function Room({ task }: { readonly task: FewShot }): JSX.Element {
  const app = useServices();
  const state = useTaskState(task, (s) => s);
  const { classes, items, temperature } = state;
  const result = useMemo(() => judge({ items }, temperature), [items, temperature]);
  const picture = state.pictures.find((p) => p.id === state.current) ?? null;
  const here = useMemo(() => items.filter((i) => i.picture === picture?.id), [items, picture]);
  const layers = useMemo(() => shotLayers(here, classes, result), [here, classes, result]);
  const prompts = useMemo(() => shotPrompts(here), [here]);
  useTaskCommands(task);

  const onGesture = useCallback(
    (gesture: StageGesture): void => {
      const all = task.api.getState();
      const shown = all.items.filter((i) => i.picture === all.current);
      if (gesture.kind === 'scrub') {
        const last = shown.at(-1);
        if (last) task.scrub(last.id, gesture.by);
      } else if (gesture.kind === 'prompt-remove') task.remove(gesture.id);
      else if (gesture.kind === 'prompt-move' && gesture.done) void task.move(gesture.id, gesture.at);
      else if (gesture.kind === 'click') {
        void task.click(gesture.at).then((item) => {
          if (!item) {
            app.store.notify({ tone: 'warning', title: 'The model found nothing there', lasts: 5000 });
            return;
          }
          const now = task.api.getState();
          const [first] = judge(now, now.temperature).answers.get(item.id) ?? [];
          const name = now.classes.find((c) => c.id === (item.given ?? first?.label))?.name ?? 'no class';
          announce(
            item.given === null && first
              ? `${name}, confidence ${(first.confidence * 100).toFixed(0)} percent`
              : `Example of ${name}`,
          );
        });
      }
    },
    [app, task],
  );

  if (!picture) return <Start task={task} />;
  const active = classes.find((c) => c.id === state.active);
  return (
    <div className={css.room}>
      <PictureBar task={task} />
      <TaskStage
        picture={picture}
        layers={layers}
        prompts={prompts}
        tool="point"
        ariaLabel={`${picture.name}. A click ${active ? `makes an example of ${active.name}` : 'asks which kind it is'}`}
        busy={state.waiting > 0 ? 'Looking…' : null}
        onGesture={onGesture}
      />
      <div className={css.foot}>
        <div className={css.group}>
          <span className={css.hint}>A click is</span>
          {classes.map((c, i) => (
            <button
              key={c.id}
              type="button"
              className={parts.thumb}
              aria-pressed={c.id === state.active}
              onClick={() => task.choose(c.id)}
            >
              <span className={parts.dot} style={{ background: classColor(i) }} />
              <span className={parts.grow}>an example of {c.name}</span>
            </button>
          ))}
          <button
            type="button"
            className={parts.thumb}
            aria-pressed={state.active === null}
            onClick={() => task.choose(null)}
          >
            a question
          </button>
        </div>
      </div>
      <FewShotSide task={task} result={result} />
    </div>
  );
}

export default function FewShotPage(): JSX.Element | null {
  const task = useTask(createFewShot);
  return task ? <Room task={task} /> : null;
}
