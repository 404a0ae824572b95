/** A static file server for the built app: right headers, precompressed files, byte ranges, nothing outside its folder. */
import { createReadStream, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { acceptsEncoding, isOwnHost, matchesTag, parseRange, rangeStillHolds } from './conditions.ts';
import { COMMON_HEADERS, cacheControl } from './headers.ts';
import { mediaType } from './media-types.ts';

/** A file inside `root`; links that lead out of it are none. */
async function statOf(root: string, path: string): Promise<Stats | undefined> {
  try {
    const real = await realpath(path);
    if (!real.startsWith((await realpath(root)) + sep)) return undefined;
    const found = await stat(real);
    return found.isFile() ? found : undefined;
  } catch {
    return undefined; // not there
  }
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
  readonly modified: Date;
}

const tagOf = ({ size, mtimeMs }: Stats, encoding = ''): string =>
  `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}${encoding}"`;

async function chooseVariant(root: string, path: string, request: IncomingMessage): Promise<Variant | undefined> {
  const plain = await statOf(root, path);
  if (!plain) return undefined;
  const accepted = request.headers['accept-encoding'];
  if (!request.headers.range) {
    for (const [encoding, suffix] of [
      ['br', '.br'],
      ['gzip', '.gz'],
    ] as const) {
      if (!acceptsEncoding(accepted, encoding)) continue;
      const packed = await statOf(root, path + suffix);
      if (packed) {
        const tag = tagOf(packed, suffix);
        return { path: path + suffix, encoding, size: packed.size, tag, modified: packed.mtime };
      }
    }
  }
  return { path, size: plain.size, tag: tagOf(plain), modified: plain.mtime };
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
  if (!isOwnHost(request.headers.host)) return refuse(response, 421, 'This server answers to localhost only');
  const url = request.url ?? '/';
  const path = resolveInside(root, url);
  if (!path) return refuse(response, 400, 'Bad path');
  const variant = await chooseVariant(root, path, request);
  if (!variant) return refuse(response, 404, 'Not found');
  const { size, tag, modified } = variant;
  const ifRange = request.headers['if-range'];
  const holds = rangeStillHolds(typeof ifRange === 'string' ? ifRange : undefined, tag, modified);
  const wanted = holds && request.method === 'GET' ? parseRange(request.headers.range, size) : 'whole';
  const range = typeof wanted === 'string' ? undefined : wanted;
  const fresh = {
    ...headers,
    ETag: tag,
    'Last-Modified': modified.toUTCString(),
    'Cache-Control': cacheControl(new URL(url, 'http://localhost').pathname),
    Vary: 'Accept-Encoding',
  };
  // What the browser has already is not sent twice: the service worker asks again for what the page has just fetched.
  if (matchesTag(request.headers['if-none-match'], tag)) {
    response.writeHead(304, fresh);
    response.end();
    return;
  }
  if (wanted === 'none') {
    response.writeHead(416, { ...fresh, 'Content-Range': `bytes */${size}` });
    response.end();
    return;
  }
  response.writeHead(range ? 206 : 200, {
    ...fresh,
    'Content-Type': mediaType(path),
    'Content-Length': range ? range.end - range.start + 1 : size,
    'Accept-Ranges': 'bytes',
    ...(variant.encoding ? { 'Content-Encoding': variant.encoding } : {}),
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Closes the file also when the browser goes away in the middle.
  await pipeline(createReadStream(variant.path, range ?? {}), response).catch(() => response.destroy());
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
    answer(root, headers, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return { server, url: `http://localhost:${actual}/` };
}
