/** Times the metrics beside their reference programs, on the reference material that `SEGMENT_SHARED` names. */
import { existsSync } from 'node:fs';
import type { Sample } from '../table.ts';
import { benchBsds } from './bsds.ts';
import { benchCoco } from './coco.ts';

const shared = process.env.SEGMENT_SHARED;

/** Medians; nothing where no reference material is named, which is said. */
export function benchMetrics(): readonly Sample[] {
  const goldens = `${shared}/goldens`;
  if (shared !== undefined && existsSync(goldens)) return [...benchCoco(goldens), ...benchBsds(goldens)];
  console.info('metrics: SEGMENT_SHARED names no reference material; nothing to time');
  return [];
}
