/** A plain ONNX Runtime Web page as the demos of Meta and Microsoft are: canvas resize, loops, full-size masks out of the graph. */

import loader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type Contender, isDefault, timed } from '../contender.ts';

interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** What differs from model to model. */
interface Recipe {
  readonly encoder: string;
  readonly decoder: string;
  readonly input: string;
  /** Longest side of what the encoder sees, and the canvas around a picture of that size. */
  readonly side: number;
  readonly canvas: (width: number, height: number) => Canvas;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** One include point, canvas pixels. */
  readonly feeds: (embedding: Record<string, Tensor>, x: number, y: number, canvas: Canvas) => Record<string, Tensor>;
  readonly masks: string;
  readonly scores: string;
}

function need(embedding: Record<string, Tensor>, name: string): Tensor {
  const tensor = embedding[name];
  if (!tensor) throw new Error('encode first');
  return tensor;
}

const SAM: Recipe = {
  encoder: 'model/onnx/vision_encoder.onnx',
  decoder: 'model/onnx/prompt_encoder_mask_decoder.onnx',
  input: 'pixel_values',
  side: 1024,
  canvas: () => ({ width: 1024, height: 1024 }),
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  feeds: (embedding, x, y) => ({
    image_embeddings: need(embedding, 'image_embeddings'),
    image_positional_embeddings: need(embedding, 'image_positional_embeddings'),
    input_points: new Tensor('float32', [x, y], [1, 1, 1, 2]),
    input_labels: new Tensor('int64', [1n], [1, 1, 1]),
  }),
  masks: 'pred_masks',
  scores: 'iou_scores',
};

const DEFAULT: Recipe = {
  encoder: 'default/encoder.onnx',
  decoder: 'default/decoder.onnx',
  input: 'image',
  side: 512,
  canvas: (width, height) => ({ width: Math.ceil(width / 32) * 32, height: Math.ceil(height / 32) * 32 }),
  mean: [0, 0, 0],
  std: [1, 1, 1],
  feeds: ({ features, embedding, detail }, x, y, { width, height }) => {
    if (!features || !embedding || !detail) throw new Error('encode first');
    const [h, w] = [height / 2, width / 2];
    return {
      features,
      embedding,
      detail,
      point_coords: new Tensor('float32', [x, y], [1, 1, 2]),
      point_labels: new Tensor('float32', [1], [1, 1]),
      mask_input: new Tensor('float32', new Float32Array(w * h), [1, 1, h, w]),
      has_mask_input: new Tensor('float32', [0], [1]),
    };
  },
  masks: 'masks',
  scores: 'iou_predictions',
};

class Plain implements Contender {
  private readonly recipe = isDefault() ? DEFAULT : SAM;
  private encoder: InferenceSession | undefined;
  private decoder: InferenceSession | undefined;
  private upsample: InferenceSession | undefined;
  private picture: ImageBitmap | undefined;
  private canvas: Canvas = { width: 0, height: 0 };
  private embedding: Record<string, Tensor> = {};
  private low: Tensor | undefined;
  private best = 0;
  private moved = 0;

  load(): Promise<number> {
    return timed(async () => {
      env.wasm.wasmPaths = { mjs: new URL(loader, location.href).href, wasm: new URL(wasm, location.href).href };
      env.wasm.numThreads = navigator.hardwareConcurrency;
      const session = (file: string): Promise<InferenceSession> =>
        InferenceSession.create(file, { executionProviders: ['wasm'] });
      this.encoder = await session(this.recipe.encoder);
      this.decoder = await session(this.recipe.decoder);
      this.upsample = await session('model/onnx/upsample.onnx');
    });
  }

  async show(picture: ImageBitmap): Promise<void> {
    this.picture?.close();
    this.picture = picture;
  }

  encode(): Promise<number> {
    return timed(async () => {
      const { picture, encoder, recipe } = this;
      if (!picture || !encoder) throw new Error('load and show first');
      const scale = recipe.side / Math.max(picture.width, picture.height);
      const [inWidth, inHeight] = [picture.width * scale, picture.height * scale];
      this.canvas = recipe.canvas(inWidth, inHeight);
      const { width, height } = this.canvas;
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(picture, 0, 0, inWidth, inHeight);
      const { data } = context.getImageData(0, 0, width, height);
      const plane = width * height;
      const input = new Float32Array(3 * plane);
      for (let i = 0; i < plane; i++) {
        for (let c = 0; c < 3; c++) {
          input[c * plane + i] = ((data[4 * i + c] ?? 0) / 255 - (recipe.mean[c] ?? 0)) / (recipe.std[c] ?? 1);
        }
      }
      const feeds = { [recipe.input]: new Tensor('float32', input, [1, 3, height, width]) };
      this.embedding = { ...(await encoder.run(feeds)) };
    });
  }

  decode(x: number, y: number): Promise<number> {
    return timed(async () => {
      const { picture, decoder, recipe, canvas } = this;
      if (!picture || !decoder) throw new Error('encode first');
      const scale = recipe.side / Math.max(picture.width, picture.height);
      const out = await decoder.run(recipe.feeds(this.embedding, x * scale, y * scale, canvas));
      const masks = out[recipe.masks];
      const scores = out[recipe.scores];
      if (!masks || !scores) throw new Error('the decoder gave nothing');
      const [height = 0, width = 0] = masks.dims.slice(-2);
      const data = masks.data as Float32Array; // float32 by the graph
      this.low = new Tensor('float32', data, [1, data.length / (width * height), height, width]);
      const values = [...(scores.data as Float32Array)]; // float32 by the graph
      this.best = values.indexOf(Math.max(...values));
    });
  }

  post(): Promise<number> {
    return timed(async () => {
      const { picture, upsample, low, canvas: seen, recipe } = this;
      if (!picture || !upsample || !low) throw new Error('decode first');
      // The content of the padded canvas, then the picture's size: here in one step to the canvas at the picture's scale.
      const scale = Math.max(picture.width, picture.height) / recipe.side;
      const [across, down] = [Math.round(seen.width * scale), Math.round(seen.height * scale)];
      const sizes = new Tensor('int64', [1n, BigInt(low.dims[1] ?? 1), BigInt(down), BigInt(across)], [4]);
      const { masks } = await upsample.run({ low_res_masks: low, sizes });
      const data = masks?.data as Float32Array; // float32 by the graph
      this.moved = data.byteLength;
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      const image = context.createImageData(picture.width, picture.height);
      const from = this.best * across * down;
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          if ((data[from + y * across + x] ?? 0) <= 0) continue;
          const at = 4 * (y * picture.width + x);
          image.data[at] = 255;
          image.data[at + 1] = 128;
          image.data[at + 3] = 115;
        }
      }
      context.putImageData(image, 0, 0);
      const shown = document.querySelector('canvas') ?? document.createElement('canvas');
      shown.width = 1440;
      shown.height = 900;
      const screen = shown.getContext('2d', { willReadFrequently: true });
      screen?.drawImage(picture, 0, 0, shown.width, shown.height);
      screen?.drawImage(canvas, 0, 0, shown.width, shown.height);
      screen?.getImageData(0, 0, 1, 1);
    });
  }

  click(x: number, y: number): Promise<number> {
    return timed(async () => {
      await this.decode(x, y);
      await this.post();
    });
  }

  bytes(): number {
    return this.moved;
  }
}

Reflect.set(globalThis, 'contender', new Plain());
