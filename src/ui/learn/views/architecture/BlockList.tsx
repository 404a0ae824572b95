/** The blocks of one graph from top to bottom; wide bars are fine grids, narrow ones coarse. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchitectureBlock } from '../../../../contract/architecture.ts';
import type { BlockRun } from '../../../../contract/dissect.ts';
import { blockTime } from '../../../../core/teach/block-times.ts';
import { compact, milliseconds } from '../../plot/numbers.ts';
import css from './Architecture.module.css';
import { BlockDetail } from './BlockDetail.tsx';

export type Measure = 'parameters' | 'macs' | 'time';

export interface BlockListProps {
  readonly role: string;
  readonly blocks: readonly ArchitectureBlock[];
  readonly totals: { readonly parameters: number; readonly macs: number };
  /** Side of the picture that shapes are stated for. */
  readonly side: number;
  readonly runs: ReadonlyMap<string, BlockRun>;
  /** What follows the last block. */
  readonly rest: BlockRun | undefined;
  readonly measure: Measure;
  readonly open: string | null;
  readonly onOpen: (name: string | null) => void;
  readonly channel: number;
  readonly onChannel: (index: number) => void;
}

/** Width of the glyph: each halving of the grid is a step. */
function glyphWidth(block: ArchitectureBlock, side: number): number {
  const at = block.output.length >= 4 ? (block.output.at(-1) ?? 1) : 1;
  return at > 1 ? 100 - 14 * Math.log2(side / at) : 12;
}

/** Height: more channels, thicker. */
function glyphHeight(block: ArchitectureBlock): number {
  return 4 + Math.log2(Math.max(1, block.output[1] ?? 1)) * 1.6;
}

export function BlockList(props: BlockListProps): JSX.Element {
  const { blocks, totals, side, runs, rest, measure, open, onOpen } = props;
  const { t } = useTranslation('views');
  const msOf = (run: BlockRun | undefined): number | null => blockTime(run?.ms ?? []).ms;
  const times = [...blocks.map((b) => msOf(runs.get(b.name))), msOf(rest)];
  const allMs = times.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  const figureOf = (block: ArchitectureBlock): { readonly words: string; readonly share: number } => {
    if (measure === 'time') {
      const ms = msOf(runs.get(block.name));
      return { words: ms === null ? '–' : milliseconds(ms), share: ms === null || allMs === 0 ? 0 : ms / allMs };
    }
    return { words: compact(block[measure]), share: totals[measure] > 0 ? block[measure] / totals[measure] : 0 };
  };
  const restMs = msOf(rest);
  return (
    <ol className={css.blocks}>
      {blocks.map((block) => {
        const { words, share } = figureOf(block);
        const isOpen = open === block.name;
        const short = block.name.slice(block.name.indexOf('.') + 1);
        return (
          <li key={block.name}>
            <button
              type="button"
              className={css.block}
              aria-expanded={isOpen}
              data-block={block.name}
              onClick={() => onOpen(isOpen ? null : block.name)}
            >
              <span className={css.glyphBox} aria-hidden="true">
                <span
                  className={css.glyph}
                  data-vector={block.output.length < 4 || block.output.at(-1) === 1}
                  style={{ width: `${glyphWidth(block, side)}%`, height: `${glyphHeight(block)}px` }}
                />
              </span>
              <span className={css.name}>{short}</span>
              <span className={css.value}>{words}</span>
              <span className={css.bar} aria-hidden="true">
                <span style={{ scale: `${share} 1` }} />
              </span>
            </button>
            {isOpen ? (
              <BlockDetail
                block={block}
                totals={totals}
                run={runs.get(block.name)}
                channel={props.channel}
                onChannel={props.onChannel}
              />
            ) : null}
          </li>
        );
      })}
      {measure === 'time' && restMs !== null ? (
        <li className={css.rest}>
          <span>{t('architecture.rest')}</span>
          <span>{milliseconds(restMs)}</span>
        </li>
      ) : null}
    </ol>
  );
}
