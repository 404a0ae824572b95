/** The stages: side by side, swiped, blinking, or as one map of who claims what. */
import { type JSX, type ReactNode, useEffect, useMemo, useState } from 'react';
import { agreementKinds, shareOfKind } from '../../core/compare/agreement.ts';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import { Stage } from '../canvas/Stage.tsx';
import type { MaskLayer, StageGesture, StageTool, Viewport } from '../canvas/stage-types.ts';
import { formatShare } from '../format.ts';
import type { AgreementNow } from './agreement-now.ts';
import css from './Compare.module.css';
import { insideNow } from './inside.ts';
import { laneName, laneStatus } from './lane-words.ts';
import { agreementLayers, kindColor, kindName, laneColor, laneLayers, laneLetter, stagePrompts } from './layers.ts';
import { SwipeDivider } from './SwipeDivider.tsx';
import { useCompare } from './use-comparison.ts';
import { useEmbeddings } from './use-embeddings.ts';
import { type Pointing, usePointing } from './use-pointing.ts';

const BLINK_MS = 700;
/** How strongly a mask covers the picture. */
const FILL = 0.45;
const BLIND_COLOR = '#56b4e9';

export interface StagesProps {
  readonly comparison: Comparison;
  readonly picture: OpenedPicture;
  readonly agreement: AgreementNow | null;
  readonly viewport: Viewport | 'fit';
  readonly label: PromptLabel;
  readonly tool: StageTool;
  readonly onGesture: (lane: LaneState | null) => (gesture: StageGesture) => void;
}

/** What is the same for every stage. Moves of the pointer render all of them: layers that stay the same object are not drawn anew. */
interface SharedProps extends StagesProps {
  readonly pointing: Pointing;
  readonly embeddingOf: ReturnType<typeof useEmbeddings>;
}

export function CompareStages(stages: StagesProps): JSX.Element {
  const pointing = usePointing();
  const props: SharedProps = { ...stages, pointing, embeddingOf: useEmbeddings(stages.comparison) };
  const view = useCompare(props.comparison, (s) => s.view);
  const lanes = useCompare(props.comparison, (s) => s.lanes);
  const trial = useCompare(props.comparison, (s) => s.trial);
  if (trial) {
    const pair = [trial.left, trial.right].flatMap((id) => lanes.filter((l) => l.id === id));
    return (
      <div className={css.stages} data-count={2}>
        {pair.map((lane, i) => (
          <TrialStage key={lane.id} {...props} lane={lane} index={i} />
        ))}
      </div>
    );
  }
  if (view === 'swipe') return <Swipe {...props} lanes={lanes} />;
  if (view === 'blink') return <Blink {...props} lanes={lanes} />;
  if (view === 'agreement') return <AgreementView {...props} />;
  return (
    <div className={css.stages} data-count={lanes.length}>
      {lanes.map((lane, i) => (
        <LaneStage key={lane.id} {...props} lane={lane} index={i} />
      ))}
    </div>
  );
}

interface OneProps extends SharedProps {
  readonly lane: LaneState | null;
  readonly layers: readonly MaskLayer[];
  readonly name: string;
  readonly color: string;
  readonly note?: string;
  /** Caption at the right, where another stage lies over the left. */
  readonly atEnd?: boolean;
  readonly children?: ReactNode;
}

function One({
  comparison,
  picture,
  viewport,
  label,
  tool,
  onGesture,
  pointing,
  lane,
  layers,
  name,
  color,
  note,
  atEnd,
  children,
}: OneProps): JSX.Element {
  const prompts = useCompare(comparison, (s) => s.prompts);
  const drawn = useMemo(() => stagePrompts(prompts), [prompts]);
  const carryOut = onGesture(lane);
  return (
    <figure className={css.stage} data-end={atEnd || undefined}>
      <Stage
        picture={picture}
        viewport={viewport}
        layers={layers}
        prompts={drawn}
        tool={tool}
        label={label}
        brushRadius={20}
        crosshair={pointing.crosshair(name)}
        ariaLabel={`${picture.name}, answer of ${name}`}
        onGesture={(gesture) => {
          pointing.hear(name, gesture);
          carryOut(gesture);
        }}
      />
      <figcaption className={css.caption}>
        <span className={css.dot} style={{ background: color }} />
        <span>{name}</span>
        {note ? <em>{note}</em> : null}
      </figcaption>
      {children}
    </figure>
  );
}

