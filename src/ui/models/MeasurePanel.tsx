/** The button that measures the loaded model here, and what it found. */
import { type JSX, useRef, useState } from 'react';
import type { Library } from '../../state/models/library.ts';
import { measureHere, rankMeasured } from '../../state/models/measure-here.ts';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { MeasuredTable } from './MeasuredTable.tsx';
import css from './Models.module.css';
import { useLibraryState } from './use-library.ts';

interface MeasurePanelProps {
  readonly hasGpu: boolean;
  readonly library: Library;
}

export function MeasurePanel({ hasGpu, library }: MeasurePanelProps): JSX.Element {
  const app = useServices();
  const model = useApp((s) => s.model);
  const measured = useLibraryState(library, (s) => s.measured);
  const [busy, setBusy] = useState<string | null>(null);
  const control = useRef<AbortController | null>(null);

  const run = async (): Promise<void> => {
    const opened = app.models.opened();
    if (!opened) return;
    const mine = new AbortController();
    control.current = mine;
    try {
      await measureHere(
        app.deps.engines,
        library,
        opened,
        hasGpu ? ['wasm', 'webgpu'] : ['wasm'],
        mine.signal,
        (backend, at, of) => {
          const name = backend === 'wasm' ? 'Processor' : 'Graphics card';
          setBusy(at === 0 ? `${name}: loading` : `${name}: run ${at} of ${of}`);
        },
      );
    } catch (thrown) {
      if (!mine.signal.aborted) app.store.fail('load-model', thrown);
    } finally {
      setBusy(null);
    }
  };

  if (model.phase !== 'ready') return <p className={css.fine}>Measuring needs a loaded model.</p>;
  const results = measured[model.id] ?? [];
  const [best] = rankMeasured(results);
  const better = busy === null && best && best.backend !== model.loaded.backend ? best.backend : null;
  const move = (): void => {
    const opened = app.models.opened();
    if (!opened || !better) return;
    void app.models.loadManifest(opened.manifest, opened.baseUrl, { ...opened.choice, backend: better });
  };
  return (
    <>
      <div className={css.actions}>
        <Button onPress={() => void run()} isDisabled={busy !== null}>
          {busy ?? `Measure ${model.manifest.name} here`}
        </Button>
        {busy ? (
          <Button look="quiet" onPress={() => control.current?.abort()}>
            Stop
          </Button>
        ) : null}
      </div>
      {results.length > 0 ? <MeasuredTable results={results} /> : null}
      {better ? (
        <Button size="s" onPress={move}>
          Run it on the {better === 'wasm' ? 'processor' : 'graphics card'} now
        </Button>
      ) : null}
    </>
  );
}
