/** J of each frame as a line; the same figures are in the table for whoever cannot see it. */
import type { JSX } from 'react';
import type { FrameScore } from '../../core/metrics/jf.ts';
import { type FrameMasks, isMarked } from '../../state/tasks/film-doc.ts';
import parts from './Parts.module.css';

interface ChartProps {
  readonly scores: ReadonlyMap<number, FrameScore>;
  readonly masks: FrameMasks;
  readonly frames: number;
  readonly at: number;
}

export function FilmChart({ scores, masks, frames, at }: ChartProps): JSX.Element {
  const x = (frame: number): number => 24 + (frame * 240) / Math.max(1, frames - 1);
  const y = (j: number): number => 66 - j * 58;
  const measured = [...scores].toSorted(([a], [b]) => a - b);
  return (
    <>
      <svg
        className={parts.chart}
        viewBox="0 0 272 74"
        role="img"
        aria-label="Overlap J with the truth, frame by frame"
      >
        {[0, 0.5, 1].map((v) => (
          <g key={v}>
            <line x1="24" x2="264" y1={y(v)} y2={y(v)} />
            <text x="20" y={y(v) + 3} textAnchor="end">
              {v}
            </text>
          </g>
        ))}
        <line x1={x(at)} x2={x(at)} y1={y(0)} y2={y(1)} strokeWidth="2" />
        {measured.map(([frame, { j }]) => (
          <circle key={frame} cx={x(frame)} cy={y(j)} r={isMarked(masks.get(frame)) ? 4 : 2.5} fill="var(--c-accent)" />
        ))}
      </svg>
      {measured.length > 0 ? (
        <details>
          <summary>Frame by frame</summary>
          <table className={parts.table}>
            <thead>
              <tr>
                <th scope="col">Frame</th>
                <th scope="col">J</th>
                <th scope="col">F</th>
              </tr>
            </thead>
            <tbody>
              {measured.map(([frame, { j, f }]) => (
                <tr key={frame}>
                  <th scope="row">{frame + 1}</th>
                  <td>{j.toFixed(3)}</td>
                  <td>{f.toFixed(3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ) : null}
    </>
  );
}
