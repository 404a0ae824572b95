/** A second picture looked at by the same model, beside the one on the stage. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { TensorView } from '../../contract/segmenter.ts';
import type { App } from '../app.ts';
import type { OpenedPicture, PictureSource } from '../deps.ts';
import { readEmbedding } from './embedding.ts';

export interface SecondPicture {
  readonly picture: OpenedPicture;
  readonly view: TensorView;
  /** Frees the picture. */
  readonly close: () => void;
}

/**
 * Opens a picture and reads its embedding; the model is asked nothing more about it.
 * @throws SegError when the picture or the engine fails, `aborted`, or `bad-model` for a model without an embedding
 */
export async function openBeside(app: App, source: PictureSource, signal: AbortSignal): Promise<SecondPicture> {
  const engine = app.engine();
  if (!engine) throw new SegError('internal', 'no model is ready');
  const picture = await app.deps.pictures.open(source, signal);
  try {
    throwIfAborted(signal);
    const predictor = await engine.predictor(
      { size: picture.size, bitmap: () => app.deps.pictures.copy(picture) },
      { signal },
    );
    try {
      const view = await readEmbedding(predictor);
      if (!view) throw new SegError('bad-model', 'this model keeps no embedding to compare');
      return { picture, view, close: () => app.deps.pictures.close(picture) };
    } finally {
      predictor.close();
    }
  } catch (thrown) {
    app.deps.pictures.close(picture);
    throw thrown;
  }
}
