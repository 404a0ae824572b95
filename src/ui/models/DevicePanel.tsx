/** What this device offers, and how fast the loaded model is on it. */
import { type JSX, useState } from 'react';
import type { DeviceFacts } from '../../contract/device.ts';
import { SegError } from '../../contract/errors.ts';
import type { Backend } from '../../contract/manifest.ts';
import { quantile } from '../../core/compare/quantile.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatBytes, formatMs } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { messageOf } from '../messages.ts';
import css from './Models.module.css';
import { libraryOf } from './use-library.ts';

const RUNS = 5;

interface Measured {
  readonly backend: Backend;
  /** Loading, the first encode included in none of the warm figures. */
  readonly coldMs: number;
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
  readonly failure?: string;
}

export function DevicePanel({ device }: { readonly device: DeviceFacts }): JSX.Element {
  const { gpu } = device;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Graphics',
      typeof gpu === 'string'
        ? gpu
        : [gpu.vendor, gpu.architecture, gpu.description].filter(Boolean).join(' · ') || 'unnamed adapter',
    ],
    ...(typeof gpu === 'string'
      ? []
      : ([
          ['Kind', gpu.software ? 'software: correct but slow' : 'hardware'],
          ['16-bit numbers', gpu.features.includes('shader-f16') ? 'yes' : 'no'],
          ['Largest buffer binding', formatBytes(gpu.limits.maxStorageBufferBindingSize ?? 0)],
          ['Buffers per stage', String(gpu.limits.maxStorageBuffersPerShaderStage ?? '?')],
        ] as const)),
    ['Drawing (WebGL2)', device.webgl],
    ['Processor', `${device.cores} cores, ${device.threads} ${device.threads === 1 ? 'thread' : 'threads'} for models`],
    ['Isolated page', device.isolated ? 'yes: threads allowed' : 'no: one thread only'],
    ['Vector instructions', device.wasmSimd ? 'yes' : 'no'],
    ['Suspending WASM (JSPI)', device.jspi ? 'yes' : 'no'],
    ['Memory', device.memoryGiB ? `${device.memoryGiB} GiB or more` : 'not told'],
  ];
  return (
    <section className={css.panel} aria-labelledby="device-title">
      <h2 id="device-title">Your device</h2>
      <dl className={css.list}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {typeof gpu === 'string' ? null : (
        <details className={css.more}>
          <summary>All features ({gpu.features.length})</summary>
          <p>{gpu.features.join(', ')}</p>
        </details>
      )}
      <Measure hasGpu={typeof gpu !== 'string'} />
    </section>
  );
}

/** Opens the loaded model once on each backend in a worker of its own, so that the one in use is not disturbed. */
function Measure({ hasGpu }: { readonly hasGpu: boolean }): JSX.Element {
  const app = useServices();
  const model = useApp((s) => s.model);
  const [busy, setBusy] = useState<string | null>(null);
  const [results, setResults] = useState<readonly Measured[]>([]);

  const one = async (id: string, backend: Backend): Promise<Measured> => {
    const library = await libraryOf(app);
    const { manifest, baseUrl, files } = await library.ready(id);
    const begun = performance.now();
    try {
      const options = { backend, baseUrl, ...(files ? { files } : {}) };
      const engine = await app.deps.engines.open(manifest, options, new AbortController().signal, () => undefined);
      const coldMs = performance.now() - begun;
      try {
        const times = await engine.measure(RUNS, (p) =>
          setBusy(`${backend === 'wasm' ? 'Processor' : 'Graphics card'}: run ${p.done} of ${p.total ?? RUNS + 1}`),
        );
        return { backend, coldMs, ...times };
      } finally {
        engine.dispose();
      }
    } catch (thrown) {
      const { code, message } = SegError.from(thrown);
      return {
        backend,
        coldMs: 0,
        encodeMs: [],
        decodeMs: [],
        failure: messageOf({ doing: 'load-model', code, detail: message }).text,
      };
    }
  };
  const run = async (id: string): Promise<void> => {
    setResults([]);
    const done: Measured[] = [];
    for (const backend of hasGpu ? (['wasm', 'webgpu'] as const) : (['wasm'] as const)) {
      setBusy(backend === 'wasm' ? 'Processor: loading' : 'Graphics card: loading');
      done.push(await one(id, backend));
      setResults([...done]);
    }
    setBusy(null);
  };

  if (model.phase !== 'ready') return <p className={css.fine}>Measuring needs a loaded model.</p>;
  const ranked = results.filter((r) => !r.failure).sort((a, b) => total(a) - total(b));
  const [best, other] = ranked;
  return (
    <>
      <Button onPress={() => void run(model.id)} isDisabled={busy !== null}>
        {busy ?? `Measure ${model.manifest.name} here`}
      </Button>
      {results.length > 0 ? (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">On</th>
              <th scope="col">Start</th>
              <th scope="col">Look</th>
              <th scope="col">Answer</th>
            </tr>
          </thead>
          <tbody>
            {results.map((r) => (
              <tr key={r.backend}>
                <th scope="row">{r.backend === 'wasm' ? 'Processor' : 'Graphics'}</th>
                {r.failure ? (
                  <td colSpan={3}>{r.failure}</td>
                ) : (
                  <>
                    <td>{formatMs(r.coldMs)}</td>
                    <td>{formatMs(quantile(r.encodeMs, 0.5))}</td>
                    <td>{formatMs(quantile(r.decodeMs, 0.5))}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {best && busy === null ? (
        <p className={css.fine}>
          Medians of {RUNS} warm runs. {best.backend === 'wasm' ? 'The processor' : 'The graphics card'} is the better
          choice here
          {other ? `: one look and five answers take ${formatMs(total(best))} against ${formatMs(total(other))}` : ''}.
        </p>
      ) : null}
    </>
  );
}

/** What a person waits for in an ordinary visit: one look, five answers. */
function total(m: Measured): number {
  return quantile(m.encodeMs, 0.5) + 5 * quantile(m.decodeMs, 0.5);
}
