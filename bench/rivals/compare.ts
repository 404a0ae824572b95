/**
 * Us against named alternatives in one run: same machine, same Chromium, same pictures, same weights, turn by turn.
 * The alternatives: @huggingface/transformers (brought once into .tmp/bench by npm) and a plain ONNX Runtime Web page.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { build, defaultClientConditions } from 'vite';
import { serveFolder } from '../../scripts/serve/server.ts';
import { openBrowser } from '../open-browser.ts';
import type { Sample } from '../table.ts';
import { samFiles } from './graphs.ts';

const WORK: string = fileURLToPath(new URL('../../.tmp/bench', import.meta.url));
const SITE = `${WORK}/site`;
/** Its newest version when this bench was written. */
const TRANSFORMERS = '@huggingface/transformers@4.3.1';

export const CONTENDERS = ['ours', 'transformers', 'plain'] as const;
export type Name = (typeof CONTENDERS)[number];

/** The bench's own SAM runs everywhere; the model in the repository is of a kind that the library does not know. */
const MODELS = [
  { model: 'sam', title: 'SAM', without: [] },
  { model: 'default', title: 'default model', without: ['transformers'] },
] as const;

const SIZES: readonly { readonly megapixels: number; readonly width: number; readonly height: number }[] = [
  { megapixels: 0.5, width: 816, height: 612 },
  { megapixels: 2, width: 1632, height: 1224 },
  { megapixels: 12, width: 4000, height: 3000 },
  { megapixels: 48, width: 8000, height: 6000 },
];

/** Brings the library without running anything of it. @returns false where npm cannot reach a registry */
function bringTransformers(): boolean {
  const folder = `${WORK}/node_modules/@huggingface/transformers/dist`;
  if (!existsSync(folder)) {
    mkdirSync(WORK, { recursive: true });
    writeFileSync(`${WORK}/package.json`, '{ "private": true }');
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', WORK, TRANSFORMERS];
    if (spawnSync('npm', args, { stdio: 'inherit', timeout: 300_000 }).status !== 0) return false;
  }
  mkdirSync(`${SITE}/library/ort`, { recursive: true });
  cpSync(`${folder}/transformers.min.js`, `${SITE}/library/transformers.min.js`);
  for (const file of ['ort-wasm-simd-threaded.asyncify', 'ort-wasm-simd-threaded.jsep', 'ort-wasm-simd-threaded'])
    for (const ending of ['mjs', 'wasm']) {
      const from = `${WORK}/node_modules/onnxruntime-web/dist/${file}.${ending}`;
      if (existsSync(from)) cpSync(from, `${SITE}/library/ort/${file}.${ending}`);
    }
  return true;
}

function writeModels(): void {
  cpSync(fileURLToPath(new URL('../../models/playground', import.meta.url)), `${SITE}/default`, { recursive: true });
  const files = samFiles();
  mkdirSync(`${SITE}/model/onnx`, { recursive: true });
  writeFileSync(`${SITE}/model/onnx/vision_encoder.onnx`, files.encoder);
  writeFileSync(`${SITE}/model/onnx/prompt_encoder_mask_decoder.onnx`, files.decoder);
  writeFileSync(`${SITE}/model/onnx/upsample.onnx`, files.upsample);
  writeFileSync(`${SITE}/model/config.json`, JSON.stringify({ model_type: 'sam', architectures: ['SamModel'] }));
  const preprocessor = {
    image_processor_type: 'SamImageProcessor',
    processor_class: 'SamProcessor',
    do_convert_rgb: true,
    do_normalize: true,
    do_pad: true,
    do_rescale: true,
    do_resize: true,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
    pad_size: { height: 1024, width: 1024 },
    resample: 2,
    rescale_factor: 1 / 255,
    size: { longest_edge: 1024 },
  };
  writeFileSync(`${SITE}/model/preprocessor_config.json`, JSON.stringify(preprocessor));
}

/** One page each, built as the app is. */
async function buildPages(names: readonly Name[]): Promise<void> {
  const root = fileURLToPath(new URL('pages', import.meta.url));
  const input: Record<string, string> = {};
  const written: string[] = [];
  for (const name of names) {
    const page = `${root}/${name}.html`;
    writeFileSync(
      page,
      `<!doctype html><title>${name}</title><canvas></canvas><script type="module" src="./${name}.ts"></script>`,
    );
    written.push(page);
    input[name] = page;
  }
  try {
    await build({
      configFile: false,
      root,
      base: './',
      logLevel: 'warn',
      resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
      worker: { format: 'es' },
      build: { outDir: SITE, emptyOutDir: false, target: 'es2023', assetsInlineLimit: 0, rollupOptions: { input } },
    });
  } finally {
    for (const page of written) rmSync(page);
  }
}

