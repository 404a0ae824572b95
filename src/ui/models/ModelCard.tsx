/** One model: what it is, what it allows, what it weighs, whether it can run here, and the way to get it. */
import { type JSX, useState } from 'react';
import { useLocation } from 'wouter';
import { downloadBytes, hostsOf, neededFiles, precisionsOf } from '../../contract/catalogue.ts';
import type { DeviceFacts } from '../../contract/device.ts';
import type { ModelManifest, Precision } from '../../contract/manifest.ts';
import { bestPrecision, fitOf } from '../../state/models/fit.ts';
import { type Library, type LibraryModel, type Presence, presenceKey } from '../../state/models/library.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatBytes } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { DeleteButton } from '../kit/DeleteButton.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Icon } from '../kit/icons.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { messageOf } from '../messages.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { MeasuredTable } from './MeasuredTable.tsx';
import css from './Models.module.css';
import { useLibraryState } from './use-library.ts';

const CardText = lazyPart(
  async () => {
    const { CardText: Text } = await import('./CardText.tsx');
    return { default: Text };
  },
  { shape: 'panel', waiting: () => <p role="status">Opening the model card</p> },
);

interface CardProps {
  readonly model: LibraryModel;
  readonly library: Library;
  readonly device: DeviceFacts;
}

const PROMPT_WORDS: Record<ModelManifest['prompts'][number], string> = {
  point: 'points',
  'exclude-point': 'exclude points',
  box: 'boxes',
  mask: 'earlier masks',
};

const PRECISION_WORDS: Record<Precision, string> = { fp32: '32 bit', fp16: '16 bit', int8: '8 bit', q4f16: '4 bit' };

const ORIGIN_WORDS = { embedded: 'none: comes with the page', own: 'none: your own files' } as const;

