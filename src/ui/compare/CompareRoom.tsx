/** The comparison on screen: tools above, stages in the middle, figures beside. */
import { type JSX, useMemo, useState } from 'react';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';
import type { Library } from '../../state/models/library.ts';
import type { StageGesture, StageTool, Viewport } from '../canvas/stage-types.ts';
import { usePlaceCommands } from '../use-commands.ts';
import { agreementNow } from './agreement-now.ts';
import css from './Compare.module.css';
import { CompareBar } from './CompareBar.tsx';
import { CompareStages } from './CompareStages.tsx';
import { compareCommands } from './commands.ts';
import { promptsAfter } from './gesture.ts';
import { LaneCard } from './LaneCard.tsx';
import { laneColor } from './layers.ts';
import { MatrixPanel } from './MatrixPanel.tsx';
import { NoPicture } from './NoPicture.tsx';
import { RobotPanel } from './RobotPanel.tsx';
import { useCompare } from './use-comparison.ts';
import { VotePanel } from './VotePanel.tsx';

export function CompareRoom({
  comparison,
  library,
}: {
  readonly comparison: Comparison;
  readonly library: Library;
}): JSX.Element {
  const lanes = useCompare(comparison, (s) => s.lanes);
  const picture = useCompare(comparison, (s) => s.picture);
  const prompts = useCompare(comparison, (s) => s.prompts);
  const [viewport, setViewport] = useState<Viewport | 'fit'>('fit');
  const [label, setLabel] = useState<PromptLabel>('include');
  const [tool, setTool] = useState<StageTool>('point');
  const commands = useMemo(
    () => compareCommands({ comparison, setLabel, setTool, fit: () => setViewport('fit') }),
    [comparison],
  );
  usePlaceCommands(commands);
  const shown = lanes.map((l) => shownPlane(l));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the planes shown decide, not the lanes around them
  const agreement = useMemo(() => agreementNow(lanes, picture), [picture, ...shown]);

  const onGesture =
    (lane: LaneState | null) =>
    (gesture: StageGesture): void => {
      if (gesture.kind === 'viewport') setViewport(gesture.viewport);
      else if (gesture.kind === 'scrub' && lane) comparison.choose(lane.id, lane.chosen + gesture.by);
      else {
        const next = promptsAfter(prompts, gesture, label);
        if (next) comparison.setPrompts(next);
      }
    };

  if (!picture) return <NoPicture />;
  return (
    <div className={css.room}>
      <CompareBar
        comparison={comparison}
        library={library}
        agreement={agreement}
        label={label}
        tool={tool}
        onLabel={setLabel}
        onTool={setTool}
        onFit={() => setViewport('fit')}
      />
      <CompareStages
        comparison={comparison}
        picture={picture}
        agreement={agreement}
        viewport={viewport}
        label={label}
        tool={tool}
        onGesture={onGesture}
      />
      <aside className={css.side} aria-label="Figures">
        {lanes.map((lane, i) => (
          <LaneCard key={lane.id} lane={lane} index={i} color={laneColor(i)} comparison={comparison} />
        ))}
        {agreement ? <MatrixPanel agreement={agreement.agreement} lanes={agreement.lanes} /> : null}
        <VotePanel comparison={comparison} />
        <RobotPanel comparison={comparison} picture={picture} />
      </aside>
    </div>
  );
}
