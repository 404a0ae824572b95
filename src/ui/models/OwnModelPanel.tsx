/** Bring your own ONNX: drop or choose the files, see what they are and why, use them. */
import { type JSX, useState } from 'react';
import { useLocation } from 'wouter';
import { SegError } from '../../contract/errors.ts';
import type { GraphSummary } from '../../contract/identify.ts';
import type { Dropped } from '../../state/deps.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import css from './OwnModelPanel.module.css';

type Look =
  | { readonly phase: 'none' }
  | { readonly phase: 'looking' }
  | { readonly phase: 'seen'; readonly dropped: Dropped }
  | { readonly phase: 'failed'; readonly words: string };

function ports(list: GraphSummary['inputs']): string {
  return list.map((p) => `${p.name} ${p.type}[${p.shape.join(',')}]`).join('; ');
}

function Graph({ graph }: { readonly graph: GraphSummary }): JSX.Element {
  return (
    <details className={css.graph}>
      <summary>
        {graph.file}: {graph.nodes} nodes, opset {graph.opset}
      </summary>
      <dl>
        <dt>Inputs</dt>
        <dd>{ports(graph.inputs)}</dd>
        <dt>Outputs</dt>
        <dd>{ports(graph.outputs)}</dd>
        <dt>Operators</dt>
        <dd>
          {graph.ops
            .slice(0, 12)
            .map(([name, count]) => `${name} ${count}`)
            .join(', ')}
        </dd>
        <dt>Made by</dt>
        <dd>{graph.producer || 'not stated'}</dd>
      </dl>
    </details>
  );
}

function Findings({ dropped }: { readonly dropped: Dropped }): JSX.Element {
  const app = useServices();
  const [, go] = useLocation();
  const { identified, files } = dropped;
  const { manifest, missing } = identified;
  return (
    <div className={css.findings}>
      <p>
        <strong>
          {identified.family ? `This is a model of the family “${identified.family}”.` : 'No known family fits.'}
        </strong>
      </p>
      <ul>
        {identified.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {missing.map((name) => (
          <li key={name}>Its weights are in “{name}”, which is missing: choose it together with the others.</li>
        ))}
      </ul>
      {identified.graphs.map((graph) => (
        <Graph key={graph.file} graph={graph} />
      ))}
      {manifest ? (
        <Button
          look="primary"
          isDisabled={missing.length > 0}
          onPress={() => {
            void app.models.loadManifest(manifest, document.baseURI, { backend: 'auto', files });
            go('/segment');
          }}
        >
          Use it in Segment
        </Button>
      ) : null}
    </div>
  );
}

export function OwnModelPanel(): JSX.Element | null {
  const app = useServices();
  const [look, setLook] = useState<Look>({ phase: 'none' });
  const { identify } = app.deps;
  if (!identify) return null;
  const examine = (files: readonly File[]): void => {
    if (files.length === 0) return;
    setLook({ phase: 'looking' });
    identify(files).then(
      (dropped) => setLook({ phase: 'seen', dropped }),
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
        {look.phase === 'seen' ? <Findings dropped={look.dropped} /> : null}
      </div>
    </section>
  );
}
