/** One command of `npm run evaluate`, run in this process. */
import { main } from '../../src/cli/main.ts';

export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** @param args the command and its options; an error that no command foresaw is thrown on */
export async function runCommand(args: readonly string[]): Promise<CommandRun> {
  let out = '';
  let err = '';
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err: err.replace(/\s+/g, ' ').trim() };
}
