/** @huggingface/transformers: its SamModel and its processor, as its documentation uses them. */
import { type Contender, timed } from '../contender.ts';

/** What is used of the library; it is brought on demand and not a dependency of this project. */
interface Library {
  readonly env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    readonly backends: { readonly onnx: { readonly wasm: { wasmPaths: unknown; numThreads: number } } };
  };
  readonly SamModel: { from_pretrained(id: string, options: object): Promise<SamModel> };
  readonly AutoProcessor: { from_pretrained(id: string): Promise<Processor> };
  readonly RawImage: new (data: Uint8ClampedArray, width: number, height: number, channels: number) => object;
}

interface HfTensor {
  readonly data: ArrayLike<number> & { readonly byteLength: number };
  readonly dims: readonly number[];
}

interface Inputs {
  readonly pixel_values: HfTensor;
  readonly original_sizes: readonly unknown[];
  readonly reshaped_input_sizes: readonly unknown[];
  readonly input_points?: HfTensor;
}

interface SamModel {
  (inputs: object): Promise<{ readonly pred_masks: HfTensor; readonly iou_scores: HfTensor }>;
  get_image_embeddings(inputs: object): Promise<Record<string, HfTensor>>;
}

interface Processor {
  (image: object, options?: object): Promise<Inputs>;
  post_process_masks(masks: HfTensor, original: unknown, reshaped: unknown): Promise<readonly HfTensor[]>;
}

const ADDRESS: string = new URL('library/transformers.min.js', location.href).href;

class Transformers implements Contender {
  private library: Library | undefined;
  private model: SamModel | undefined;
  private processor: Processor | undefined;
  private image: object | undefined;
  private size = { width: 1, height: 1 };
  private inputs: Inputs | undefined;
  private embedding: Record<string, HfTensor> = {};
  private output: { readonly pred_masks: HfTensor; readonly iou_scores: HfTensor } | undefined;
  private moved = 0;

  load(): Promise<number> {
    return timed(async () => {
      const library: Library = await import(/* @vite-ignore */ ADDRESS);
      this.library = library;
      const { env } = library;
      env.allowRemoteModels = false;
      env.allowLocalModels = true;
      env.localModelPath = new URL('.', location.href).href;
      env.backends.onnx.wasm.wasmPaths = new URL('library/ort/', location.href).href;
      env.backends.onnx.wasm.numThreads = navigator.hardwareConcurrency;
      this.model = await library.SamModel.from_pretrained('model', { device: 'wasm', dtype: 'fp32' });
      this.processor = await library.AutoProcessor.from_pretrained('model');
    });
  }

  async show(picture: ImageBitmap): Promise<void> {
    if (!this.library) throw new Error('load first');
    this.size = { width: picture.width, height: picture.height };
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context?.drawImage(picture, 0, 0);
    const pixels = context?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray();
    picture.close();
    this.image = new this.library.RawImage(pixels, this.size.width, this.size.height, 4);
  }

  encode(): Promise<number> {
    return timed(async () => {
      const { processor, model, image } = this;
      if (!processor || !model || !image) throw new Error('load and show first');
      this.inputs = await processor(image);
      this.embedding = await model.get_image_embeddings(this.inputs);
    });
  }

  decode(x: number, y: number): Promise<number> {
    return timed(async () => {
      const { processor, model, inputs, image } = this;
      if (!processor || !model || !inputs || !image) throw new Error('encode first');
      // As the library's own demos: points are scaled by hand, the picture is not processed again.
      const scale = 1024 / Math.max(this.size.width, this.size.height);
      const library: Library & {
        readonly Tensor?: new (type: string, data: unknown, dims: readonly number[]) => HfTensor;
      } = this.library ?? (await import(/* @vite-ignore */ ADDRESS));
      const { Tensor } = library;
      if (!Tensor) throw new Error('the library has no tensors');
      this.output = await model({
        ...this.embedding,
        input_points: new Tensor('float32', [x * scale, y * scale], [1, 1, 1, 2]),
        input_labels: new Tensor('int64', [1n], [1, 1, 1]),
      });
    });
  }

  post(): Promise<number> {
    return timed(async () => {
      const { processor, inputs, output } = this;
      if (!processor || !inputs || !output) throw new Error('decode first');
      const [masks] = await processor.post_process_masks(
        output.pred_masks,
        inputs.original_sizes,
        inputs.reshaped_input_sizes,
      );
      if (!masks) throw new Error('no masks');
      this.moved = masks.data.byteLength;
      const { width, height } = this.size;
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      // The loop of the library's own demo: one colour where the chosen mask is set.
      const image = context.createImageData(width, height);
      const scores = Array.from(output.iou_scores.data);
      const from = scores.indexOf(Math.max(...scores)) * width * height;
      for (let i = 0; i < width * height; i++) {
        if (masks.data[from + i] !== 1) continue;
        image.data[4 * i] = 255;
        image.data[4 * i + 1] = 128;
        image.data[4 * i + 3] = 115;
      }
      context.putImageData(image, 0, 0);
      const shown = document.querySelector('canvas') ?? document.createElement('canvas');
      shown.width = 1440;
      shown.height = 900;
      const screen = shown.getContext('2d', { willReadFrequently: true });
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

Reflect.set(globalThis, 'contender', new Transformers());
