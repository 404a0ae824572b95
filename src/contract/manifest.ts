/** What the app must know of a model before and after loading it. The valibot schema is the truth; types are inferred. */
import * as v from 'valibot';

/** Every tensor contract that the runtime can speak; one file each under `runtime/families/`. */
export const FAMILY_IDS = [
  'playground',
  'sam',
  'hq-sam',
  'nanosam',
  'edgesam',
  'efficientvit-sam',
  'efficientsam',
  'hf-sam',
  'hf-sam2',
  'sam2',
  'rectlabel-sam2',
  'ort-sam2',
  'segnext',
  'semantic',
  'saliency',
  'edges',
] as const;
export const FamilyId = v.picklist(FAMILY_IDS);
export type FamilyId = v.InferOutput<typeof FamilyId>;

export const Backend = v.picklist(['webgpu', 'wasm']);
export type Backend = v.InferOutput<typeof Backend>;

export const Precision = v.picklist(['fp32', 'fp16', 'int8', 'q4f16']);
export type Precision = v.InferOutput<typeof Precision>;

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** One weight file. `url` is relative to the manifest for models that ship with the app, absolute for public ones. */
export const WeightFile = v.object({
  url: v.string(),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.optional(Sha256),
  precision: v.optional(Precision, 'fp32'),
  /** External data of this graph: the `location` named inside the ONNX file, and where to get it. */
  externalData: v.optional(
    v.array(v.object({ location: v.string(), url: v.string(), bytes: v.number(), sha256: v.optional(Sha256) })),
  ),
});
export type WeightFile = v.InferOutput<typeof WeightFile>;

/** How a picture becomes the encoder's input. */
export const Transform = v.object({
  /** Side of the canvas in pixels; with `allowedSizes`, the default. The longer side where `canvas` is given. */
  size: v.pipe(v.number(), v.integer(), v.minValue(16)),
  allowedSizes: v.optional(v.array(v.number())),
  /** A canvas that is not square, pixels. */
  canvas: v.exactOptional(
    v.object({
      width: v.pipe(v.number(), v.integer(), v.minValue(1)),
      height: v.pipe(v.number(), v.integer(), v.minValue(1)),
    }),
  ),
  rule: v.picklist(['longest-side', 'stretch']),
  /** Canvas sides are rounded up to this multiple; absent = pad to the square. */
  multiple: v.optional(v.number()),
  /** Greatest value of the tensor before mean and std: 1 or 255, or another one set by hand. */
  range: v.pipe(v.number(), v.minValue(1e-6)),
  mean: v.tuple([v.number(), v.number(), v.number()]),
  std: v.tuple([v.number(), v.number(), v.number()]),
  layout: v.picklist(['nchw', 'nhwc', 'hwc']),
  /** What padding pixels hold: zero after normalisation, or the mean colour (in `range` units, before normalisation). */
  pad: v.picklist(['zero-after-normalise', 'mean-colour']),
});
export type Transform = v.InferOutput<typeof Transform>;

export const PromptKind = v.picklist(['point', 'exclude-point', 'box', 'mask']);
export type PromptKind = v.InferOutput<typeof PromptKind>;

/** What the device must offer. Bytes. Absent = no special demand. */
export const Needs = v.object({
  features: v.optional(v.array(v.string()), []),
  /** Largest single storage-buffer binding. */
  bufferBytes: v.optional(v.number()),
  /** Rough peak memory while encoding. */
  memoryBytes: v.optional(v.number()),
});

/** A published or measured score with its source. */
export const ModelScore = v.object({
  metric: v.string(),
  value: v.number(),
  dataset: v.string(),
  protocol: v.string(),
  source: v.string(),
});

/** A known-answer test: where the file with pictures and expected numbers is (see `contract/canary.ts`). */
export const CanaryRef = v.object({ url: v.string(), bytes: v.number(), sha256: v.optional(Sha256) });

export const ModelManifest = v.object({
  schema: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: v.string(),
  family: FamilyId,
  /** One or two sentences for a person choosing. */
  summary: v.string(),
  licence: v.object({
    spdx: v.string(),
    /** In plain words: what it allows. */
    words: v.string(),
    url: v.optional(v.string()),
    commercial: v.picklist(['yes', 'no', 'unclear']),
  }),
  /** Where the addresses, sizes and hashes were seen. */
  source: v.string(),
  /** By role: `encoder`, `decoder`, or `model` for single-graph families. Variants by precision: `encoder.fp16`. */
  files: v.record(v.string(), WeightFile),
  transform: Transform,
  prompts: v.array(PromptKind),
  needs: v.optional(Needs),
  canary: v.optional(CanaryRef),
  /** Family-specific switches, e.g. class names of a semantic model. */
  options: v.optional(v.record(v.string(), v.unknown()), {}),
  card: v.object({
    params: v.optional(v.number()),
    paper: v.optional(v.string()),
    home: v.optional(v.string()),
    year: v.optional(v.number()),
    scores: v.optional(v.array(ModelScore), []),
    /** Predicted IoU of the mask shown below which it is wrong too often to go unsaid; how it was found: `docs/doubt.md`. */
    doubtBelow: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
});
export type ModelManifest = v.InferOutput<typeof ModelManifest>;

/** `models/index.json`: manifests of embedded models by path, and full manifests of public ones. */
export const ModelIndex = v.object({
  schema: v.literal(1),
  default: v.string(),
  embedded: v.array(v.string()),
  catalogue: v.optional(v.string()),
});
export type ModelIndex = v.InferOutput<typeof ModelIndex>;
