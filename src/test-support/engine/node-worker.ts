/** The real engine in this thread, behind a MessageChannel, with Node's ONNX Runtime: what RPC tests talk to. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { type Endpoint, expose } from 'comlink';
// @ts-expect-error comlink ships this adapter without types; it takes a MessagePort and gives an Endpoint
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { parse } from 'valibot';
import type { SpawnedWorker } from '../../client/engine/worker-host.ts';
import { ModelManifest } from '../../contract/manifest.ts';
import { resizePixels } from '../../core/image/resample.ts';
import { canaryPicture } from '../../runtime/canary-pictures.ts';
import { loadOrtNode } from '../../runtime/ort-node.ts';
import { Segmenter, type Surroundings } from '../../worker/segmenter.ts';

const FOLDER = new URL('../../../models/playground/', import.meta.url);

export function playgroundManifest(): ModelManifest {
  const { canary: _, ...rest } = parse(
    ModelManifest,
    JSON.parse(readFileSync(new URL('manifest.json', FOLDER), 'utf8')),
  );
  return rest;
}

/** The embedded weights as dropped files: no fetch in Node. */
export function playgroundFiles(): Readonly<Record<string, Blob>> {
  const blob = (name: string): Blob => new Blob([readFileSync(fileURLToPath(new URL(name, FOLDER)))]);
  return { encoder: blob('encoder.onnx'), decoder: blob('decoder.onnx') };
}

/** Node has no bitmaps. A message port stands in for one: it can be moved to another thread and closed; what the encoder sees is the canary's disk. */
export function fakeBitmap(): ImageBitmap {
  const { port1, port2 } = new MessageChannel();
  port2.unref();
  const travelling: unknown = port1;
  return travelling as ImageBitmap; // see above: moved and closed, never drawn
}

export const NODE: Surroundings = {
  loadOrt: async () => loadOrtNode(),
  prepare: (bitmap, _shows, placement) => {
    bitmap.close();
    const picture = canaryPicture('disk', 96);
    const pixels = resizePixels(picture, { x0: 0, y0: 0, x1: 96, y1: 96 }, placement.content);
    return { pixels, replay: fakeBitmap() };
  },
  probeAdapter: async () => 'Node has no GPU',
  wasmBytes: () => 0,
};

/** Spawns engines in this thread; `segmenters` lets a test look inside. */
export function nodeSpawner(surroundings: Surroundings = NODE): {
  readonly spawn: () => SpawnedWorker;
  readonly segmenters: Segmenter[];
  readonly fail: (detail: string) => void;
} {
  const segmenters: Segmenter[] = [];
  let fail: (detail: string) => void = () => undefined;
  return {
    segmenters,
    fail: (detail) => fail(detail),
    spawn: () => {
      const { port1, port2 } = new MessageChannel();
      const segmenter = new Segmenter(surroundings);
      segmenters.push(segmenter);
      expose(segmenter, nodeEndpoint(port2) as Endpoint); // the adapter's own type is narrower than what it returns
      return {
        endpoint: nodeEndpoint(port1) as Endpoint, // as above
        onFailure: (listener) => {
          fail = listener;
        },
        terminate: () => {
          port1.close();
          port2.close();
        },
      };
    },
  };
}
