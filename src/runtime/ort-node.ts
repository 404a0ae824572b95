/** ONNX Runtime's WASM build in Node, behind the same interface as in the browser: for the command line and for tests. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { Ort } from './ort.ts';

/** @param threads WASM threads; one unless told, so that results of parallel test files stay comparable in time */
export function loadOrtNode(threads = 1): Ort {
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  return {
    backend: 'wasm',
    threads,
    Tensor,
    create: (model, options) => InferenceSession.create(model, options),
    device: async () => undefined,
  };
}
