/** The one pair of aria-live regions. */
import { type JSX, useEffect, useState } from 'react';
import { onAnnounce, type Politeness } from './announce.ts';

interface Spoken {
  readonly text: string;
  /** Alternates so that the same sentence twice is read twice. */
  readonly turn: boolean;
}

const SILENT: Record<Politeness, Spoken> = {
  polite: { text: '', turn: false },
  assertive: { text: '', turn: false },
};

export function LiveRegion(): JSX.Element {
  const [spoken, setSpoken] = useState(SILENT);
  useEffect(
    () =>
      onAnnounce((text, politeness) =>
        setSpoken((before) => ({ ...before, [politeness]: { text, turn: !before[politeness].turn } })),
      ),
    [],
  );
  return (
    <div className="visually-hidden">
      <div role="status" aria-live="polite" data-testid="announcer">
        {spoken.polite.text}
        {spoken.polite.turn ? '\u00a0' : ''}
      </div>
      <div role="alert" aria-live="assertive">
        {spoken.assertive.text}
        {spoken.assertive.turn ? '\u00a0' : ''}
      </div>
    </div>
  );
}
