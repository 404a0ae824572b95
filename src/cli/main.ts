/** The program behind `npm run evaluate`: picks the subcommand and turns failures into sentences and exit codes. */

import { exitCodes, InputError, type Io, UsageError } from './command.ts';
import { commands } from './commands.ts';

const overview = `Usage: npm run evaluate -- COMMAND [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`).join('\n')}

npm run evaluate -- COMMAND --help tells more.
Exit codes: 0 all well, 1 finished but entries were left out, 2 wrong command line, 3 nothing could be evaluated.
`;

/** Runs one command line; the number is the exit code. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview);
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const command = commands.find((c) => c.name === name);
  if (!command) {
    io.err(`There is no command ${name}.\n\n${overview}`);
    return exitCodes.usage;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (error instanceof InputError) {
      io.err(`${error.message}\n`);
      return exitCodes.failed;
    }
    const wrongLine =
      error instanceof UsageError ||
      (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    if (!wrongLine) throw error;
    io.err(`${error.message}\n\n${command.help}`);
    return exitCodes.usage;
  }
}

if (process.argv[1]?.endsWith('main.ts') && process.env.VITEST === undefined) {
  process.exitCode = await main(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
