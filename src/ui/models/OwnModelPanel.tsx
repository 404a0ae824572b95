/** Bring your own ONNX: drop or choose the files. */
import { type JSX, useState } from 'react';
import { SegError } from '../../contract/errors.ts';
import type { FamilyId } from '../../contract/manifest.ts';
import type { Dropped } from '../../state/deps.ts';
import type { Library } from '../../state/models/library.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { OwnModelFindings } from './OwnModelFindings.tsx';
import css from './OwnModelPanel.module.css';

type Look =
  | { readonly phase: 'none' }
  | { readonly phase: 'looking' }
  | { readonly phase: 'seen'; readonly dropped: Dropped; readonly files: readonly File[] }
  | { readonly phase: 'failed'; readonly words: string };

export function OwnModelPanel({ library }: { readonly library: Library }): JSX.Element | null {
  const app = useServices();
  const [look, setLook] = useState<Look>({ phase: 'none' });
  const { identify } = app.deps;
  if (!identify) return null;
  const examine = (files: readonly File[], chosen?: FamilyId): void => {
    if (files.length === 0) return;
    setLook({ phase: 'looking' });
    identify(files, chosen).then(
      (dropped) => setLook({ phase: 'seen', dropped, files }),
      (thrown: unknown) => setLook({ phase: 'failed', words: SegError.from(thrown).message }),
    );
  };
  return (
    <section
      className={css.panel}
      aria-labelledby="own-title"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        examine([...event.dataTransfer.files]);
      }}
    >
      <h2 id="own-title">Your own ONNX</h2>
      <p>
        Drop encoder and decoder here, with their external data if they have any. They are read in this tab; the family
        is recognised from names, types and shapes.
      </p>
      <Button icon="open" onPress={() => void chooseFiles('.onnx,.onnx_data,.data,.bin', true).then(examine)}>
        Choose files
      </Button>
      <div role="status">
        {look.phase === 'looking' ? <p>Reading the graphs…</p> : null}
        {look.phase === 'failed' ? <p className={css.failed}>{look.words}</p> : null}
      </div>
      {look.phase === 'seen' ? (
        <OwnModelFindings
          key={`${look.dropped.identified.family} ${look.dropped.identified.manifest?.id}`}
          dropped={look.dropped}
          library={library}
          onCorrect={(family) => examine(look.files, family)}
        />
      ) : null}
    </section>
  );
}
