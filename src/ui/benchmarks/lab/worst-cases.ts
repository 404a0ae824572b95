/** The worst of a run, whether it asked for objects or looked at whole pictures. */
import type { RunObject, RunRecord } from '../../../contract/benchmark.ts';
import { finalIou } from './run-figures.ts';

export interface WorstCase {
  readonly key: string;
  readonly picture: string;
  readonly words: string;
  /** 0..1. */
  readonly value: number;
  readonly prompts: RunObject['prompts'];
}

const MOST = 8;

export function worstCases(record: RunRecord): readonly WorstCase[] {
  const objects = [...record.objects]
    .sort((a, b) => finalIou(a) - finalIou(b))
    .slice(0, MOST)
    .map((o) => ({
      key: `${o.picture}/${o.name}/${o.prompts[0]?.x}/${o.prompts[0]?.y}`,
      picture: o.picture,
      words: `${o.name}, IoU`,
      value: finalIou(o),
      prompts: o.prompts,
    }));
  const pictures = [...record.pictures]
    .sort((a, b) => a.value - b.value)
    .slice(0, MOST)
    .map((p) => ({
      key: p.picture,
      picture: p.picture,
      words: `${p.picture}, ${p.figure}`,
      value: p.value,
      prompts: [],
    }));
  return [...objects, ...pictures];
}
