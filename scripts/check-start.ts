/** Starts the app as `npm start` does, asks it for its page, and stops it; the exit status says whether it answered. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A first start builds, which takes a minute or two on a small machine. */
const PATIENCE_MS = 600_000;

const started = spawn('npx', ['tsx', 'scripts/start.ts', '--no-open', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: process.platform !== 'win32',
});
const stop = (): void => {
  if (started.pid === undefined) return;
  if (process.platform === 'win32') started.kill();
  else process.kill(-started.pid); // npx and the server that it started
};
const timer = setTimeout(() => {
  console.error(`npm start: printed no address in ${PATIENCE_MS / 1000} s`);
  stop();
  process.exit(1);
}, PATIENCE_MS);

for await (const line of createInterface({ input: started.stdout })) {
  const address = /http:\/\/localhost:\d+\//.exec(line)?.[0];
  if (!address) continue;
  const answer = await fetch(address);
  const page = await answer.text();
  const good = answer.ok && page.includes('Segment Playground') && answer.headers.has('cross-origin-embedder-policy');
  console.info(`npm start: ${good ? 'answers' : `wrong answer (${answer.status})`}`);
  clearTimeout(timer);
  stop();
  process.exit(good ? 0 : 1);
}
console.error('npm start: ended without an address');
process.exit(1);
