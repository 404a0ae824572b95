/** Beside the few-shot stage: classes, how well they can be told apart, and every thing clicked. */
import type { JSX } from 'react';
import { type FewShot, MOST_CLASSES } from '../../state/tasks/few-shot.ts';
import { fewShotCsv } from '../../state/tasks/few-shot-csv.ts';
import type { FewShotResult } from '../../state/tasks/few-shot-doc.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Slider } from '../kit/Slider.tsx';
import { classColor } from './few-shot-layers.ts';
import parts from './Parts.module.css';
import css from './Tasks.module.css';
import { ThingThumb } from './ThingThumb.tsx';
import { useTaskState } from './use-task.ts';

interface SideProps {
  readonly task: FewShot;
  readonly result: FewShotResult;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export function FewShotSide({ task, result }: SideProps): JSX.Element {
  return (
    <aside className={css.side} aria-label="Classes and results">
      <Classes task={task} />
      <Check task={task} result={result} />
      <Things task={task} result={result} />
      <Honest />
    </aside>
  );
}

function Classes({ task }: { readonly task: FewShot }): JSX.Element {
  const classes = useTaskState(task, (s) => s.classes);
  const items = useTaskState(task, (s) => s.items);
  return (
    <section className={css.panel}>
      <header className={css.head}>
        <h2>Classes</h2>
        <Button size="s" icon="plus" isDisabled={classes.length >= MOST_CLASSES} onPress={() => task.addClass()}>
          Add a class
        </Button>
      </header>
      <ul className={parts.list}>
        {classes.map((c, i) => (
          <li key={c.id}>
            <span className={parts.dot} style={{ background: classColor(i) }} />
            <input
              aria-label={`Name of class ${i + 1}`}
              value={c.name}
              maxLength={60}
              onChange={(e) => task.renameClass(c.id, e.target.value)}
            />
            <span className={parts.number}>{items.filter((item) => item.given === c.id).length}</span>
            <IconButton
              size="s"
              icon="trash"
              label={`Remove ${c.name}`}
              isDisabled={classes.length <= 2}
              onPress={() => task.removeClass(c.id)}
            />
          </li>
        ))}
      </ul>
      <p className={css.hint}>The number is that of examples. Three to five of each are a fair start.</p>
    </section>
  );
}

function Check({ task, result }: SideProps): JSX.Element {
  const temperature = useTaskState(task, (s) => s.temperature);
  const { accuracy, right, tested, alone } = result.check;
  return (
    <section className={css.panel} data-testid="leave-one-out" data-right={right} data-tested={tested}>
      <h2>Can they be told apart?</h2>
      {accuracy ? (
        <>
          <p>
            <b className={parts.big}>{percent(accuracy.share)}</b> right when each example is left out in turn and
            sorted by the others ({right} of {tested}).
          </p>
          <div
            className={parts.meter}
            role="img"
            aria-label={`95 % interval from ${percent(accuracy.low)} to ${percent(accuracy.high)}`}
          >
            <i style={{ left: `${accuracy.low * 100}%`, right: `${100 - accuracy.high * 100}%` }} />
            <b style={{ left: `${accuracy.share * 100}%` }} />
          </div>
          <p className={css.hint}>
            95 % interval {percent(accuracy.low)} to {percent(accuracy.high)} (Wilson). With few examples it is wide,
            and examples of one picture resemble each other more than those of the next will.
          </p>
        </>
      ) : (
        <p className={css.hint}>Give at least two classes two examples each; then this says how well it works.</p>
      )}
      {alone > 0 ? (
        <p className={css.hint}>
          {alone === 1 ? 'One example is alone in its class' : `${alone} examples are alone in their class`} and cannot
          be tested.
        </p>
      ) : null}
      <Slider
        label="Temperature of the confidence"
        value={temperature}
        min={0.01}
        max={0.5}
        step={0.01}
        format={(v) => v.toFixed(2)}
        onChange={(v) => task.setTemperature(v)}
      />
      <p className={css.hint}>
        Confidence is a softmax over cosine similarities divided by the temperature. It ranks; it is no probability of
        being right.
      </p>
    </section>
  );
}

function Things({ task, result }: SideProps): JSX.Element {
  const app = useServices();
  const state = useTaskState(task, (s) => s);
  const save = (): void =>
    app.deps.exporter.save(new Blob([fewShotCsv(state, result)], { type: 'text/csv' }), 'few-shot.csv');
  const leftOut = new Map(result.examples.map((item, i) => [item.id, result.check.predicted[i]]));
  const nameOf = (id: string | undefined): string => state.classes.find((c) => c.id === id)?.name ?? '–';
  return (
    <section className={css.panel}>
      <header className={css.head}>
        <h2>Things</h2>
        <Button size="s" icon="download" isDisabled={state.items.length === 0} onPress={save}>
          Save as CSV
        </Button>
      </header>
      {state.items.length === 0 ? <p className={css.hint}>Nothing clicked yet.</p> : null}
      <ol className={parts.list} data-testid="things">
        {state.items.map((item, i) => {
          const [first] = result.answers.get(item.id) ?? [];
          const check = leftOut.get(item.id);
          const label = item.given ?? first?.label;
          return (
            <li key={item.id} data-given={item.given !== null} data-label={nameOf(label)}>
              <ThingThumb
                item={item}
                picture={state.pictures.find((p) => p.id === item.picture)}
                color={classColor(state.classes.findIndex((c) => c.id === label))}
                onPress={() => task.show(item.picture)}
                number={i + 1}
              />
              <select
                className={parts.grow}
                aria-label={`Thing ${i + 1}`}
                value={item.given ?? ''}
                onChange={(e) => task.label(item.id, e.target.value === '' ? null : e.target.value)}
              >
                <option value="">{first ? `Looks like ${nameOf(first.label)}` : 'A question'}</option>
                {state.classes.map((c) => (
                  <option key={c.id} value={c.id}>
                    Example of {c.name}
                  </option>
                ))}
              </select>
              <span className={parts.number} data-testid="confidence">
                {first ? percent(first.confidence) : null}
                {check && check.label !== item.given ? (
                  <span className={parts.wrong}>as {nameOf(check.label)}</span>
                ) : null}
              </span>
              {item.candidates.length > 1 ? (
                <IconButton
                  size="s"
                  icon="layers"
                  label={`Another outline for thing ${i + 1}: part, thing or whole`}
                  onPress={() => task.another(item.id)}
                />
              ) : null}
              <IconButton size="s" icon="trash" label={`Remove thing ${i + 1}`} onPress={() => task.remove(item.id)} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Honest(): JSX.Element {
  const model = useServices().store.state.model;
  const name = model.phase === 'ready' ? model.manifest.name : 'The model';
  return (
    <section className={css.panel}>
      <h2>What to expect</h2>
      <p className={css.hint}>
        {name} was trained to find outlines, not to name things. Its features tell surfaces, textures and colours apart;
        they do not know what a thing is for. Coins against fruit is easy. Oranges against apples, or one mug against
        another, is often no better than guessing, and the same thing in other light may land elsewhere. The figure
        above says which case you have.
      </p>
    </section>
  );
}
