/** A static file server for the built app: right headers, precompressed files, byte ranges, nothing outside its folder. */
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { COMMON_HEADERS, cacheControl } from './headers.ts';
import { mediaType } from './media-types.ts';

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** Path inside `root` for a request, or undefined when it points outside or is malformed. */
function resolveInside(root: string, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined; // a malformed percent escape: answered with 400
  }
  if (path.includes('\0')) return undefined;
  const full = normalize(join(root, path.endsWith('/') ? `${path}index.html` : path));
  return full === root || full.startsWith(root + sep) ? full : undefined;
}

interface Variant {
  readonly path: string;
  readonly encoding?: 'br' | 'gzip';
  readonly size: number;
  /** Changes with the file, and differs between its encodings. */
  readonly tag: string;
}

const tagOf = ({ size, mtimeMs }: Stats, encoding = ''): string =>
  `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}${encoding}"`;

async function chooseVariant(path: string, request: IncomingMessage): Promise<Variant | undefined> {
  const plain = await statOf(path);
  if (!plain?.isFile()) return undefined;
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (!request.headers.range) {
    for (const [encoding, suffix] of [
      ['br', '.br'],
      ['gzip', '.gz'],
    ] as const) {
      if (!accepted.includes(encoding)) continue;
      const packed = await statOf(path + suffix);
      if (packed?.isFile()) return { path: path + suffix, encoding, size: packed.size, tag: tagOf(packed, suffix) };
    }
  }
  return { path, size: plain.size, tag: tagOf(plain) };
}

/** One byte range of a `Range` header, or undefined for "the whole file". */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return start <= end ? { start, end } : undefined;
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { ...COMMON_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(words);
}

type Headers = Readonly<Record<string, string>>;

async function answer(
  root: string,
  headers: Headers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD');
  const url = request.url ?? '/';
  const path = resolveInside(root, url);
  if (!path) return refuse(response, 400, 'Bad path');
  const variant = await chooseVariant(path, request);
  if (!variant) return refuse(response, 404, 'Not found');
  const range = parseRange(request.headers.range, variant.size);
  const fresh = {
    ...headers,
    ETag: variant.tag,
    'Cache-Control': cacheControl(new URL(url, 'http://localhost').pathname),
    Vary: 'Accept-Encoding',
  };
  // What the browser has already is not sent twice: the service worker asks again for what the page has just fetched.
  if (!range && request.headers['if-none-match'] === variant.tag) {
    response.writeHead(304, fresh);
    response.end();
    return;
  }
  response.writeHead(range ? 206 : 200, {
    ...fresh,
    'Content-Type': mediaType(path),
    'Content-Length': range ? range.end - range.start + 1 : variant.size,
    'Accept-Ranges': 'bytes',
    ...(variant.encoding ? { 'Content-Encoding': variant.encoding } : {}),
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${variant.size}` } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(variant.path, range ?? {})
    .on('error', () => response.destroy())
    .pipe(response);
}

/**
 * Serves a folder on the loopback interface.
 * @param port 0 picks a free one
 * @param headers of every answer; others than the app's own are for benches
 * @returns the listening server and its address
 */
export async function serveFolder(
  root: string,
  port: number,
  headers: Headers = COMMON_HEADERS,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    answer(root, headers, request, response).catch((error: unknown) => refuse(response, 500, String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return { server, url: `http://localhost:${actual}/` };
}
