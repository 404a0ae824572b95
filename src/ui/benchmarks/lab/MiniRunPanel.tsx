/** Runs the mini-run and shows it while it runs: settings, progress, pause, stop. */
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import type { Lab, RunRecord } from '../../../contract/benchmark.ts';
import type { Card } from '../../../contract/cards.ts';
import { isAborted, SegError } from '../../../contract/errors.ts';
import { miniRun } from '../../../state/benchmark/mini-run.ts';
import { PROTOCOL_WORDS } from '../../../state/benchmark/protocol-words.ts';
import { useApp, useServices } from '../../app-context.tsx';
import { announce } from '../../kit/announce.ts';
import { Button } from '../../kit/Button.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import css from './Lab.module.css';
import { PauseGate } from './pause-gate.ts';
import { RunView } from './RunView.tsx';

type Phase =
  | { readonly name: 'idle' }
  | { readonly name: 'running'; readonly paused: boolean }
  | { readonly name: 'failed'; readonly reason: string };

interface Seen {
  readonly done: number;
  readonly total: number;
  readonly leftSeconds: number | null;
}

const CLICKS = 5;
const MOST_PER_PICTURE = 12;

function left(seen: Seen): string {
  if (seen.leftSeconds === null) return '';
  if (seen.leftSeconds < 5) return ', a few seconds left';
  return seen.leftSeconds < 90
    ? `, about ${Math.round(seen.leftSeconds / 5) * 5} s left`
    : `, about ${Math.round(seen.leftSeconds / 60)} min left`;
}

/** What this run has to do with the card's figure, said before and after it. */
function relation(card: Card): string {
  if (card.reader === 'coco' || card.reader === 'lvis')
    return 'This is not the card’s figure: it uses the bundled pictures, one class, and boxes or clicks taken from the truth. With boxes it computes the same average precision by the official definition.';
  return 'This is not the card’s figure: it uses the bundled pictures and asks for objects one by one, without classes.';
}

export function MiniRunPanel({ card, lab }: { readonly card: Card; readonly lab: Lab }): JSX.Element {
  const app = useServices();
  const model = useApp((s) => s.model);
  const seedId = useId();
  const [protocol, setProtocol] = useState<'clicks' | 'boxes'>(
    card.reader === 'coco' || card.reader === 'lvis' ? 'boxes' : 'clicks',
  );
  const [seed, setSeed] = useState(1);
  const [phase, setPhase] = useState<Phase>({ name: 'idle' });
  const [seen, setSeen] = useState<Seen | null>(null);
  const [record, setRecord] = useState<RunRecord | null>(null);
  const control = useRef<{ readonly stop: AbortController; readonly gate: PauseGate } | null>(null);
  useEffect(() => () => control.current?.stop.abort(), []);

  const start = async (): Promise<void> => {
    const engine = app.engine();
    if (!engine) return;
    const stop = new AbortController();
    const gate = new PauseGate();
    control.current = { stop, gate };
    setRecord(null);
    setSeen(null);
    setPhase({ name: 'running', paused: false });
    announce('The run has started');
    const began = performance.now();
    try {
      const options = { protocol, clicks: CLICKS, seed, mostPerPicture: MOST_PER_PICTURE };
      const finished = await miniRun(
        engine,
        lab,
        options,
        stop.signal,
        () => gate.pass(stop.signal),
        (progress) => {
          const worked = performance.now() - began - gate.waitedMs;
          const { done, total } = progress;
          setSeen({ done, total, leftSeconds: done < 3 ? null : (worked / done) * (total - done) * 0.001 });
          setRecord(progress.record);
        },
      );
      setRecord(finished);
      setPhase({ name: 'idle' });
      announce('The run is done');
    } catch (thrown) {
      if (isAborted(thrown)) {
        setPhase({ name: 'idle' });
        announce('Stopped. What was measured so far stays.');
      } else setPhase({ name: 'failed', reason: SegError.from(thrown).message });
    } finally {
      if (control.current?.stop === stop) control.current = null;
    }
  };

  const togglePause = (): void => {
    if (phase.name !== 'running' || !control.current) return;
    if (phase.paused) control.current.gate.open();
    else control.current.gate.close();
    setPhase({ name: 'running', paused: !phase.paused });
  };

  const running = phase.name === 'running';
  return (
    <div className={css.panel}>
      <h3>A run in this tab, one or two minutes</h3>
      <p className={css.quiet}>{relation(card)}</p>
      <div className={css.settings}>
        <Segmented
          label="Protocol"
          value={protocol}
          options={[
            { value: 'clicks', label: `Robot user, ${CLICKS} clicks` },
            { value: 'boxes', label: 'Boxes from truth' },
          ]}
          onChange={(next) => {
            if (!running) setProtocol(next);
          }}
        />
        <label className={css.seed} htmlFor={seedId}>
          Seed
          <input
            id={seedId}
            type="number"
            min={0}
            max={9999}
            step={1}
            disabled={running}
            value={seed}
            onChange={(event) => setSeed(Math.max(0, Math.min(9999, Math.trunc(Number(event.target.value)) || 0)))}
          />
        </label>
      </div>
      <p className={css.quiet}>{PROTOCOL_WORDS[protocol]}</p>
      <div className={css.actions}>
        {running ? (
          <>
            <Button onPress={togglePause}>{phase.paused ? 'Go on' : 'Pause'}</Button>
            <Button look="quiet" onPress={() => control.current?.stop.abort()}>
              Stop
            </Button>
          </>
        ) : (
          <Button look="primary" isDisabled={model.phase !== 'ready'} onPress={() => void start()}>
            {record ? 'Run again' : 'Start the run'}
          </Button>
        )}
        <span className={css.quiet} role="status">
          {model.phase === 'loading' ? 'The model is still loading.' : null}
          {model.phase === 'failed' ? 'No model could be loaded; see Models.' : null}
          {running && seen ? `${seen.done} of ${seen.total} objects${phase.paused ? ', paused' : left(seen)}` : null}
          {running && !seen ? 'Reading the first picture…' : null}
        </span>
      </div>
      {running ? <ProgressBar label="Progress of the run" share={seen ? seen.done / seen.total : null} /> : null}
      {phase.name === 'failed' ? (
        <p role="alert">
          The run ended early: {phase.reason}. What was measured so far is below; start again to repeat it.
        </p>
      ) : null}
      {record ? <RunView record={record} running={running} save={lab.save} /> : null}
    </div>
  );
}
