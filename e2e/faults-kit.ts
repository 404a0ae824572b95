/** What the fault tests share: a quick model of known answers, faults put into the worker, and proof that nothing was lost. */
import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { Mask } from '../src/core/mask/mask.ts';
import { maskIou } from '../src/core/mask/mask.ts';
import { FIXTURES } from '../src/test-support/onnx/fixtures.ts';
import { answered, clickPicture, exportedMask, openSample, ready } from './app.ts';

/** Bytes of a model that the page is given instead of its own. */
export interface ModelFiles {
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array;
}

/** A model in SAM's contract whose masks can be worked out on paper: a disk around each click. Loads in a blink. */
export function exactModel(): ModelFiles {
  const fixture = FIXTURES.find((f) => f.name.startsWith('sam nchw'));
  if (!fixture) throw new Error('no such fixture');
  return { encoder: fixture.encoder(), decoder: fixture.decoder() };
}

/** Serves a model in SAM's contract at 1024 pixels as the app's default model, to one page or to all of a context. */
export async function serveModel(page: Page | BrowserContext, files: ModelFiles): Promise<void> {
  const role = (name: keyof ModelFiles) => ({ url: `${name}.onnx`, bytes: files[name].length });
  const manifest = {
    schema: 1,
    id: 'exact',
    name: 'Exact',
    family: 'sam',
    summary: 'A test model.',
    licence: { spdx: 'Apache-2.0', words: 'Made by this test.', commercial: 'yes' },
    source: 'made by this test',
    files: { encoder: role('encoder'), decoder: role('decoder') },
    transform: {
      size: 1024,
      rule: 'longest-side',
      range: 255,
      mean: [123.675, 116.28, 103.53],
      std: [58.395, 57.12, 57.375],
      layout: 'nchw',
      pad: 'zero-after-normalise',
    },
    prompts: ['point', 'exclude-point', 'box', 'mask'],
    card: {},
  };
  await page.route('**/models/index.json', (route) =>
    route.fulfill({ json: { schema: 1, default: 'exact', embedded: ['exact/manifest.json'] } }),
  );
  await page.route('**/models/exact/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path.endsWith('manifest.json')) return route.fulfill({ json: manifest });
    const body = Buffer.from(path.endsWith('encoder.onnx') ? files.encoder : files.decoder);
    return route.fulfill({ body, contentType: 'application/octet-stream' });
  });
}

/** Lets `auto` begin on WebGPU, as it does on a device where WebGPU won an earlier measurement. */
export async function preferGpu(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const hint = { backend: 'webgpu', reason: 'measured by this test', at: Date.now() };
    sessionStorage.setItem('backend:exact:1024', JSON.stringify(hint));
  });
}

/**
 * What stands before the worker's own program: `onCall(name, fault)` runs a fault when the page calls `name`,
 * `gpuDevices` are the WebGPU devices made so far, and a message `{ fault }` on the channel "faults" runs `onOrder[fault]`.
 */
const PRELUDE = `
const calls = new Map();
const onCall = (name, fault) => calls.set(name, fault);
self.addEventListener('message', (event) => {
  const name = event.data?.path?.[0];
  const fault = calls.get(name);
  if (fault && fault(event) === 'once') calls.delete(name);
});
const gpuDevices = [];
let onDevice = () => undefined;
if (self.GPUAdapter) {
  const original = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await original.apply(this, args);
    gpuDevices.push(device);
    onDevice(device);
    return device;
  };
}
const onOrder = {};
new BroadcastChannel('faults').onmessage = (event) => onOrder[event.data.fault]?.();
`;

/**
 * Puts code before the engine's worker program.
 * @param code gives the code for the n-th worker of the page (from 0), or nothing for a sound one
 */
export async function sabotage(page: Page, code: (nth: number) => string | undefined): Promise<{ workers: number }> {
  const seen = { workers: 0 };
  await page.route('**/assets/worker-main-*.js', async (route) => {
    const response = await route.fetch();
    const extra = code(seen.workers++);
    const body = await response.text();
    await route.fulfill({ response, body: extra === undefined ? body : `{${PRELUDE}\n${extra}}\n${body}` });
  });
  return seen;
}

/** Sends a fault to every worker that listens. */
export async function order(page: Page, fault: string): Promise<void> {
  await page.evaluate((name) => {
    const channel = new BroadcastChannel('faults');
    channel.postMessage({ fault: name });
    channel.close();
  }, fault);
}

/** Takes the stage's graphics context away, and gives it back where asked. */
export async function loseGraphics(page: Page, back: boolean): Promise<void> {
  await page.evaluate(async (restore) => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=stage] canvas');
    const lose = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    if (!lose) throw new Error('the browser cannot lose its context on demand');
    lose.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (restore) lose.restoreContext();
  }, back);
}

/** Small and still, so that the software rasteriser of a machine without graphics does not decide how long a test takes. */
export const CALM = { viewport: { width: 1240, height: 600 }, contextOptions: { reducedMotion: 'reduce' } } as const;

/** What a person made, as far as it can be seen and exported. */
export interface Work {
  /** Name and share of the picture of each object. */
  readonly objects: readonly string[];
  readonly mask: Mask;
}

export async function objectsOf(page: Page): Promise<readonly string[]> {
  const rows = await page.locator('main [role=row]').allInnerTexts();
  return rows.map((text) => text.replace(/\s+/g, ' ').trim());
}

async function look(page: Page): Promise<Work> {
  return { objects: await objectsOf(page), mask: await exportedMask(page) };
}

/** Two objects, the first of two clicks. Points of the sample "espresso" (600 x 400). */
export async function makeWork(page: Page): Promise<Work> {
  await clickPicture(page, 150, 120);
  await clickPicture(page, 200, 120);
  await page.keyboard.press('n');
  await clickPicture(page, 450, 280);
  expect(await objectsOf(page)).toHaveLength(2);
  return look(page);
}

/** Opens the sample and works on it. */
export async function begin(page: Page): Promise<Work> {
  await openSample(page, /espresso/i);
  return makeWork(page);
}

/** A third object can still be clicked, and undo takes back exactly that; what was there before is there still, to the pixel. */
export async function nothingLost(page: Page, before: Work): Promise<void> {
  await answered(page);
  expect(await objectsOf(page)).toEqual(before.objects);
  await ready(page);
  await page.keyboard.press('n');
  await clickPicture(page, 300, 330);
  await expect.poll(async () => (await objectsOf(page)).length).toBe(before.objects.length + 1);
  expect((await objectsOf(page)).every((text) => /%/.test(text))).toBe(true);
  await page.keyboard.press('Control+z');
  await expect.poll(() => objectsOf(page)).toEqual(before.objects);
  expect(maskIou(await exportedMask(page), before.mask)).toBe(1);
}
