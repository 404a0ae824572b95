/** The first thing that is offered on an opened picture: its subject, without a click. */
import { type JSX, useState } from 'react';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';

export function SubjectButton({ look = 'primary' }: { readonly look?: 'primary' | 'plain' }): JSX.Element {
  const app = useServices();
  const ready = useApp((s) => s.encoding.phase === 'ready');
  const [busy, setBusy] = useState(false);
  return (
    <Button
      size="s"
      look={look}
      icon="sparkle"
      isDisabled={!ready || busy}
      onPress={() => {
        setBusy(true);
        void app.subject.select().finally(() => setBusy(false));
      }}
    >
      {busy ? 'Looking for it…' : 'Select subject'}
    </Button>
  );
}
