/** Tiny encoders with the true names, types and shapes of the public ones. */
import type { Dims, Element } from './writer.ts';
import { GraphWriter } from './writer.ts';

export interface TinyEncoder {
  readonly input: { readonly name: string; readonly dims: Dims; readonly type?: Element };
  /** Outputs in the graph's own order; each [1, channels, side, side]. */
  readonly outputs: readonly {
    readonly name: string;
    readonly channels: number;
    readonly side: number;
    readonly declared?: Dims;
  }[];
  /** The input is [H, W, 3] instead of [1, 3, H, W]. */
  readonly hwc?: boolean;
  /** Adds dimension 1 in front and moves channels last: HQ-SAM's intermediate features. */
  readonly channelsLast?: readonly string[];
}

/** Each output is the picture shrunk to its side and spread over its channels. */
export function tinyEncoder(e: TinyEncoder): Uint8Array<ArrayBuffer> {
  const g = new GraphWriter();
  const { name, dims, type = 'float32' } = e.input;
  g.input(name, type, dims);
  const float = type === 'float32' ? name : g.node('Cast', [name], { to: 1 });
  const image = e.hwc ? g.node('Unsqueeze', [g.node('Transpose', [float], { perm: [2, 0, 1] }), g.ints([0])]) : float;
  for (const output of e.outputs) {
    const sizes = g.ints([1, 3, output.side, output.side]);
    const small = g.node('Resize', [image, '', '', sizes], { mode: 'linear' });
    const mix = Array.from({ length: output.channels * 3 }, (_, i) => Math.sin(i + 1) / 3);
    const spread = g.node('Conv', [small, g.floats(mix, [output.channels, 3, 1, 1])]);
    const last = e.channelsLast?.includes(output.name);
    const value = last ? g.node('Transpose', [spread], { perm: [0, 2, 3, 1] }) : spread;
    const own: Dims = last
      ? [1, output.side, output.side, output.channels]
      : [1, output.channels, output.side, output.side];
    g.output(output.name, value, 'float32', output.declared ?? own);
  }
  return g.model();
}