export function ModelCard({ model, library, device }: CardProps): JSX.Element {
  const { manifest, origin } = model;
  const offered = precisionsOf(manifest);
  const [precision, setPrecision] = useState<Precision>(() => bestPrecision(manifest, device));
  const fit = fitOf(manifest, precision, device);
  const presence = useLibraryState(library, (s) => s.presence[presenceKey(manifest.id, precision)]);
  const measured = useLibraryState(library, (s) => s.measured[manifest.id]);
  const { card, licence } = manifest;
  return (
    <article className={css.card} aria-labelledby={`model-${manifest.id}`}>
      <header className={css.cardHead}>
        <h3 id={`model-${manifest.id}`}>{manifest.name}</h3>
        <span className={css.licence} data-commercial={licence.commercial}>
          {licence.commercial === 'yes'
            ? licence.spdx
            : licence.commercial === 'no'
              ? 'Not commercial'
              : 'Licence unclear'}
        </span>
      </header>
      <p>{manifest.summary}</p>
      <p className={css.fine}>
        {licence.words} {licence.url ? <a href={licence.url}>Terms</a> : null}
      </p>
      <dl className={css.facts}>
        <Fact
          name="Download"
          value={origin === 'catalogue' ? formatBytes(downloadBytes(manifest, precision)) : ORIGIN_WORDS[origin]}
        />
        <Fact name="Parameters" value={card.params ? `${(card.params / 1e6).toFixed(1)} M` : 'not stated'} />
        <Fact name="Memory, at least" value={formatBytes(fit.memory)} />
        <Fact name="Takes" value={manifest.prompts.map((p) => PROMPT_WORDS[p]).join(', ')} />
      </dl>
      <ul className={css.fit} aria-label="On this device">
        <FitLine name="Graphics card" can={fit.webgpu.can} reason={fit.webgpu.reason} />
        <FitLine name="Processor" can={fit.wasm.can} reason={fit.wasm.reason} />
      </ul>
      {offered.length > 1 ? (
        <Segmented
          label="Precision"
          value={precision}
          options={offered.map((value) => ({ value, label: PRECISION_WORDS[value] }))}
          onChange={setPrecision}
        />
      ) : null}
      <Actions
        model={model}
        library={library}
        precision={precision}
        presence={presence}
        can={fit.webgpu.can || fit.wasm.can}
      />
      <details className={css.more}>
        <summary>Scores and sources</summary>
        {measured ? <MeasuredTable results={measured} /> : <p>Not measured on this device in this visit.</p>}
        {card.scores.length > 0 ? (
          <ul>
            {card.scores.map((s) => (
              <li key={`${s.metric}${s.dataset}`}>
                <b>{s.value}</b> {s.metric} on {s.dataset}, {s.protocol}. <span>{s.source}</span>
              </li>
            ))}
          </ul>
        ) : (
          <p>
            {origin === 'embedded'
              ? 'How it was measured, and where it fails, is in its model card.'
              : 'No published score that we could trace to a source.'}
          </p>
        )}
        <p>{manifest.source}</p>
        <p>
          {card.home ? <a href={card.home}>Project</a> : null} {card.paper ? <a href={card.paper}>Paper</a> : null}
        </p>
      </details>
    </article>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function FitLine({
  name,
  can,
  reason,
}: {
  readonly name: string;
  readonly can: boolean;
  readonly reason: string;
}): JSX.Element {
  return (
    <li data-can={can}>
      <Icon name={can ? 'check' : 'close'} size={16} />
      <span>
        {name}:{' '}
        {can
          ? reason
          : `cannot run, because ${reason.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase()).replace(/\.$/, '')}`}
      </span>
    </li>
  );
}

interface ActionsProps {
  readonly model: LibraryModel;
  readonly library: Library;
  readonly precision: Precision;
  readonly presence: Presence | undefined;
  readonly can: boolean;
}

function Actions({ model, library, precision, presence, can }: ActionsProps): JSX.Element {
  const { manifest, origin } = model;
  const app = useServices();
  const inUse = useApp((s) => s.model.phase === 'ready' && s.model.id === manifest.id);
  const [, go] = useLocation();
  const files = neededFiles(manifest, precision);
  const bytes = downloadBytes(manifest, precision);
  const use = async (): Promise<void> => {
    try {
      const ready = await library.ready(manifest.id, precision);
      const choice = ready.files ? { backend: 'auto' as const, files: ready.files } : { backend: 'auto' as const };
      void app.models.loadManifest(ready.manifest, ready.baseUrl || document.baseURI, choice);
      go('/segment');
    } catch (thrown) {
      app.store.fail('load-model', thrown);
    }
  };
  const forget = (): void => {
    const work = origin === 'own' ? library.removeOwn(manifest.id) : library.remove(manifest.id);
    work.catch((thrown: unknown) => app.store.fail('load-model', thrown));
  };
  const compare = `/compare/m=playground~${manifest.id}${origin === 'embedded' ? '@768' : `@${precision}`}`;
  if (origin === 'embedded' || presence?.phase === 'here') {
    return (
      <div className={css.actions}>
        <Button look="primary" onPress={() => void use()} isDisabled={!can}>
          {inUse ? 'In use in Segment' : 'Use in Segment'}
        </Button>
        <Button onPress={() => location.assign(`#${compare}`)} isDisabled={!can}>
          Compare
        </Button>
        {origin === 'embedded' ? (
          <WholeCard name={manifest.name} folder={new URL(model.baseUrl, document.baseURI).href} />
        ) : (
          <DeleteButton label="Delete" onDelete={forget} />
        )}
      </div>
    );
  }
  if (origin === 'own') {
    return (
      <div className={css.actions}>
        <p className={css.fine}>Its files are no longer in this browser: bring them again under “Your own ONNX”.</p>
        <DeleteButton label="Forget it" sure="Forget for good" onDelete={forget} />
      </div>
    );
  }
  if (presence?.phase === 'downloading') {
    const { progress } = presence;
    const left = progress?.secondsLeft;
    return (
      <div className={css.download}>
        <ProgressBar label={`Downloading ${manifest.name}`} share={progress ? progress.done / progress.total : null} />
        <p className={css.fine} role="status">
          {progress ? `${formatBytes(progress.done)} of ${formatBytes(progress.total)}` : 'Connecting'}
          {left === undefined ? '' : `, ${timeLeft(left)} left`}
          {progress?.retry ? ` · the line broke, trying again (${progress.retry.attempt})` : ''}
          {progress?.overflowed ? ' · the browser has no room left: the rest stays in memory until the tab closes' : ''}
        </p>
        <Button size="s" onPress={() => library.cancel(manifest.id, precision)}>
          Stop (what came is kept)
        </Button>
      </div>
    );
  }
  const here = presence?.phase === 'partial' || presence?.phase === 'failed' ? presence.done : 0;
  return (
    <div className={css.download}>
      {presence?.phase === 'failed' ? (
        <p className={css.failed} role="alert">
          {messageOf({ doing: 'load-model', code: presence.code, detail: presence.detail }).text}
        </p>
      ) : null}
      <div className={css.actions}>
        <Button
          look={can ? 'primary' : 'plain'}
          icon="download"
          isDisabled={!can}
          onPress={() => void library.download(manifest.id, precision)}
        >
          {here > 0 ? `Go on: ${formatBytes(bytes - here)} left` : `Download ${formatBytes(bytes)}`} from{' '}
          {hostsOf(files).join(', ')}
        </Button>
      </div>
    </div>
  );
}

/** The card that lies in the model's folder, with its tables and pictures. */
function WholeCard({ name, folder }: { readonly name: string; readonly folder: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Model card</Button>
      <Dialog title={`${name}: model card`} size="l" isOpen={open} onClose={() => setOpen(false)}>
        <CardText folder={folder} />
      </Dialog>
    </>
  );
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
