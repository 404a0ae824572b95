/** What stands where a part of the page could not be loaded or broke: ask again, save the work, reload. */
import { type JSX, useState } from 'react';
import { SegError } from '../../contract/errors.ts';
import { useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import css from './PartFailed.module.css';

/** `page` fills a place, `panel` stands inside one, `dialog` floats over the page and can be closed. */
export type PartShape = 'page' | 'panel' | 'dialog';

export interface PartFailedProps {
  readonly error: unknown;
  readonly shape: PartShape;
  readonly onRetry: () => void;
  /** Closes a part that floats. */
  readonly onClose?: (() => void) | undefined;
}

export function PartFailed({ error, shape, onRetry, onClose }: PartFailedProps): JSX.Element {
  const { code, message, cause } = SegError.from(error);
  const missing = code === 'part-missing';
  const Title = shape === 'page' ? 'h1' : 'h2';
  return (
    <div
      className={css.failed}
      data-shape={shape}
      role="alert"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose?.();
      }}
    >
      <Title>{missing ? 'This part of the page could not be loaded' : 'This part of the page broke'}</Title>
      <p>
        {missing
          ? 'There is no connection, or a newer version is on the server. Your pictures and objects are still here. Try again; if it stays so, save the project and reload the page.'
          : 'Your pictures and objects are still in memory. Show it again; if it breaks again, save the project and reload the page.'}
      </p>
      <details>
        <summary>What the browser says</summary>
        <code>{cause instanceof Error ? cause.message : message}</code>
      </details>
      <div className={css.buttons}>
        <Button look="primary" autoFocus={shape === 'dialog'} onPress={onRetry}>
          {missing ? 'Try again' : 'Show it again'}
        </Button>
        <SaveProject />
        {onClose ? (
          <Button onPress={onClose}>Close</Button>
        ) : (
          <Button onPress={() => location.reload()}>Reload the page</Button>
        )}
      </div>
    </div>
  );
}

/** Saves everything that is open as one file; nothing where no picture is open. */
function SaveProject(): JSX.Element | null {
  const app = useServices();
  const [state, setState] = useState<'idle' | 'saving' | 'saved'>('idle');
  if (app.strip.api.getState().items.length === 0) return null;
  const save = async (): Promise<void> => {
    setState('saving');
    setState((await app.projects.save()) ? 'saved' : 'idle');
  };
  return (
    <>
      <Button icon="save" isDisabled={state === 'saving'} onPress={() => void save()}>
        Save the project
      </Button>
      <span className="visually-hidden" role="status">
        {state === 'saved' ? 'The project was handed to the browser as a file' : ''}
      </span>
    </>
  );
}
