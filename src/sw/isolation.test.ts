import { expect, it } from 'vitest';
import { withIsolation } from './isolation.ts';

const NAMES = ['Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy', 'Cross-Origin-Resource-Policy'];

it('adds each header that a host did not send and keeps body, status and the rest', async () => {
  for (const sent of [[], NAMES.slice(0, 1), NAMES.slice(1, 2), NAMES.slice(1)]) {
    const headers = new Headers(sent.map((name): [string, string] => [name, 'same-origin']));
    headers.set('Content-Type', 'text/javascript');
    const answer = withIsolation(new Response('let x;', { status: 206, headers }));
    for (const name of NAMES) expect(answer.headers.has(name), `${name} beside ${sent.join()}`).toBe(true);
    expect([answer.status, answer.headers.get('Content-Type'), await answer.text()]).toEqual([
      206,
      'text/javascript',
      'let x;',
    ]);
  }
});

it('leaves a host its own headers', () => {
  const headers = Object.fromEntries(NAMES.map((name) => [name, 'cross-origin']));
  const response = new Response('', { headers });
  expect(withIsolation(response)).toBe(response);
});

it('answers without a body stay without one', () => {
  expect(withIsolation(new Response(null, { status: 304 })).status).toBe(304);
});

it('a failed response passes', () => {
  const failed = Response.error();
  expect(withIsolation(failed)).toBe(failed);
});
