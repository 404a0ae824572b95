/** One line at the bottom: model, where it runs and why, times, zoom; progress while something loads. */
import type { JSX } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { LoadedModel } from '../../contract/segmenter.ts';
import type { ModelState } from '../../state/state.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatBytes, formatMs } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/icons.tsx';
import { Popover } from '../kit/Popover.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import css from './StatusBar.module.css';
import { SavedChip } from './sessions/SavedChip.tsx';
import { StorageQuestion } from './sessions/StorageQuestion.tsx';

const BACKENDS = { webgpu: 'WebGPU', wasm: 'WebAssembly' } as const;

const STAGES: Record<string, string> = {
  download: 'Loading the model',
  runtime: 'Loading the runtime',
  create: 'Starting the model',
  canary: 'Checking the model on this device',
  measure: 'Measuring',
};

function Reports({ loaded }: { readonly loaded: LoadedModel }): JSX.Element {
  return (
    <div className={css.reports}>
      <p>
        Runs on {BACKENDS[loaded.backend]}
        {loaded.backend === 'wasm' ? ` with ${loaded.threads} ${loaded.threads === 1 ? 'thread' : 'threads'}` : ''},{' '}
        {loaded.precision}, {formatBytes(loaded.bytes)} of weights, ready after {formatMs(loaded.loadMs)}.
      </p>
      <ul>
        {loaded.reports.map((report) => (
          <li key={`${report.backend} ${report.precision} ${report.verdict}`}>
            <b>
              {BACKENDS[report.backend]} {report.precision}
            </b>
            : {report.reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

function ModelStatus({ model }: { readonly model: ModelState }): JSX.Element {
  const app = useServices();
  if (model.phase === 'loading') {
    const { progress } = model;
    const share = progress?.total ? progress.done / progress.total : null;
    const bytes = progress && (progress.stage === 'download' || progress.stage === 'runtime');
    return (
      <span className={css.loading}>
        <span>{STAGES[progress?.stage ?? 'download'] ?? 'Loading'}</span>
        <span className={css.progress}>
          <ProgressBar label="Loading the model" share={share} />
        </span>
        {bytes ? (
          <span className={css.number}>
            {formatBytes(progress.done)}
            {progress.total ? ` of ${formatBytes(progress.total)}` : ''}
          </span>
        ) : null}
      </span>
    );
  }
  if (model.phase === 'failed') {
    return (
      <span className={css.failed}>
        <Icon name="warning" size={16} /> The model did not start
        <Button size="s" onPress={() => void app.models.load(model.id)}>
          Try again
        </Button>
      </span>
    );
  }
  if (model.phase === 'none') return <span>No model</span>;
  return (
    <Popover
      label="Model and where it runs"
      trigger={
        <AriaButton className={css.chip ?? ''}>
          <Icon name="chip" size={15} />
          {model.manifest.name} on {BACKENDS[model.loaded.backend]}
        </AriaButton>
      }
    >
      <Reports loaded={model.loaded} />
    </Popover>
  );
}

export function StatusBar(): JSX.Element {
  const app = useServices();
  const model = useApp((s) => s.model);
  const encoding = useApp((s) => s.encoding);
  const decodeMs = useApp((s) => s.decodeMs);
  const busy = useApp((s) => s.busy);
  const picture = useApp((s) => s.picture);
  const zoom = useApp((s) => s.zoom);
  return (
    <footer
      className={css.bar}
      data-testid="status"
      data-model={model.phase}
      data-encoding={encoding.phase}
      data-busy={busy}
    >
      <ModelStatus model={model} />
      {encoding.phase === 'encoding' ? (
        <span className={css.busy}>Looking at the picture… clicks wait their turn</span>
      ) : null}
      {encoding.phase === 'failed' ? (
        <Button size="s" onPress={() => app.retryEncoding()}>
          Look at the picture again
        </Button>
      ) : null}
      {encoding.phase === 'ready' ? <span className={css.aside}>encode {formatMs(encoding.encodeMs)}</span> : null}
      {decodeMs === null ? null : <span className={css.number}>click {formatMs(decodeMs)}</span>}
      <span className={css.gap} />
      {picture ? (
        <>
          <span className={css.aside}>
            {picture.fullSize.width} × {picture.fullSize.height}
          </span>
          <span className={css.aside}>{Math.round(zoom * 100)} %</span>
        </>
      ) : null}
      <SavedChip />
      <StorageQuestion />
    </footer>
  );
}
