/** The robot user: the same script on every model, against a truth that the person chose. */
import { type JSX, useState } from 'react';
import { comparisonGrid, planeOnGrid } from '../../core/compare/agreement.ts';
import { emptyMask, type Mask } from '../../core/mask/mask.ts';
import { unpackMask } from '../../core/mask/packed.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';
import { clicksTo, type RobotMode, type RobotRun } from '../../state/compare/robot.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import type { SegObject } from '../../state/document.ts';
import { objectMask } from '../../state/object-mask.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Menu } from '../kit/Menu.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import css from './Compare.module.css';
import { laneColor, laneLetter } from './layers.ts';
import { useCompare } from './use-comparison.ts';

const CLICKS = 8;
const BAR = 0.9;
/** Longest side of the grid on which larger pictures are compared; the robot's distances are computed on the page. */
const TRUTH_SIDE = 1024;

interface Truth {
  readonly id: string;
  readonly name: string;
  mask(): Mask | null;
}

/** Nearest pixel centres: a truth has no in-between. */
function onGrid(mask: Mask, most: number): Mask {
  const grid = comparisonGrid(mask, most);
  const small = emptyMask(grid);
  for (let y = 0; y < grid.height; y++) {
    const from = Math.floor(((y + 0.5) * mask.height) / grid.height) * mask.width;
    for (let x = 0; x < grid.width; x++) {
      small.data[y * grid.width + x] = mask.data[from + Math.floor(((x + 0.5) * mask.width) / grid.width)] ?? 0;
    }
  }
  return small;
}

/** Objects kept in Segment, and the answers on screen. */
function truthsOf(
  objects: readonly SegObject[],
  lanes: readonly LaneState[],
  picture: OpenedPicture,
): readonly Truth[] {
  const kept = objects.map(
    (o): Truth => ({
      id: `object-${o.id}`,
      name: `“${o.name}” from Segment`,
      mask: () => {
        const packed = objectMask(o, picture.size);
        return packed ? onGrid(unpackMask(packed), TRUTH_SIDE) : null;
      },
    }),
  );
  const answers = lanes.flatMap((lane, i): readonly Truth[] => {
    const plane = shownPlane(lane);
    const grid = comparisonGrid(picture.size, TRUTH_SIDE);
    return plane
      ? [
          {
            id: lane.id,
            name: `The answer of ${laneLetter(i)} now`,
            mask: () => planeOnGrid(plane, picture.size, grid),
          },
        ]
      : [];
  });
  return [...kept, ...answers];
}

export function RobotPanel({
  comparison,
  picture,
}: {
  readonly comparison: Comparison;
  readonly picture: OpenedPicture;
}): JSX.Element {
  const lanes = useCompare(comparison, (s) => s.lanes);
  const run = useCompare(comparison, (s) => s.robot);
  const error = useCompare(comparison, (s) => s.robotError);
  const objects = useApp((s) => s.doc.objects);
  const [mode, setMode] = useState<RobotMode>('same');
  const truths = truthsOf(objects, lanes, picture);
  const play = (truth: Truth): void => {
    const mask = truth.mask();
    if (mask) void comparison.runRobot(mask, mode, CLICKS);
  };
  return (
    <section className={css.panel}>
      <header className={css.panelHead}>
        <h2>Robot user</h2>
      </header>
      <p className={css.hint}>
        Clicks the middle of the largest mistake, up to {CLICKS} times, and measures every answer against a mask you
        trust.
      </p>
      <Segmented
        label="Clicks"
        value={mode}
        options={[
          { value: 'same', label: 'Same for all' },
          { value: 'own', label: 'Each its own' },
        ]}
        onChange={setMode}
      />
      <div className={css.group}>
        <Menu
          label="What is the truth"
          placement="top start"
          trigger={<Button isDisabled={truths.length === 0 || run?.running === true}>Play against…</Button>}
          entries={truths.map((t) => ({ id: t.id, label: t.name, run: () => play(t) }))}
        />
        {run?.running ? (
          <Button look="quiet" onPress={() => comparison.stopRobot()}>
            Stop
          </Button>
        ) : null}
      </div>
      {truths.length === 0 ? (
        <p className={css.hint}>First click on a thing here, or keep an object in Segment.</p>
      ) : null}
      {error ? <p className={css.status}>The robot stopped: {error}</p> : null}
      {run ? <RobotChart run={run} lanes={lanes} /> : null}
    </section>
  );
}

/** IoU over clicks, one line a model; the same figures as a table for whoever cannot see it. */
function RobotChart({ run, lanes }: { readonly run: RobotRun; readonly lanes: readonly LaneState[] }): JSX.Element {
  const x = (k: number): number => 24 + (k * 236) / Math.max(1, CLICKS - 1);
  const y = (iou: number): number => 112 - iou * 100;
  return (
    <>
      <svg className={css.chart} viewBox="0 0 272 128" role="img" aria-label="Overlap with the truth after each click">
        {[0, 0.5, BAR, 1].map((v) => (
          <g key={v}>
            <line x1="24" x2="264" y1={y(v)} y2={y(v)} />
            <text x="20" y={y(v) + 3}>
              {v}
            </text>
          </g>
        ))}
        {lanes.map((lane, i) => {
          const values = run.iou[lane.id] ?? [];
          return (
            <g key={lane.id} style={{ stroke: laneColor(i), fill: laneColor(i) }}>
              <polyline points={values.map((v, k) => `${x(k)},${y(v)}`).join(' ')} />
              {values.map((v, k) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a click has no name but its number
                <circle key={k} cx={x(k)} cy={y(v)} r="3" />
              ))}
            </g>
          );
        })}
      </svg>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">1 click</th>
            <th scope="col">Last</th>
            <th scope="col">To {BAR}</th>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane, i) => {
            const values = run.iou[lane.id] ?? [];
            return (
              <tr key={lane.id}>
                <th scope="row">{laneLetter(i)}</th>
                <td>{values[0]?.toFixed(3) ?? '–'}</td>
                <td>{values.at(-1)?.toFixed(3) ?? '–'}</td>
                <td>{clicksTo(values, BAR) ?? `> ${values.length}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
