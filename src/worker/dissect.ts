/** The model taken apart on a picture: time and activations of every block, for the architecture view. */
import type { BlockRun, DissectOptions, DissectProgress, DissectSummary } from '../contract/dissect.ts';
import { SegError } from '../contract/errors.ts';
import type { TensorView } from '../contract/segmenter.ts';
import { contentOfPlane } from '../core/mask/logits.ts';
import { strongestChannels } from '../core/teach/channels.ts';
import { dissectGraph, type SegmentRun, timeGraph } from '../runtime/dissect.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { readFloats } from '../runtime/tensors.ts';
import type { Weights } from '../runtime/weights.ts';
import type { StoredEmbedding } from './embeddings.ts';
import type { Checkpoint } from './jobs.ts';

/**
 * @param weights by file role
 * @throws SegError `bad-model` for a family that cannot be taken apart; `aborted`
 */
export async function dissect(
  runtime: Runtime,
  model: FamilyModel,
  weights: ReadonlyMap<string, Weights>,
  entry: StoredEmbedding,
  options: DissectOptions,
  checkpoint: Checkpoint,
  report: (progress: DissectProgress) => void,
): Promise<DissectSummary> {
  const roles = Object.entries(options.blocks);
  const total = roles.reduce((sum, [, blocks]) => sum + blocks.length + 1, 0);
  const wholeMs: Record<string, readonly number[]> = {};
  let done = 0;
  for (const [role, blocks] of roles) {
    const graph = weights.get(role);
    const given = model.feeds?.(role, entry.pixels, entry.encoded, options.prompts);
    if (!graph || !given) throw new SegError('bad-model', `this kind of model cannot be taken apart at "${role}"`);
    try {
      const outputs = await dissectGraph(runtime, graph, blocks, given.feeds, options.runs, checkpoint, async (run) => {
        done++;
        report({ run: await blockRun(entry, role, run, options.channels), done, total });
      });
      runtime.tensors.release(Object.values(outputs));
      wholeMs[role] = await timeGraph(runtime, graph, given.feeds, options.runs, checkpoint);
    } finally {
      runtime.tensors.release(given.own);
    }
  }
  return { wholeMs };
}

async function blockRun(
  entry: StoredEmbedding,
  role: string,
  { segment, ms, output }: SegmentRun,
  most: number,
): Promise<BlockRun> {
  const run = { role, block: segment.block, nodes: segment.nodes.length, ms, dims: [...(output?.dims ?? [])] };
  if (output?.type !== 'float32') return { ...run, channels: [], activation: null };
  const data = await readFloats(output);
  const [width = 1, height = 1, count = 1] = output.dims.length >= 4 ? output.dims.toReversed() : [];
  const planar = width * height > 1;
  const size = planar ? { width, height } : { width: data.length, height: 1 };
  const content = planar ? contentOfPlane(entry.encoded.placement, size) : size;
  const channels = planar ? strongestChannels({ channels: count, ...size, data }, content, most) : [0];
  const cells = size.width * size.height;
  const shown = new Float32Array(channels.length * cells);
  for (const [i, c] of channels.entries()) shown.set(data.subarray(c * cells, (c + 1) * cells), i * cells);
  const box = entry.encoded.placement.source;
  const activation: TensorView = {
    name: segment.block,
    channels: channels.length,
    ...size,
    data: shown,
    content,
    box,
  };
  return { ...run, channels, activation };
}
