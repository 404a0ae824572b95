/** Turns what ONNX Runtime throws (plain Errors, strings, numbers) into codes a person can be told about. */
import { SegError, type SegErrorCode } from '../contract/errors.ts';
import type { Backend } from '../contract/manifest.ts';
import { runtimeWords } from './runtime-words.ts';

const PATTERNS: readonly (readonly [RegExp, SegErrorCode])[] = [
  // After an abort the WebAssembly instance answers nothing more: only a new worker does.
  [/Aborted\(|unreachable|table index is out of bounds|null function or function signature/i, 'worker-lost'],
  [/device.{0,40}(was )?lost|lost.{0,20}device|external instance|device.{0,20}destroyed|DXGI_ERROR/i, 'device-lost'],
  [
    /out of memory|bad_alloc|allocation failed|failed to allocate|Array buffer allocation|memory access out of bounds/i,
    'out-of-memory',
  ],
  [/no available adapter|failed to get gpu adapter|webgpu is not supported|no available backend found/i, 'no-webgpu'],
];

/** @param stage at creation an unknown failure blames the model, at run time it is `internal` */
export function translateRuntimeError(thrown: unknown, stage: 'create' | 'run', backend: Backend): SegError {
  if (thrown instanceof SegError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  const known = PATTERNS.find(([pattern]) => pattern.test(detail));
  // A bare number is an escaped C++ exception; at this size that is memory in practice.
  const code =
    known?.[1] ?? (typeof thrown === 'number' ? 'out-of-memory' : stage === 'create' ? 'bad-model' : 'internal');
  // The runtime's own text goes to the cause, for a report; people get what it says.
  const words =
    runtimeWords(detail) ??
    (stage === 'create' ? 'the runtime cannot open the graph' : 'the runtime stopped in the graph');
  return new SegError(code, `${backend === 'wasm' ? 'On the processor' : 'On the graphics card'}, ${words}.`, {
    cause: thrown,
  });
}
