/** This project: the engine in its worker, low-resolution logits, the stage's shader. */
import { createEngineFactory } from '../../../src/client/engine/factory.ts';
import { parseManifest } from '../../../src/client/models/model-index.ts';
import type { ModelManifest } from '../../../src/contract/manifest.ts';
import type { Engine, ImagePredictor } from '../../../src/contract/predictor.ts';
import type { Segmentation } from '../../../src/contract/segmenter.ts';
import { trustOwnScripts } from '../../../src/contract/trusted-scripts.ts';
import { imagePoint } from '../../../src/core/geometry/space.ts';
import type { LogitsPlane } from '../../../src/core/mask/logits.ts';
import { packLogits } from '../../../src/state/object-mask.ts';
import { StageRenderer } from '../../../src/ui/canvas/gl/renderer.ts';
import type { StagePicture } from '../../../src/ui/canvas/stage-types.ts';
import { type Contender, isDefault, timed } from '../contender.ts';

const never = new AbortController().signal;

const MANIFEST: ModelManifest = {
  schema: 1,
  id: 'bench',
  name: 'Bench',
  family: 'hf-sam',
  summary: 'Random weights.',
  licence: { spdx: 'Apache-2.0', words: 'Made by the bench.', commercial: 'yes' },
  source: 'made by the bench',
  files: {
    encoder: { url: 'onnx/vision_encoder.onnx', bytes: 1, precision: 'fp32' },
    decoder: { url: 'onnx/prompt_encoder_mask_decoder.onnx', bytes: 1, precision: 'fp32' },
  },
  transform: {
    size: 1024,
    rule: 'longest-side',
    range: 1,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    layout: 'nchw',
    pad: 'zero-after-normalise',
  },
  prompts: ['point', 'exclude-point'],
  options: {},
  card: { scores: [] },
};

async function samManifest(): Promise<ModelManifest> {
  const lengths = await Promise.all(
    Object.entries(MANIFEST.files).map(async ([role, file]) => {
      const response = await fetch(`model/${file.url}`, { method: 'HEAD' });
      return [role, { ...file, bytes: Number(response.headers.get('content-length')) }] as const;
    }),
  );
  return { ...MANIFEST, files: Object.fromEntries(lengths) };
}

async function defaultManifest(): Promise<ModelManifest> {
  return parseManifest(await (await fetch('default/manifest.json')).json(), 'manifest.json');
}

const canvas = document.querySelector('canvas') ?? document.createElement('canvas');
canvas.width = 1440;
canvas.height = 900;

class Ours implements Contender {
  private engine: Engine | undefined;
  private picture: StagePicture | undefined;
  private predictor: ImagePredictor | undefined;
  private answer: Segmentation | undefined;
  private renderer: StageRenderer | undefined;

  load(): Promise<number> {
    return timed(async () => {
      const manifest = isDefault() ? await defaultManifest() : await samManifest();
      this.engine = await createEngineFactory({ hasWebGpu: false }).open(
        manifest,
        { backend: 'wasm', baseUrl: new URL(isDefault() ? 'default/' : 'model/', location.href).href },
        never,
        () => undefined,
      );
      this.renderer = new StageRenderer(canvas);
    });
  }

  async show(bitmap: ImageBitmap): Promise<void> {
    this.picture?.bitmap.close();
    this.predictor?.close();
    this.predictor = undefined;
    this.picture = { id: `${bitmap.width}`, name: '', bitmap, size: { width: bitmap.width, height: bitmap.height } };
    this.draw(undefined);
  }

  async encode(): Promise<number> {
    const { engine, picture } = this.ready();
    this.predictor?.close();
    return timed(async () => {
      // The copy is part of the price: the picture itself stays on the page.
      const bitmap = (): Promise<ImageBitmap> => createImageBitmap(picture.bitmap);
      this.predictor = await engine.predictor({ size: picture.size, bitmap }, { signal: never });
    });
  }

  async decode(x: number, y: number): Promise<number> {
    const { predictor } = this;
    if (!predictor) throw new Error('encode first');
    return timed(async () => {
      const prompts = [{ kind: 'point', at: imagePoint(x, y), label: 'include' } as const];
      this.answer = await predictor.predict(prompts, { signal: never });
    });
  }

  async post(): Promise<number> {
    return timed(() => this.draw(this.plane()));
  }

  click(x: number, y: number): Promise<number> {
    return timed(async () => {
      await this.decode(x, y);
      await this.post();
    });
  }

  bytes(): number {
    return this.answer?.candidates.reduce((sum, c) => sum + c.logits.data.byteLength, 0) ?? 0;
  }

  /** The full-size mask as packed bits: what an edit or an export needs. */
  async full(): Promise<number> {
    const plane = this.plane();
    const { picture } = this.ready();
    return timed(() => packLogits(plane, picture.size, 0));
  }

  private ready(): { engine: Engine; picture: StagePicture } {
    const { engine, picture } = this;
    if (!engine || !picture) throw new Error('load and show first');
    return { engine, picture };
  }

  private plane(): LogitsPlane {
    const plane = this.answer?.candidates[this.answer.best]?.logits;
    if (!plane) throw new Error('decode first');
    return plane;
  }

  /** Draws and waits until it is drawn: reading a pixel back waits for the rasteriser. */
  private draw(plane: LogitsPlane | undefined): void {
    const { picture, renderer } = this;
    if (!picture || !renderer) return;
    const style = { color: [1, 0.5, 0], fill: 0.45, outline: 2, marching: false, soft: 0, dimOutside: 0 } as const;
    renderer.draw({
      picture,
      layers: plane ? [{ id: 'mask', kind: 'logits', plane, threshold: 0, style }] : [],
      view: {
        centre: imagePoint(picture.size.width / 2, picture.size.height / 2),
        zoom: Math.min(canvas.width / picture.size.width, canvas.height / picture.size.height),
      },
      devicePixelRatio: 1,
      time: null,
    });
    canvas.getContext('webgl2')?.readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4));
  }
}

trustOwnScripts();
Reflect.set(globalThis, 'contender', new Ours());
