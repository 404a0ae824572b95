/** What every subcommand of `npm run evaluate` looks like. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Where a command writes; standard output carries results only, progress goes to standard error. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** One subcommand. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Full help text. */
  readonly help: string;
  /** Runs with the arguments after the name; the number is the exit code. */
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
}

/** Exit codes: 0 all well, 1 finished but entries were left out, 2 the command line is wrong, 3 nothing could be evaluated. */
export const exitCodes = { ok: 0, leftOut: 1, usage: 2, failed: 3 } as const;

/** A wrong command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Input without which nothing can be evaluated. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was given for each option. */
type Values<O extends Options> = {
  readonly [Name in keyof O]?: (O[Name]['type'] extends 'boolean' ? boolean : string) | undefined;
};

export interface CommandSpec<O extends Options> extends Omit<Command, 'run'> {
  /** For `parseArgs`; `--help` is added. */
  readonly options: O;
  /** Whether arguments without a name are taken; otherwise one is a wrong command line. */
  readonly allowPositionals?: boolean;
  readonly run: (values: Values<O>, io: Io, positionals: readonly string[]) => Promise<number>;
}

/** A command that reads its options and answers `--help` as all others do. */
export function defineCommand<const O extends Options>(spec: CommandSpec<O>): Command {
  const { name, summary, help, allowPositionals = false } = spec;
  const options: Options = { ...spec.options, help: { type: 'boolean', short: 'h' } };
  return {
    name,
    summary,
    help,
    run: async (args, io) => {
      const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals });
      if (values.help) {
        io.out(help);
        return exitCodes.ok;
      }
      return spec.run(values as Values<O>, io, positionals); // parseArgs gives each option the type that it asks for
    },
  };
}
