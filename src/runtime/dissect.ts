/** Runs a graph block by block, so that the time and the output of each can be seen. */
import { SegError } from '../contract/errors.ts';
import { buildPart, readGraphParts } from './onnx/graph-parts.ts';
import { planSegments, type Segment } from './onnx/segments.ts';
import type { OrtTensor } from './ort.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import type { TensorMap } from './tensors.ts';
import type { Weights } from './weights.ts';

export interface SegmentRun {
  readonly segment: Segment;
  /** Milliseconds of each timed run, the warm-up left out. Inputs and outputs are copied in and out within it. */
  readonly ms: readonly number[];
  /** The block's own output; lives only while the listener runs. Undefined where the graph has no such block. */
  readonly output: OrtTensor | undefined;
}

/**
 * Cuts the graph at the blocks, makes a session of each part, runs it once to warm up and `runs` times for the clock.
 *
 * @param feeds the graph's inputs; stay the caller's
 * @param seen called after each part; the next waits for it
 * @returns the graph's outputs, the caller's to release
 * @throws SegError `bad-model` for graphs with external weights, sub-graphs or tensors of other types; `aborted` by `checkpoint`
 */
export async function dissectGraph(
  runtime: Runtime,
  weights: Weights,
  blocks: readonly string[],
  feeds: TensorMap,
  runs: number,
  checkpoint: () => Promise<void>,
  seen: (run: SegmentRun) => Promise<void>,
): Promise<TensorMap> {
  if (weights.external.size > 0) throw new SegError('bad-model', 'a model with weights in other files cannot be cut');
  const parts = readGraphParts(weights.model);
  const segments = planSegments(parts, blocks);
  const live = new Map(Object.entries(feeds));
  const owned = new Map<string, OrtTensor>();
  try {
    for (const [i, segment] of segments.entries()) {
      await checkpoint();
      const inputs = segment.inputs.map((name) => ({ name, type: live.get(name)?.type ?? 'nothing' }));
      if (segment.outputs.length === 0) {
        await seen({ segment, ms: [], output: undefined });
        continue;
      }
      const model = buildPart(parts, segment.nodes, inputs, segment.outputs);
      const session = await runtime.create({ model, external: new Map() });
      try {
        const mine = Object.fromEntries(segment.inputs.map((name) => [name, need(live, name)]));
        const { outputs, ms } = await timed(runtime, session, mine, runs, checkpoint);
        for (const [name, tensor] of Object.entries(outputs)) {
          live.set(name, tensor);
          owned.set(name, tensor);
        }
        await seen({ segment, ms, output: segment.output === undefined ? undefined : outputs[segment.output] });
      } finally {
        await session.dispose();
      }
      const later = new Set([...segments.slice(i + 1).flatMap((s) => s.inputs), ...parts.outputs]);
      for (const [name, tensor] of owned) {
        if (later.has(name)) continue;
        runtime.tensors.release([tensor]);
        owned.delete(name);
      }
    }
    const results = Object.fromEntries(parts.outputs.map((name) => [name, need(live, name)]));
    owned.clear();
    return results;
  } finally {
    runtime.tensors.release(owned.values());
  }
}

/** Times a whole graph in one piece, for comparison. */
export async function timeGraph(
  runtime: Runtime,
  weights: Weights,
  feeds: TensorMap,
  runs: number,
  checkpoint: () => Promise<void>,
): Promise<readonly number[]> {
  const session = await runtime.create(weights);
  try {
    const { outputs, ms } = await timed(runtime, session, feeds, runs, checkpoint);
    runtime.tensors.release(Object.values(outputs));
    return ms;
  } finally {
    await session.dispose();
  }
}

async function timed(
  runtime: Runtime,
  session: Session,
  feeds: TensorMap,
  runs: number,
  checkpoint: () => Promise<void>,
): Promise<{ readonly outputs: TensorMap; readonly ms: readonly number[] }> {
  const ms: number[] = [];
  const outputs = await session.run(feeds);
  try {
    for (let k = 0; k < runs; k++) {
      await checkpoint();
      const start = performance.now();
      const again = await session.run(feeds);
      ms.push(performance.now() - start);
      runtime.tensors.release(Object.values(again));
    }
    return { outputs, ms };
  } catch (thrown) {
    runtime.tensors.release(Object.values(outputs));
    throw thrown;
  }
}

function need(live: ReadonlyMap<string, OrtTensor>, name: string): OrtTensor {
  const tensor = live.get(name);
  if (!tensor) throw new SegError('bad-model', `the part needs the tensor "${name}", which nothing gives`);
  return tensor;
}
