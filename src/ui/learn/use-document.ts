/** What views read of the document they look into. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { TensorView } from '../../contract/segmenter.ts';
import type { App } from '../../state/app.ts';
import { activeObject, type SegObject } from '../../state/document.ts';
import type { Encoded } from '../../state/flows/encode.ts';
import { readEmbedding } from '../../state/learn/embedding.ts';
import type { AppState } from '../../state/state.ts';

/** A part of the document's state; renders again when it changes. */
export function useDocument<T>(app: App, selector: (state: AppState) => T): T {
  return useStore(app.store.api, selector);
}

/** The object that views speak of: the active one, else the topmost. */
export function useShownObject(app: App): SegObject | null {
  return useDocument(app, (s) => activeObject(s.doc) ?? s.doc.objects[0] ?? null);
}

/** The predictor of the picture on the stage once it is ready; null before. */
export function useEncoded(app: App): Encoded | null {
  const ready = useDocument(app, (s) => s.encoding.phase === 'ready');
  const picture = useDocument(app, (s) => s.picture);
  const encoded = ready ? app.encoded() : null;
  return encoded && encoded.picture === picture ? encoded : null;
}

export type Reading<T> =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'ready'; readonly value: T }
  | { readonly phase: 'failed'; readonly reason: string };

/** Something asked of a predictor; asked again when it is another one. */
export function useReading<T>(encoded: Encoded | null, ask: (encoded: Encoded) => Promise<T>): Reading<T> {
  const [state, setState] = useState<{ readonly of: Encoded | null; readonly reading: Reading<T> }>({
    of: null,
    reading: { phase: 'waiting' },
  });
  useEffect(() => {
    if (!encoded) return;
    let here = true;
    const put = (reading: Reading<T>): void => {
      if (here) setState({ of: encoded, reading });
    };
    ask(encoded).then(
      (value) => put({ phase: 'ready', value }),
      (thrown: unknown) => put({ phase: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
    return () => {
      here = false;
    };
  }, [encoded, ask]);
  return state.of === encoded ? state.reading : { phase: 'waiting' };
}

const embeddingOf = ({ predictor }: Encoded): Promise<TensorView | null> => readEmbedding(predictor);

/** The embedding's numbers; null for a model that keeps none. */
export function useEmbedding(app: App): Reading<TensorView | null> {
  return useReading(useEncoded(app), embeddingOf);
}
