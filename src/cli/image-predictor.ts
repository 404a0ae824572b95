/** A photo that a model has seen, in this thread: what the page asks through an engine. */
import { throwIfAborted } from '../contract/errors.ts';
import type { BasicPredictor } from '../contract/predictor.ts';
import type { TensorView } from '../contract/segmenter.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import { resizePixels } from '../core/image/resample.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { tensorNames, tensorView } from '../runtime/tensor-view.ts';
import { InputError } from './command.ts';

/** Shows the whole photo to the encoder; `close` frees its tensors. */
export async function nodePredictor(model: FamilyModel, photo: Pixels): Promise<BasicPredictor> {
  const start = performance.now();
  const placement = model.place(boxOfSize(photo));
  const pixels = resizePixels(photo, placement.source, placement.content);
  const prepareMs = performance.now() - start;
  const encoded = await model.encode(pixels, placement);
  const encodeMs = performance.now() - start;
  let open = true;
  return {
    size: { width: photo.width, height: photo.height },
    placement,
    encodeMs,
    prepareMs,
    async predict(prompts, { signal, previous } = {}) {
      if (signal) throwIfAborted(signal);
      const began = performance.now();
      const answer = await model.decode(encoded, prompts, previous);
      return { ...answer, decodeMs: performance.now() - began };
    },
    tensorNames: async () => tensorNames(encoded),
    tensor: (name) => tensorView(encoded, name),
    close() {
      if (open) model.dispose(encoded);
      open = false;
    },
  };
}

/** An output that not every model has. @throws InputError when this one has it not */
export async function outputOf(predictor: BasicPredictor, name: string): Promise<TensorView> {
  const names = await predictor.tensorNames();
  if (!names.some((tensor) => tensor.name === name)) throw new InputError(`the model has no ${name} output`);
  return predictor.tensor(name);
}
