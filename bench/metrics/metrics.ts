/** Times the metrics beside their reference programs, where reference material lies beside the project. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sample } from '../table.ts';
import { benchBsds } from './bsds.ts';
import { benchCoco } from './coco.ts';

const shared = process.env.SEGMENT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** Medians; nothing where the reference material is not beside the project, which is said. */
export function benchMetrics(): readonly Sample[] {
  const goldens = `${shared}/goldens`;
  if (existsSync(goldens)) return [...benchCoco(goldens), ...benchBsds(goldens)];
  console.info('metrics: the reference material is not beside the project; nothing to time');
  return [];
}
