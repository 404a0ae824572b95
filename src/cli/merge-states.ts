/** `merge`: join the accumulators of shards into one result. */
import { isJsonObject } from '../core/coco/json-fields.ts';
import { metricEntries } from '../core/metrics/registry.ts';
import { type Command, defineCommand, InputError, UsageError } from './command.ts';
import { readJson } from './files.ts';
import { report } from './report.ts';

const help = `Usage: npm run evaluate -- merge FILE... [options]

Joins accumulators that "--state FILE" wrote, from any number of shards, and prints the figures of the whole.

  --json            print one JSON object
  --state FILE      also write the joined accumulator
  -h, --help        this text
`;

export const mergeCommand: Command = defineCommand({
  name: 'merge',
  summary: 'join the states of shards into one result',
  help,
  options: { json: { type: 'boolean' }, state: { type: 'string' } },
  allowPositionals: true,
  run: async (values, io, positionals) => {
    if (positionals.length === 0) throw new UsageError('no file to merge');
    const states = positionals.map(readJson);
    const [first] = states;
    const name = isJsonObject(first) && typeof first.kind === 'string' ? first.kind : '';
    const entry = metricEntries.find(({ id }) => id === name);
    if (!entry) throw new InputError(`${positionals[0]}: is not a saved state`);
    try {
      const { metric, figures } = entry.join(states);
      return report({ ...figures, problems: [], problemCount: 0, state: metric }, values, io);
    } catch (error) {
      throw new InputError(`${positionals.join(', ')}: ${error instanceof Error ? error.message : String(error)}`);
    }
  },
});
