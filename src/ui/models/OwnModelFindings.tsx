/** What dropped files are: the family with its reasons, a way to correct it, a test picture, and what can be done with them. */
import { type JSX, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { SegError } from '../../contract/errors.ts';
import type { GraphSummary } from '../../contract/identify.ts';
import { FAMILY_IDS, type FamilyId } from '../../contract/manifest.ts';
import type { Dropped } from '../../state/deps.ts';
import type { Library } from '../../state/models/library.ts';
import { type Probe, probeModel } from '../../state/models/probe.ts';
import { useServices } from '../app-context.tsx';
import { formatBytes, formatMs } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/icons.tsx';
import { Menu } from '../kit/Menu.tsx';
import { TextField } from '../kit/TextField.tsx';
import { messageOf } from '../messages.ts';
import css from './OwnModelPanel.module.css';
import { OwnModelTransform } from './OwnModelTransform.tsx';
import { ProbeThumb } from './ProbeThumb.tsx';

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

type Trial =
  | { readonly phase: 'none' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly probe: Probe }
  | { readonly phase: 'failed'; readonly words: string };

interface FindingsProps {
  readonly dropped: Dropped;
  readonly library: Library;
  readonly onCorrect: (family: FamilyId) => void;
}

export function OwnModelFindings({ dropped, library, onCorrect }: FindingsProps): JSX.Element {
  const app = useServices();
  const [, go] = useLocation();
  const [trial, setTrial] = useState<Trial>({ phase: 'none' });
  const [kept, setKept] = useState(false);
  const control = useRef<AbortController | null>(null);
  const { identified, files } = dropped;
  const { missing, family } = identified;
  const [transform, setTransform] = useState(identified.manifest?.transform);
  const [name, setName] = useState(identified.manifest?.name ?? '');
  const title = name.trim() || identified.manifest?.name || '';
  const manifest = identified.manifest && transform ? { ...identified.manifest, name: title, transform } : undefined;
  const bytes = Object.values(files).reduce((sum, blob) => sum + blob.size, 0);

  const probe = async (): Promise<void> => {
    if (!manifest || !app.deps.lab) return;
    const mine = new AbortController();
    control.current = mine;
    setTrial({ phase: 'running' });
    try {
      const model = { manifest, baseUrl: document.baseURI, files };
      const lab = await app.deps.lab();
      setTrial({ phase: 'done', probe: await probeModel(app.deps.engines, lab, model, mine.signal, () => undefined) });
    } catch (thrown) {
      const { code, message } = SegError.from(thrown);
      const words = messageOf({ doing: 'load-model', code, detail: message }).text;
      setTrial(mine.signal.aborted ? { phase: 'none' } : { phase: 'failed', words });
    }
  };
  const keep = async (): Promise<void> => {
    if (!manifest) return;
    try {
      await library.keepOwn(manifest, files);
      setKept(true);
    } catch (thrown) {
      app.store.fail('load-model', thrown);
    }
  };

  return (
    <div className={css.findings}>
      <p>
        <strong>{family ? `This is a model of the family “${family}”.` : 'No known family fits.'}</strong>
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
      {identified.graphs.length > 0 ? (
        <Menu
          label="Families"
          placement="bottom start"
          trigger={
            <Button size="s" look="quiet">
              {family ? 'It is of another family…' : 'Choose the family…'}
            </Button>
          }
          entries={FAMILY_IDS.map((id) => ({ id, label: id, disabled: id === family, run: () => onCorrect(id) }))}
        />
      ) : null}
      {manifest ? (
        <TextField
          label="Name of the model"
          value={name}
          onChange={(next) => {
            setName(next);
            setKept(false);
          }}
          hint={`It is known by what its files hold (${manifest.id.slice(-10)}): models with the same file names stay apart.`}
        />
      ) : null}
      {transform ? (
        <OwnModelTransform
          transform={transform}
          onChange={(changed) => {
            control.current?.abort();
            setTransform(changed);
            setTrial({ phase: 'none' });
            setKept(false);
          }}
        />
      ) : null}
      {manifest && missing.length === 0 ? (
        <div className={css.actions}>
          <Button
            look="primary"
            onPress={() => {
              void app.models.loadManifest(manifest, document.baseURI, { backend: 'auto', files });
              go('/segment');
            }}
          >
            Use it in Segment
          </Button>
          {trial.phase === 'running' ? (
            <Button onPress={() => control.current?.abort()}>Stop the test</Button>
          ) : (
            <Button onPress={() => void probe()}>Try it on a test picture</Button>
          )}
          <Button onPress={() => void keep()} isDisabled={kept}>
            {kept ? 'Kept in this browser' : `Keep it in this browser (${formatBytes(bytes)})`}
          </Button>
        </div>
      ) : null}
      <div role="status" className={css.findings}>
        {trial.phase === 'running' ? <p>Opening the model aside and showing it a picture…</p> : null}
        {trial.phase === 'failed' ? <p className={css.failed}>{trial.words}</p> : null}
        {trial.phase === 'done' ? <Outcome probe={trial.probe} /> : null}
      </div>
    </div>
  );
}

function Outcome({ probe }: { readonly probe: Probe }): JSX.Element {
  const { loaded, encodeMs, answer, findings } = probe;
  return (
    <>
      <ProbeThumb probe={probe} />
      <ul className={css.outcome}>
        {findings.map((f) => (
          <li key={f.words} data-good={f.good}>
            <Icon name={f.good ? 'check' : 'close'} size={16} />
            <span>{f.words}</span>
          </li>
        ))}
      </ul>
      <p>
        On {loaded.backend === 'wasm' ? 'the processor' : 'the graphics card'}: looking took {formatMs(encodeMs)}, the
        answer {formatMs(answer.decodeMs)}.
      </p>
    </>
  );
}
