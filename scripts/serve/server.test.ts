import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { acceptsEncoding, isOwnHost, matchesTag, parseRange, rangeStillHolds } from './conditions.ts';
import { serveFolder } from './server.ts';

const outside = mkdtempSync(join(tmpdir(), 'outside-'));
const root = mkdtempSync(join(tmpdir(), 'served-'));
const BIG = 32 * 1024 * 1024;
let base = '';
let stop: () => void = () => undefined;

beforeAll(async () => {
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  symlinkSync(join(outside, 'secret.txt'), join(root, 'link.txt'));
  symlinkSync(outside, join(root, 'folder'));
  writeFileSync(join(root, 'a.txt'), '0123456789');
  writeFileSync(join(root, 'a.txt.br'), 'packed');
  writeFileSync(join(root, 'big.bin'), Buffer.alloc(BIG));
  symlinkSync(join(root, 'a.txt'), join(root, 'inner.txt'));
  const { server, url } = await serveFolder(root, 0);
  base = url;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(() => {
  stop();
  for (const folder of [root, outside]) rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(new URL(path, base), { headers }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the server of npm start', () => {
  it('follows links inside its folder and none that lead out of it', async () => {
    expect((await get('inner.txt')).body).toBe('0123456789');
    expect((await get('link.txt')).status).toBe(404);
    expect((await get('folder/secret.txt')).status).toBe(404);
  });

  it('answers to names of this machine only', async () => {
    expect((await get('a.txt', { host: 'evil.example' })).status).toBe(421);
    expect((await get('a.txt', { host: 'localhost:1' })).status).toBe(200);
  });

  it('sends parts as asked, all of it when the file has changed since, and says where the end is', async () => {
    const { headers } = await get('a.txt');
    const tag = String(headers.etag);
    expect(await get('a.txt', { range: 'bytes=2-4' })).toMatchObject({ status: 206, body: '234' });
    expect(await get('a.txt', { range: 'bytes=-3' })).toMatchObject({ status: 206, body: '789' });
    expect(await get('a.txt', { range: 'bytes=2-4', 'if-range': tag })).toMatchObject({ status: 206, body: '234' });
    expect((await get('a.txt', { range: 'bytes=2-4', 'if-range': '"other"' })).body).toBe('0123456789');
    expect((await get('a.txt', { range: 'bytes=2-4', 'if-range': `W/${tag}` })).body).toBe('0123456789');
    const beyond = await get('a.txt', { range: 'bytes=10-' });
    expect(beyond.status).toBe(416);
    expect(beyond.headers['content-range']).toBe('bytes */10');
  });

  it('sends nothing twice, also when the tag comes back weak or in a list', async () => {
    const tag = String((await get('a.txt')).headers.etag);
    for (const known of [tag, `W/${tag}`, `"x", W/${tag}`, '*']) {
      expect((await get('a.txt', { 'if-none-match': known })).status).toBe(304);
    }
    expect((await get('a.txt', { 'if-none-match': '"x"' })).status).toBe(200);
  });

  it('sends the packed file only where it is wanted', async () => {
    expect((await get('a.txt', { 'accept-encoding': 'gzip, br' })).headers['content-encoding']).toBe('br');
    expect((await get('a.txt', { 'accept-encoding': 'br;q=0' })).headers['content-encoding']).toBeUndefined();
    expect((await get('a.txt', { 'accept-encoding': 'xbr' })).headers['content-encoding']).toBeUndefined();
  });

  it.skipIf(process.platform !== 'linux')('closes the file of a download that was given up', async () => {
    const held = (): number =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).endsWith('big.bin');
        } catch {
          return false; // closed in between
        }
      }).length;
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve) => {
        const asked = request(new URL('big.bin', base), (response) => response.once('data', () => asked.destroy()));
        asked.on('close', () => resolve()).on('error', () => undefined);
        asked.end();
      });
    }
    await expect.poll(held, { timeout: 5000 }).toBe(0);
  });
});

test('headers are read as RFC 9110 has them', () => {
  expect(acceptsEncoding('*;q=0.1', 'br')).toBe(true);
  expect(acceptsEncoding('*, br;q=0', 'br')).toBe(false);
  expect(acceptsEncoding(undefined, 'br')).toBe(false);
  expect(parseRange('bytes=4-2', 10)).toBe('whole');
  expect(parseRange('bytes=0-1,4-5', 10)).toBe('whole');
  expect(parseRange('bytes=-0', 10)).toBe('none');
  expect(parseRange('bytes=5-99', 10)).toEqual({ start: 5, end: 9 });
  expect(matchesTag('W/"a"', '"a"')).toBe(true);
  const date = new Date('2026-01-02T03:04:05.678Z');
  expect(rangeStillHolds(date.toUTCString(), '"a"', date)).toBe(true);
  expect(rangeStillHolds(new Date(0).toUTCString(), '"a"', date)).toBe(false);
  expect(isOwnHost('[::1]:4173')).toBe(true);
  expect(isOwnHost('localhost.evil.example')).toBe(false);
});