/** Isolated as the app is, so that everyone has threads; without its content security policy, which others were not written for. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

type Call = readonly ['load' | 'encode' | 'post' | 'bytes' | 'full'] | readonly ['decode' | 'click', number, number];

async function ask(page: Page, [method, ...args]: Call): Promise<number> {
  return page.evaluate(
    async ({ name, values }) => {
      const contender: unknown = Reflect.get(globalThis, 'contender');
      if (typeof contender !== 'object' || contender === null) throw new Error('no contender on this page');
      const run: unknown = Reflect.get(contender, name);
      if (typeof run !== 'function') throw new Error(`it cannot ${name}`);
      return Number(await Reflect.apply(run, contender, values));
    },
    { name: method, values: args },
  );
}

async function show(page: Page, width: number, height: number): Promise<void> {
  await page.evaluate(
    async (size) => {
      const canvas = new OffscreenCanvas(size.width, size.height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = '#345';
      context.fillRect(0, 0, size.width, size.height);
      for (let i = 0; i < 40; i++) {
        context.fillStyle = `hsl(${i * 37} 60% 50%)`;
        context.beginPath();
        context.arc((i * 613) % size.width, (i * 397) % size.height, Math.min(size.width, size.height) / 12, 0, 7);
        context.fill();
      }
      // From a file, as pictures come: a canvas's own bitmap may lie on the graphics card.
      const picture = await createImageBitmap(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 }));
      const contender: unknown = Reflect.get(globalThis, 'contender');
      if (typeof contender !== 'object' || contender === null) throw new Error('no contender on this page');
      const run: unknown = Reflect.get(contender, 'show');
      if (typeof run === 'function') await Reflect.apply(run, contender, [picture]);
    },
    { width, height },
  );
}

export interface CompareOptions {
  /** Timed turns for each measurement; large pictures get fewer. */
  readonly turns: number;
  /** Leaves out sizes above this. */
  readonly mostMegapixels: number;
}

/** One model, each contender in a page of its own. */
async function compareOn(
  browser: Browser,
  url: string,
  names: readonly Name[],
  model: string,
  title: string,
  { turns, mostMegapixels }: CompareOptions,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const pages = new Map<Name, Page>();
  for (const name of names) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    await page.goto(`${url}${name}.html?model=${model}`);
    await page.waitForFunction(() => Reflect.has(globalThis, 'contender'));
    samples.push({ name, what: `${title}: load`, megapixels: 0, value: await ask(page, ['load']) });
    pages.set(name, page);
  }
  for (const { megapixels, width, height } of SIZES.filter((s) => s.megapixels <= mostMegapixels)) {
    for (const page of pages.values()) await show(page, width, height);
    const count = megapixels > 12 ? Math.max(2, Math.ceil(turns / 3)) : turns;
    // The first turn warms up. The contenders take turns, so that a busy moment of the machine hits all of them.
    for (let turn = 0; turn <= count; turn++) {
      for (const [name, page] of pages) {
        const take = async (what: string, call: Call): Promise<void> => {
          const value = await ask(page, call);
          const unit = what.startsWith('bytes') ? 'bytes' : 'ms';
          if (turn > 0) samples.push({ name, what: `${title}: ${what}`, megapixels, value, unit });
        };
        const x = width * (0.2 + 0.05 * turn);
        const y = height * 0.4;
        await take('encode', ['encode']);
        await take('decode', ['decode', x, y]);
        await take('post-processing', ['post']);
        await take('click to pixels', ['click', x + 9, y]);
        await take('bytes a click', ['bytes']);
        if (name === 'ours') await take('full-size mask, packed', ['full']);
      }
    }
    console.info(`${title}, ${megapixels} MP done`);
  }
  for (const page of pages.values()) await page.close();
  return samples;
}

/** @returns every sample taken */
export async function benchRivals({ turns, mostMegapixels }: CompareOptions): Promise<readonly Sample[]> {
  rmSync(SITE, { recursive: true, force: true });
  mkdirSync(SITE, { recursive: true });
  writeModels();
  const names = bringTransformers() ? CONTENDERS : CONTENDERS.filter((n) => n !== 'transformers');
  if (names.length < CONTENDERS.length) console.info('transformers.js is left out: npm cannot bring it here');
  await buildPages(names);
  const { server, url } = await serveFolder(SITE, 0, HEADERS);
  const browser = await openBrowser();
  const samples: Sample[] = [];
  try {
    for (const { model, title, without } of MODELS) {
      const able = names.filter((name) => !without.some((other) => other === name));
      samples.push(...(await compareOn(browser, url, able, model, title, { turns, mostMegapixels })));
    }
  } finally {
    await browser.close();
    server.close();
  }
  return samples;
}