interface LaneStageProps extends SharedProps {
  readonly lane: LaneState;
  readonly index: number;
  readonly atEnd?: boolean;
}

function LaneStage(props: LaneStageProps): JSX.Element {
  const { lane, index } = props;
  const kind = useCompare(props.comparison, (s) => s.inside);
  const embedding = props.embeddingOf(lane);
  const plane = kind === 'logits' ? shownPlane(lane) : null;
  const at = kind === 'likeness' ? props.pointing.at : null;
  const inside = useMemo(() => insideNow(kind, embedding, plane, at), [kind, embedding, plane, at]);
  const layers = useMemo(
    () => [...inside.layers, ...laneLayers(lane, laneColor(index), inside.layers.length > 0 ? 0 : FILL)],
    [inside, lane, index],
  );
  const note = lane.phase === 'ready' || lane.phase === 'decoding' ? inside.words : laneStatus(lane);
  return (
    <One
      {...props}
      layers={layers}
      name={`${laneLetter(index)} · ${laneName(lane)}`}
      color={laneColor(index)}
      {...(note ? { note } : {})}
    />
  );
}

/** A compared model of the blind vote: neither name nor colour tells who it is. */
function TrialStage(props: LaneStageProps): JSX.Element {
  const { lane, index } = props;
  const layers = useMemo(() => laneLayers(lane, BLIND_COLOR, FILL), [lane]);
  return <One {...props} lane={null} layers={layers} name={index === 0 ? 'Left' : 'Right'} color={BLIND_COLOR} />;
}

function Swipe(props: SharedProps & { readonly lanes: readonly LaneState[] }): JSX.Element {
  const [at, setAt] = useState(50);
  const [first, second] = props.lanes;
  if (!first || !second) return <div className={css.stages} />;
  return (
    <div className={css.swipe}>
      <div className={css.stages} data-count={1}>
        <LaneStage {...props} lane={second} index={1} atEnd />
        <div className={css.over} style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}>
          <LaneStage {...props} lane={first} index={0} />
        </div>
        <SwipeDivider label="How much of A is shown" value={at} onChange={setAt} />
      </div>
      {props.lanes.length > 2 ? <p className={css.hint}>The swipe shows the first two models, A and B.</p> : null}
    </div>
  );
}

function Blink(props: SharedProps & { readonly lanes: readonly LaneState[] }): JSX.Element {
  const [turn, setTurn] = useState(0);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const count = props.lanes.length;
  useEffect(() => {
    if (still || count === 0) return;
    const timer = setInterval(() => setTurn((t) => t + 1), BLINK_MS);
    return () => clearInterval(timer);
  }, [still, count]);
  const index = count > 0 ? turn % count : 0;
  const lane = props.lanes[index];
  return (
    <div className={css.swipe}>
      <div className={css.stages} data-count={1}>
        {lane ? <LaneStage {...props} lane={lane} index={index} /> : null}
      </div>
      {still ? (
        <button type="button" className={css.next} onClick={() => setTurn((t) => t + 1)}>
          Next model (your system asks for less motion)
        </button>
      ) : null}
    </div>
  );
}

function AgreementView(props: SharedProps): JSX.Element {
  const { agreement, picture } = props;
  const layers = useMemo(() => (agreement ? agreementLayers(agreement, picture.size) : []), [agreement, picture]);
  return (
    <div className={css.swipe}>
      <div className={css.stages} data-count={1}>
        <One {...props} lane={null} layers={layers} name="Who claims each pixel" color="#f2f4f5" />
      </div>
      {agreement ? (
        <ul className={css.legend}>
          {agreementKinds(agreement.agreement.masks).map((kind) => {
            const name = kindName(kind, agreement.lanes);
            return (
              <li key={name}>
                <span className={css.dot} style={{ background: kindColor(kind, agreement.lanes) }} />
                {name} <b>{formatShare(shareOfKind(agreement.agreement, kind))}</b>
              </li>
            );
          })}
        </ul>
      ) : (
        <p className={css.hint}>Click on a thing: when two models have answered, the map shows where they agree.</p>
      )}
    </div>
  );
}
