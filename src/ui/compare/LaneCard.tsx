/** One compared model's figures: state, candidates with scores, times, memory. */
import type { JSX } from 'react';
import { downloadBytes } from '../../contract/catalogue.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import type { LaneState } from '../../state/compare/lane-state.ts';
import { PROMPT_FILTERS } from '../../state/compare/prompt-filter.ts';
import { formatBytes, formatTimes } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { Menu } from '../kit/Menu.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import css from './Compare.module.css';
import { laneName, laneStatus, PROMPT_FILTER_LABELS } from './lane-words.ts';
import { laneLetter } from './layers.ts';

interface LaneCardProps {
  readonly lane: LaneState;
  readonly index: number;
  readonly color: string;
  readonly comparison: Comparison;
}

export function LaneCard({ lane, index, color, comparison }: LaneCardProps): JSX.Element {
  const busy = lane.phase === 'loading' || lane.phase === 'encoding' || lane.phase === 'restarting';
  const { progress } = lane;
  return (
    <section className={css.panel} aria-label={`Model ${laneLetter(index)}`}>
      <header className={css.panelHead}>
        <h2>
          <span className={css.dot} style={{ background: color }} />
          {laneLetter(index)} · {laneName(lane)}
        </h2>
      </header>
      <p className={css.status} data-phase={lane.phase} role="status">
        {laneStatus(lane)}
      </p>
      {busy ? (
        <ProgressBar label={laneStatus(lane)} share={progress?.total ? progress.done / progress.total : null} />
      ) : null}
      {lane.restarts > 0 ? (
        <p className={css.hint}>
          Restarted {lane.restarts === 1 ? 'once' : `${lane.restarts} times`} after its worker stopped.
        </p>
      ) : null}
      {lane.phase === 'failed' ? (
        <Button size="s" onPress={() => comparison.retry(lane.id)}>
          Start it again
        </Button>
      ) : null}
      <Menu
        label={`Prompts that ${laneLetter(index)} answers`}
        trigger={
          <Button size="s" look="quiet">
            {lane.spec.promptFilter
              ? `Answers: ${PROMPT_FILTER_LABELS[lane.spec.promptFilter]}`
              : 'Answers all prompts'}
          </Button>
        }
        entries={[undefined, ...PROMPT_FILTERS].map((promptFilter) => ({
          id: promptFilter ?? 'all',
          label: promptFilter ? PROMPT_FILTER_LABELS[promptFilter] : 'all prompts',
          disabled: promptFilter === lane.spec.promptFilter,
          run: () => comparison.setPromptFilter(lane.id, promptFilter),
        }))}
      />
      {lane.answer ? (
        <fieldset className={css.candidates}>
          <legend className="visually-hidden">Candidates of {laneLetter(index)}</legend>
          {lane.answer.candidates.map((c, i) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: candidates have no name but their place
              key={i}
              type="button"
              aria-pressed={i === lane.chosen}
              className={css.candidate}
              onClick={() => comparison.choose(lane.id, i)}
            >
              <b>{i + 1}</b>
              <span>{Number.isNaN(c.score) ? 'no score' : c.score.toFixed(2)}</span>
            </button>
          ))}
        </fieldset>
      ) : null}
      <dl className={css.figures}>
        <div>
          <dt>Encode (p50 / p95)</dt>
          <dd>{formatTimes(lane.encodeMs)}</dd>
        </div>
        <div>
          <dt>Click (p50 / p95)</dt>
          <dd>{formatTimes(lane.decodeMs)}</dd>
        </div>
        {lane.loaded?.backend === 'wasm' ? (
          <div>
            <dt>Threads</dt>
            <dd>{lane.loaded.threads}</dd>
          </div>
        ) : null}
        <div>
          <dt>Weights</dt>
          <dd>{lane.manifest ? formatBytes(downloadBytes(lane.manifest, lane.spec.precision)) : '–'}</dd>
        </div>
        <div>
          <dt>Memory in use</dt>
          <dd>{lane.resources?.wasmBytes ? formatBytes(lane.resources.wasmBytes) : 'not told'}</dd>
        </div>
      </dl>
    </section>
  );
}
