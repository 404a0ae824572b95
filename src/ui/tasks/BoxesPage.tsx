/** Open-vocabulary detection on screen: what can run here, and the half that always does. */
import { type JSX, useCallback, useMemo } from 'react';
import { createNamedBoxes, type NamedBoxes } from '../../state/tasks/named-boxes.ts';
import type { MaskLayer, StageGesture, StagePrompt } from '../canvas/stage-types.ts';
import { maskStyle } from '../compare/layers.ts';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { IconButton } from '../kit/IconButton.tsx';
import { TextField } from '../kit/TextField.tsx';
import { BoxesSide } from './BoxesSide.tsx';
import { SampleGrid } from './SampleGrid.tsx';
import startCss from './Start.module.css';
import { TaskStage } from './TaskStage.tsx';
import css from './Tasks.module.css';
import { useTask, useTaskCommands, useTaskState } from './use-task.ts';

async function chooseOwn(task: NamedBoxes): Promise<void> {
  const [file] = await chooseFiles('image/*');
  if (file) await task.open({ kind: 'file', blob: file, name: file.name }, file.name);
}

function Start({ task }: { readonly task: NamedBoxes }): JSX.Element {
  const opening = useTaskState(task, (s) => s.opening);
  return (
    <section className={startCss.start}>
      <h2>Name it, box it, cut it out</h2>
      <p>
        An open-vocabulary detector reads a word and draws boxes. None of the models here reads words, so you do that
        half: type any name, draw the box, and the model finds the outline. Boxes that a detector found elsewhere can be
        read from a file.
      </p>
      <div className={css.group}>
        <Button look="primary" size="l" icon="open" isDisabled={opening !== null} onPress={() => void chooseOwn(task)}>
          {opening ? `Opening ${opening}…` : 'Open a picture'}
        </Button>
      </div>
      <SampleGrid onChoose={(s) => void task.open({ kind: 'sample', url: s.url, name: s.name }, s.name)} />
    </section>
  );
}

function Room({ task }: { readonly task: NamedBoxes }): JSX.Element {
  const state = useTaskState(task, (s) => s);
  const { picture, objects, name, asking, history } = state;
  useTaskCommands(task);
  const layers = useMemo(
    () =>
      objects.flatMap(({ id, plane, color }): readonly MaskLayer[] =>
        plane ? [{ id, kind: 'logits', plane, threshold: 0, style: maskStyle(color, 0.45) }] : [],
      ),
    [objects],
  );
  const prompts = useMemo(
    (): readonly StagePrompt[] => objects.map(({ id, box }) => ({ id, kind: 'box', label: 'include', box })),
    [objects],
  );
  const onGesture = useCallback(
    (gesture: StageGesture): void => {
      if (gesture.kind === 'box' && gesture.done) void task.add(gesture.box);
      else if (gesture.kind === 'box-resize' && gesture.done) void task.resize(gesture.id, gesture.box);
      else if (gesture.kind === 'prompt-remove') task.remove(gesture.id);
    },
    [task],
  );
  if (!picture) return <Start task={task} />;
  return (
    <div className={css.room}>
      <div className={css.bar} role="toolbar" aria-label="Boxes">
        <div className={css.name}>
          <TextField
            label="Name of the next box"
            value={name}
            placeholder="any words: toy elephant"
            onChange={(v) => task.setName(v)}
          />
        </div>
        <span className={css.group}>
          <IconButton icon="undo" label="Undo" isDisabled={history.undo === null} onPress={() => task.undo()} />
          <IconButton icon="redo" label="Redo" isDisabled={history.redo === null} onPress={() => task.redo()} />
          <Button size="s" icon="open" onPress={() => void chooseOwn(task)}>
            Another picture
          </Button>
        </span>
      </div>
      <TaskStage
        picture={picture}
        layers={layers}
        prompts={prompts}
        tool="box"
        ariaLabel={`${picture.name}. Draw a box around a thing; it gets the name “${name || 'object'}”`}
        busy={asking ? `Outlining ${Math.min(asking.done + 1, asking.total)} of ${asking.total}` : null}
        onGesture={onGesture}
      />
      <BoxesSide task={task} />
    </div>
  );
}

export default function BoxesPage(): JSX.Element | null {
  const task = useTask(createNamedBoxes);
  return task ? <Room task={task} /> : null;
}
