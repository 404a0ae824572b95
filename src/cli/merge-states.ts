/** `merge`: join the accumulators of shards into one result. */
import { parseArgs } from 'node:util';
import { isJsonObject } from '../core/coco/json-fields.ts';
import { Bravo } from '../core/metrics/bravo.ts';
import { BsdsBoundary } from '../core/metrics/bsds-boundary.ts';
import { BsdsRegions } from '../core/metrics/bsds-regions.ts';
import { CityscapesInstanceAp } from '../core/metrics/cityscapes-instance.ts';
import { CityscapesPixels } from '../core/metrics/cityscapes-pixels.ts';
import { ClickRun } from '../core/metrics/click-run.ts';
import { CocoAp } from '../core/metrics/coco-ap.ts';
import { labelSetById } from '../core/metrics/label-sets/catalogue.ts';
import { LvisAp } from '../core/metrics/lvis-ap.ts';
import { Miou } from '../core/metrics/miou.ts';
import { PanopticQuality } from '../core/metrics/panoptic-quality.ts';
import { type Command, exitCodes, InputError, UsageError } from './command.ts';
import { readJson } from './files.ts';
import {
  bravoOutcome,
  bsdsOutcome,
  cityscapesOutcome,
  clicksOutcome,
  cocoOutcome,
  instancesOutcome,
  lvisOutcome,
  miouOutcome,
  noTrouble,
  panopticOutcome,
  regionsOutcome,
  type Trouble,
} from './outcomes.ts';
import { type Outcome, report } from './report.ts';

const help = `Usage: npm run evaluate -- merge FILE... [options]

Joins accumulators that "--state FILE" wrote, from any number of shards, and prints the figures of the whole.

  --json            print one JSON object
  --state FILE      also write the joined accumulator
  -h, --help        this text
`;

interface Kind<M> {
  readonly fromJSON: (value: unknown) => M;
  readonly outcome: (metric: M, trouble: Trouble) => Outcome;
}

/** Joins all states of one kind. */
function join<M extends { merge(other: M): void }>(
  kind: Kind<M>,
): (files: readonly string[], states: readonly unknown[]) => Outcome {
  return (files, states) => {
    let whole: M | null = null;
    for (const [i, state] of states.entries()) {
      try {
        const part = kind.fromJSON(state);
        if (whole) whole.merge(part);
        else whole = part;
      } catch (error) {
        throw new InputError(`${files[i]}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (!whole) throw new UsageError('no file to merge');
    return kind.outcome(whole, noTrouble);
  };
}

const kinds: Readonly<Record<string, (files: readonly string[], states: readonly unknown[]) => Outcome>> = {
  coco: join({ fromJSON: CocoAp.fromJSON, outcome: cocoOutcome }),
  lvis: join({ fromJSON: LvisAp.fromJSON, outcome: lvisOutcome }),
  bsds: join({ fromJSON: BsdsBoundary.fromJSON, outcome: bsdsOutcome }),
  miou: join({ fromJSON: (value) => Miou.fromJSON(value, labelSetById), outcome: miouOutcome }),
  bravo: join({ fromJSON: Bravo.fromJSON, outcome: bravoOutcome }),
  'click-run': join({ fromJSON: ClickRun.fromJSON, outcome: clicksOutcome }),
  'bsds-regions': join({ fromJSON: BsdsRegions.fromJSON, outcome: regionsOutcome }),
  'cityscapes-instance': join({ fromJSON: CityscapesInstanceAp.fromJSON, outcome: instancesOutcome }),
  panoptic: join({
    fromJSON: PanopticQuality.fromJSON,
    outcome: (metric, trouble) => panopticOutcome(metric, trouble),
  }),
  cityscapes: join({ fromJSON: CityscapesPixels.fromJSON, outcome: cityscapesOutcome }),
};

export const mergeCommand: Command = {
  name: 'merge',
  summary: 'join the states of shards into one result',
  help,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, state: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    if (positionals.length === 0) throw new UsageError('no file to merge');
    const states = positionals.map(readJson);
    const [first] = states;
    const name = isJsonObject(first) && typeof first.kind === 'string' ? first.kind : '';
    const joined = kinds[name];
    if (!joined) throw new InputError(`${positionals[0]}: is not a saved state`);
    return report(joined(positionals, states), values, io);
  },
};
