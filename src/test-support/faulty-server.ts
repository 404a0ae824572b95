/** A local server for tests which misbehaves in every way a host of weights was seen to. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What the server does with the next request; it serves honestly when the list is empty. */
export type Fault =
  | { readonly kind: 'stall'; readonly after: number }
  | { readonly kind: 'cut'; readonly after: number }
  | { readonly kind: 'flip'; readonly at: number }
  | { readonly kind: 'no-range' }
  | { readonly kind: 'html' }
  | { readonly kind: 'lfs-pointer' }
  | { readonly kind: 'no-length' }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'longer' };

export interface FaultyServer {
  readonly url: string;
  /** One for each request, in order. */
  readonly faults: Fault[];
  /** Range header of each request for the file, '' when none. */
  readonly ranges: string[];
  close(): Promise<void>;
}

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Content-Range, Content-Length' };

function slowly(response: ServerResponse, data: Uint8Array): void {
  const step = 64 << 10;
  for (let at = 0; at < data.length; at += step) response.write(data.subarray(at, at + step));
}

function serve(request: IncomingMessage, response: ServerResponse, body: Uint8Array, fault: Fault | undefined): void {
  if (fault?.kind === 'redirect') {
    response.writeHead(302, { ...CORS, Location: '/elsewhere' }).end();
    return;
  }
  if (fault?.kind === 'status') {
    response.writeHead(fault.status, CORS).end('no');
    return;
  }
  if (fault?.kind === 'html' || fault?.kind === 'lfs-pointer') {
    const page = fault.kind === 'html';
    const type = page ? 'text/html; charset=utf-8' : 'text/plain';
    const text = page
      ? '<!doctype html><title>Sign in</title>'
      : 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n';
    response.writeHead(200, { ...CORS, 'Content-Type': type }).end(text);
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const from = range && fault?.kind !== 'no-range' ? Number(range[1]) : 0;
  let data = body.subarray(from);
  if (fault?.kind === 'longer') data = Buffer.concat([data, Buffer.from([1, 2, 3])]);
  if (fault?.kind === 'flip') {
    // A Buffer's own slice would share memory with the body.
    data = Uint8Array.from(data);
    data[fault.at] = (data[fault.at] ?? 0) ^ 1;
  }
  response.writeHead(from > 0 ? 206 : 200, {
    ...CORS,
    'Content-Type': 'application/octet-stream',
    ...(fault?.kind === 'no-length' ? {} : { 'Content-Length': data.length }),
    ...(from > 0 ? { 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
  });
  if (fault?.kind === 'stall') {
    slowly(response, data.subarray(0, fault.after));
    return;
  }
  if (fault?.kind === 'cut') {
    response.write(data.subarray(0, fault.after), () => setTimeout(() => response.destroy(), 250));
    return;
  }
  slowly(response, data);
  response.end();
}

export async function startFaultyServer(body: Uint8Array): Promise<FaultyServer> {
  const faults: Fault[] = [];
  const ranges: string[] = [];
  const server: Server = createServer((request, response) => {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...CORS, 'Access-Control-Allow-Headers': 'Range' }).end();
      return;
    }
    ranges.push(request.headers.range ?? '');
    serve(request, response, body, faults.shift());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}/model.onnx`,
    faults,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
