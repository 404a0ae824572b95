/** A plain ONNX Runtime Web page as the demos of Meta and Microsoft are: canvas resize, loops, full-size masks out of the graph. */

import loader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type Contender, timed } from '../contender.ts';

const SIDE = 1024;
const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

class Plain implements Contender {
  private encoder: InferenceSession | undefined;
  private decoder: InferenceSession | undefined;
  private upsample: InferenceSession | undefined;
  private picture: ImageBitmap | undefined;
  private embedding: Record<string, Tensor> = {};
  private low: Tensor | undefined;
  private best = 0;
  private moved = 0;

  load(): Promise<number> {
    return timed(async () => {
      env.wasm.wasmPaths = { mjs: new URL(loader, location.href).href, wasm: new URL(wasm, location.href).href };
      env.wasm.numThreads = navigator.hardwareConcurrency;
      this.encoder = await InferenceSession.create('model/onnx/vision_encoder.onnx', { executionProviders: ['wasm'] });
      this.decoder = await InferenceSession.create('model/onnx/prompt_encoder_mask_decoder.onnx', {
        executionProviders: ['wasm'],
      });
      this.upsample = await InferenceSession.create('model/onnx/upsample.onnx', { executionProviders: ['wasm'] });
    });
  }

  async show(picture: ImageBitmap): Promise<void> {
    this.picture?.close();
    this.picture = picture;
  }

  encode(): Promise<number> {
    return timed(async () => {
      const { picture, encoder } = this;
      if (!picture || !encoder) throw new Error('load and show first');
      const scale = SIDE / Math.max(picture.width, picture.height);
      const canvas = document.createElement('canvas');
      canvas.width = SIDE;
      canvas.height = SIDE;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      const input = new Float32Array(3 * SIDE * SIDE);
      for (let i = 0; i < SIDE * SIDE; i++) {
        for (let c = 0; c < 3; c++) {
          input[c * SIDE * SIDE + i] = ((data[4 * i + c] ?? 0) / 255 - (MEAN[c] ?? 0)) / (STD[c] ?? 1);
        }
      }
      this.embedding = { ...(await encoder.run({ pixel_values: new Tensor('float32', input, [1, 3, SIDE, SIDE]) })) };
    });
  }

  decode(x: number, y: number): Promise<number> {
    return timed(async () => {
      const { picture, decoder, embedding } = this;
      const { image_embeddings: features, image_positional_embeddings: positions } = embedding;
      if (!picture || !decoder || !features || !positions) throw new Error('encode first');
      const scale = SIDE / Math.max(picture.width, picture.height);
      const out = await decoder.run({
        image_embeddings: features,
        image_positional_embeddings: positions,
        input_points: new Tensor('float32', [x * scale, y * scale], [1, 1, 1, 2]),
        input_labels: new Tensor('int64', [1n], [1, 1, 1]),
      });
      const { pred_masks: masks, iou_scores: scores } = out;
      if (!masks || !scores) throw new Error('the decoder gave nothing');
      this.low = new Tensor('float32', masks.data as Float32Array, [1, 3, 256, 256]); // float32 by the graph
      const values = [...(scores.data as Float32Array)]; // float32 by the graph
      this.best = values.indexOf(Math.max(...values));
    });
  }

  post(): Promise<number> {
    return timed(async () => {
      const { picture, upsample, low } = this;
      if (!picture || !upsample || !low) throw new Error('decode first');
      // The content of the padded square, then the picture's size: here in one step to the square of the longest side.
      const side = Math.max(picture.width, picture.height);
      const sizes = new Tensor('int64', [1n, 3n, BigInt(side), BigInt(side)], [4]);
      const { masks } = await upsample.run({ low_res_masks: low, sizes });
      const data = masks?.data as Float32Array; // float32 by the graph
      this.moved = data.byteLength;
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      const image = context.createImageData(picture.width, picture.height);
      const from = this.best * side * side;
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          if ((data[from + y * side + x] ?? 0) <= 0) continue;
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
