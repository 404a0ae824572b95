/** Vite plugin: serves `models/` under /models/ in development and copies what ships into the build. */
import { createReadStream } from 'node:fs';
import { cp, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { mediaType } from '../serve/media-types.ts';

/** Training code and its leftovers stay at home. */
function ships(root: string, path: string): boolean {
  const parts = relative(root, path).split(sep);
  return parts[0] !== 'training';
}

/** @param root absolute path of the models folder */
export function modelsPlugin(root: string): Plugin {
  let outDir = '';
  return {
    name: 'segment-models',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/models', (request, response, next) => {
        const path = join(root, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
        if (!path.startsWith(root) || !ships(root, path)) {
          next();
          return;
        }
        stat(path).then(
          (found) => {
            if (!found.isFile()) {
              next();
              return;
            }
            response.setHeader('Content-Type', mediaType(path));
            response.setHeader('Content-Length', found.size);
            createReadStream(path).pipe(response);
          },
          () => next(),
        );
      });
    },
    async closeBundle() {
      await cp(root, join(outDir, 'models'), { recursive: true, filter: (path) => ships(root, path) });
    },
  };
}
