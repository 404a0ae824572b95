/** Medians, spreads and ratios of samples, as a table. */
import { quantile } from '../src/core/compare/quantile.ts';
import { groupBy } from '../src/core/metrics/group-by.ts';

type Unit = 'ms' | 'bytes' | 'MiB';

export interface Sample {
  /** 'ours', or who else was measured. */
  readonly name: string;
  readonly what: string;
  readonly megapixels: number;
  readonly value: number;
  /** Milliseconds where it is not said. */
  readonly unit?: Unit;
}

interface Row {
  readonly what: string;
  readonly megapixels: number;
  readonly unit: Unit;
  readonly cells: Readonly<Record<string, { readonly median: number; readonly low: number; readonly high: number }>>;
}

/** One row for each thing measured, in the order of first appearance; spread is the 10th to the 90th percentile. */
export function rowsOf(samples: readonly Sample[]): readonly Row[] {
  const groups = groupBy(samples, (s) => `${s.what} ${s.megapixels}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const cells = [...groupBy(group, (s) => s.name)].map(([name, own]) => {
      const values = own.map((s) => s.value);
      return [
        name,
        { median: quantile(values, 0.5), low: quantile(values, 0.1), high: quantile(values, 0.9) },
      ] as const;
    });
    return [
      { what: first.what, megapixels: first.megapixels, unit: first.unit ?? 'ms', cells: Object.fromEntries(cells) },
    ];
  });
}

function short(value: number, unit: Unit): string {
  if (unit === 'bytes') return `${(value / 1024).toFixed(0)} KiB`;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

/** Prints the rows as Markdown with our ratio to each other contender. */
export function summarise(samples: readonly Sample[]): void {
  const others = [...new Set(samples.map((s) => s.name))].filter((n) => n !== 'ours');
  console.info(`| ${['what', 'MP', 'ours', ...others.flatMap((n) => [n, `ours / ${n}`])].join(' | ')} |`);
  console.info(`|---|---:|---:|${others.map(() => '---:|---:|').join('')}`);
  for (const { what, megapixels, unit, cells } of rowsOf(samples)) {
    const cell = (name: string): string => {
      const c = cells[name];
      return c ? `${short(c.median, unit)} (${short(c.low, unit)} to ${short(c.high, unit)})` : '';
    };
    const ratio = (name: string): string => {
      const [a, b] = [cells.ours?.median, cells[name]?.median];
      return a === undefined || b === undefined || b === 0 ? '' : (a / b).toFixed(3);
    };
    const rest = others.flatMap((n) => [cell(n), ratio(n)]);
    console.info(`| ${[what, megapixels || '', cell('ours'), ...rest].join(' | ')} |`);
  }
}
