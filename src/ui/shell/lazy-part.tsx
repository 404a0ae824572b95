/** Parts of the page that are loaded when they are first shown, each with a boundary of its own. */
import { type ComponentType, type JSX, lazy, Suspense, useReducer } from 'react';
import { loadPart } from '../../contract/load-part.ts';
import { PartBoundary } from './PartBoundary.tsx';
import type { PartShape } from './PartFailed.tsx';
import { reloadMissingStyles } from './reload-missing-styles.ts';

interface PartModule<P> {
  readonly default: ComponentType<P>;
}

export interface LazyPartOptions {
  readonly shape: PartShape;
  /** Shown while it loads. */
  readonly waiting?: ComponentType;
  /** Closes a part that floats. */
  readonly useClose?: () => (() => void) | undefined;
}

const notClosable = (): undefined => undefined;

/**
 * A component whose code is loaded when it is first shown. A failed load is shown in its place, with a retry that asks
 * the network again: `React.lazy` remembers a rejection for good, so each retry makes a fresh one.
 */
export function lazyPart<P extends object>(
  load: () => Promise<PartModule<P>>,
  { shape, waiting: Waiting, useClose = notClosable }: LazyPartOptions,
): ComponentType<P> {
  let Found = lazy(() => loadPart(load));
  const again = (): void => {
    Found = lazy(() =>
      loadPart(async () => {
        await reloadMissingStyles();
        return load();
      }),
    );
  };
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each part, as React.lazy is
  return function LazyPart(props: P): JSX.Element {
    const [, render] = useReducer((n: number) => n + 1, 0);
    const close = useClose();
    const retry = (): void => {
      again();
      render();
    };
    return (
      <PartBoundary shape={shape} onRetry={retry} onClose={close}>
        <Suspense fallback={Waiting ? <Waiting /> : null}>
          <Found {...props} />
        </Suspense>
      </PartBoundary>
    );
  };
}
