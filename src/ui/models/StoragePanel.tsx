/** What the browser keeps for models: sizes, deleting, keeping for good, taking along. */
import type { JSX } from 'react';
import type { Library } from '../../state/models/library.ts';
import { useServices } from '../app-context.tsx';
import { formatBytes } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { DeleteButton } from '../kit/DeleteButton.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import css from './Models.module.css';
import { useLibraryState } from './use-library.ts';

const KIND_WORDS = { opfs: 'on disk', indexeddb: 'in the browser', memory: 'in memory, until the tab closes' } as const;

export function StoragePanel({ library }: { readonly library: Library }): JSX.Element | null {
  const app = useServices();
  const storage = useLibraryState(library, (s) => s.storage);
  if (!storage) return null;
  const total = storage.files.reduce((sum, f) => sum + f.bytes, 0);
  const guarded = (work: Promise<unknown>): void => {
    work.catch((thrown: unknown) => app.store.fail('export', thrown));
  };
  const keep = async (): Promise<void> => {
    const agreed = await library.persist();
    app.store.notify({
      tone: agreed ? 'good' : 'info',
      title: agreed ? 'The browser will keep the models' : 'The browser did not promise to keep them',
      text: agreed
        ? 'They go only when you delete them.'
        : 'It may clear them when space runs out. Installing the app often changes its mind.',
      lasts: 8000,
    });
  };
  const take = async (): Promise<void> => {
    const files = await chooseFiles('.onnx,.onnx_data,.bin,.data', true);
    if (files.length === 0) return;
    const complete = await library.importFiles(files);
    app.store.notify({
      tone: complete.length > 0 ? 'good' : 'info',
      title:
        complete.length > 0
          ? `Ready: ${complete.join(', ')}`
          : 'The files are kept, but complete no model of the catalogue yet',
      lasts: 9000,
    });
  };
  const give = async (sha256: string, name: string): Promise<void> => {
    const blob = await library.deps.weights.bySha256(sha256);
    if (blob) app.deps.exporter.save(blob, name);
  };
  return (
    <section className={css.panel} aria-labelledby="storage-title">
      <h2 id="storage-title">Stored on this device</h2>
      <p className={css.fine}>
        {formatBytes(total)} in {storage.files.length} {storage.files.length === 1 ? 'file' : 'files'},{' '}
        {KIND_WORDS[storage.kind]}.{storage.quota ? ` The browser allows about ${formatBytes(storage.quota)}.` : ''}{' '}
        {storage.persisted ? 'It promised to keep them.' : ''}
      </p>
      <ul className={css.files}>
        {storage.files.map((f) => (
          <li key={f.sha256}>
            <span>
              <b>{f.name}</b>
              <small>
                {formatBytes(f.bytes)} · sha256 {f.sha256.slice(0, 12)}… {f.kind === 'memory' ? '· in memory' : ''}
              </small>
            </span>
            <IconButton
              size="s"
              icon="download"
              label={`Save ${f.name} as a file`}
              onPress={() => guarded(give(f.sha256, f.name))}
            />
            <DeleteButton
              size="s"
              iconOnly
              label={`Delete ${f.name}`}
              onDelete={() => guarded(library.deleteFile(f.sha256))}
            />
          </li>
        ))}
        {storage.partial.map((f) => (
          <li key={f.url}>
            <span>
              <b>{f.name}</b>
              <small>
                unfinished: {formatBytes(f.done)} of {formatBytes(f.bytes)}
              </small>
            </span>
            <DeleteButton
              size="s"
              iconOnly
              label={`Delete what came of ${f.name}`}
              onDelete={() => guarded(library.deletePartial(f.url))}
            />
          </li>
        ))}
      </ul>
      <div className={css.actions}>
        <Button size="s" icon="open" onPress={() => guarded(take())}>
          Bring model files
        </Button>
        {storage.persisted ? null : (
          <Button size="s" look="quiet" icon="lock" onPress={() => guarded(keep())}>
            Keep for good
          </Button>
        )}
      </div>
      <p className={css.fine}>
        For a machine without internet: save the files here, carry them over, and bring them there. They are recognised
        by their hash, whatever they are called.
      </p>
    </section>
  );
}
