/** "Which is better?" without knowing whose answer it is. */
import { type JSX, useState } from 'react';
import type { Comparison } from '../../state/compare/compare-store.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import css from './Compare.module.css';
import { keepsTallies, keepTallies } from './tallies.ts';
import { useCompare } from './use-comparison.ts';

export function VotePanel({ comparison }: { readonly comparison: Comparison }): JSX.Element {
  const trial = useCompare(comparison, (s) => s.trial);
  const tallies = useCompare(comparison, (s) => s.tallies);
  const answered = useCompare(comparison, (s) => s.lanes.filter((l) => l.answer).length);
  const [kept, setKept] = useState(keepsTallies);
  const vote = (verdict: 'left' | 'right' | 'tie'): void => {
    comparison.vote(verdict);
    announce('Counted');
  };
  const rows = Object.entries(tallies).sort(([, a], [, b]) => b.wins - b.losses - (a.wins - a.losses));
  return (
    <section className={css.panel}>
      <header className={css.panelHead}>
        <h2>Which is better?</h2>
      </header>
      {trial ? (
        <>
          <p>Two answers, no names. Judge the outline only.</p>
          <div className={css.group}>
            <Button look="primary" onPress={() => vote('left')}>
              Left
            </Button>
            <Button onPress={() => vote('tie')}>As good</Button>
            <Button look="primary" onPress={() => vote('right')}>
              Right
            </Button>
          </div>
          <Button size="s" look="quiet" onPress={() => comparison.endTrial()}>
            Stop without a vote
          </Button>
        </>
      ) : (
        <Button isDisabled={answered < 2} onPress={() => comparison.startTrial()}>
          Judge blindly
        </Button>
      )}
      {rows.length > 0 ? (
        <table className={css.matrix}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Won</th>
              <th scope="col">Tied</th>
              <th scope="col">Lost</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, t]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{t.wins}</td>
                <td>{t.ties}</td>
                <td>{t.losses}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {rows.length > 0 ? (
        <Button
          size="s"
          look="quiet"
          onPress={() => {
            keepTallies(!kept, tallies);
            setKept(!kept);
          }}
        >
          {kept ? 'Forget the tally with this visit' : 'Keep the tally in this browser'}
        </Button>
      ) : null}
    </section>
  );
}
