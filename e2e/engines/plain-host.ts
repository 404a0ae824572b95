/** A static host as project pages are: files under a sub-path, media types, and no header of ours. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';
import { mediaType } from '../../scripts/serve/media-types.ts';

/**
 * @param base sub-path with a slash at both ends
 * @param headers of every answer, such as a host's caching
 */
export async function servePlain(
  root: string,
  base: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const inside = pathname.startsWith(base) ? decodeURIComponent(pathname.slice(base.length)) : undefined;
    const path = inside === undefined ? '' : normalize(join(root, inside === '' ? 'index.html' : inside));
    if (!path.startsWith(root) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end('Not found');
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Type': mediaType(path), 'Content-Length': statSync(path).size });
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { server, url: `http://localhost:${address.port}${base}` };
}
