/** A model taken apart on a picture: what may be asked, and what comes back block by block. */
import type { Prompt } from '../core/prompt/prompt.ts';
import type { TensorView } from './segmenter.ts';

/** Which blocks of the model's graphs to take apart, for the architecture view. */
export interface DissectOptions {
  /** Names of blocks in the order of the graph, by file role. */
  readonly blocks: Readonly<Record<string, readonly string[]>>;
  /** What the decoder is asked. */
  readonly prompts: readonly Prompt[];
  /** Timed runs of each block after one to warm up. */
  readonly runs: number;
  /** Channels of each activation to bring along, those of largest variance. */
  readonly channels: number;
}

/** One block on the current picture, run as a graph of its own. */
export interface BlockRun {
  readonly role: string;
  /** Empty for what follows the last named block. */
  readonly block: string;
  /** Graph nodes run, constant ones included; 0 when the graph has no block of that name. */
  readonly nodes: number;
  /** Milliseconds of each timed run, copying tensors in and out included. */
  readonly ms: readonly number[];
  /** Shape of the block's output; empty when there is none. */
  readonly dims: readonly number[];
  /** Indices of the channels in `activation`. */
  readonly channels: readonly number[];
  /** The output's strongest channels; a vector lies in one row. */
  readonly activation: TensorView | null;
}

export interface DissectProgress {
  readonly run: BlockRun;
  readonly done: number;
  readonly total: number;
}

/** Times of the whole graphs in one piece, by file role, milliseconds. */
export interface DissectSummary {
  readonly wholeMs: Readonly<Record<string, readonly number[]>>;
}
