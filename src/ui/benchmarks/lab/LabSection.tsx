/** "Measure it yourself" on a card: the mini-run for everybody, the person's own copy of the data, and a results file where the card's own metric can be computed from one. */
import { type JSX, useEffect, useState } from 'react';
import type { Lab } from '../../../contract/benchmark.ts';
import type { Card } from '../../../contract/cards.ts';
import { useServices } from '../../app-context.tsx';
import { DatasetPanel } from './DatasetPanel.tsx';
import css from './Lab.module.css';
import { MiniRunPanel } from './MiniRunPanel.tsx';
import { OwnModel } from './OwnModel.tsx';
import { ScorePanel } from './ScorePanel.tsx';

/** null until it is open. @throws SegError to the nearest boundary when it cannot be opened; shown again, it asks again */
function useLab(): Lab | null {
  const open = useServices().deps.lab;
  const [lab, setLab] = useState<Lab | null>(null);
  const [failure, setFailure] = useState<{ readonly thrown: unknown } | null>(null);
  useEffect(() => {
    let current = true;
    open?.().then(
      (opened) => current && setLab(opened),
      (thrown: unknown) => current && setFailure({ thrown }),
    );
    return () => {
      current = false;
    };
  }, [open]);
  if (failure) throw failure.thrown;
  return lab;
}

/** Cards whose subject a mask model without classes can be measured on. */
export function hasLab(card: Card): boolean {
  return card.kind === 'benchmark' && card.reader !== undefined;
}

export function LabSection({ card }: { readonly card: Card }): JSX.Element {
  const lab = useLab();
  if (!lab) return <p role="status">Opening the lab…</p>;
  return (
    <div className={css.lab}>
      <OwnModel card={card} />
      <MiniRunPanel card={card} lab={lab} />
      <DatasetPanel card={card} lab={lab} />
      {card.reader === 'coco' || card.reader === 'lvis' ? <ScorePanel kind={card.reader} lab={lab} /> : null}
    </div>
  );
}
