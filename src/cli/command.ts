/** What every subcommand of `npm run evaluate` looks like. */

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
