/** Which pictures a figure is about, in words. */
import type { RunRecord } from '../../../contract/benchmark.ts';
import { ALL_SPLITS } from '../../../core/datasets/splits.ts';

/** Pictures of a run or a score. */
export interface TakingPart {
  readonly split: string;
  readonly pictures: number;
  /** Pictures that were to take part; null where it is not recorded. */
  readonly asked: number | null;
  /** Pictures of the split; null where it is not recorded. */
  readonly available: number | null;
  readonly leftOut: number;
}

/** Of a run, whose left-out pictures are listed with their reasons. */
export const partOfRun = ({ dataset, problems }: RunRecord): TakingPart => ({ ...dataset, leftOut: problems.length });

/** `Split test: 9 of 10 pictures took part, drawn from 200; 1 was left out.` */
export function partWords({ split, pictures, asked, available, leftOut }: TakingPart): string {
  const name =
    split === '' ? 'The data name no split' : split === ALL_SPLITS ? 'All splits together' : `Split ${split}`;
  const of = asked === null ? `${pictures}` : asked === pictures ? `all ${pictures}` : `${pictures} of ${asked}`;
  const drawn = available !== null && asked !== null && asked < available ? `, drawn from ${available}` : '';
  const out = leftOut === 0 ? '' : `; ${leftOut} ${leftOut === 1 ? 'was' : 'were'} left out`;
  return `${name}: ${of} ${of === '1' || of === 'all 1' ? 'picture' : 'pictures'} took part${drawn}${out}.`;
}
