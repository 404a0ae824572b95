/** The worker's side of a dataset: reads, shows, asks, compares. One picture is held at a time. */
import { inflateUpTo } from '../../codecs/inflate.ts';
import type { RunObject } from '../../contract/benchmark.ts';
import type {
  AskOptions,
  DatasetSource,
  DatasetSummary,
  DatasetWorkerApi,
  FrameRule,
  LabFigures,
  LookedAt,
  NextStep,
  SamplePicture,
  ScoreChoice,
  ScoredPredictions,
} from '../../contract/dataset-lab.ts';
import { SegError } from '../../contract/errors.ts';
import type { TensorView } from '../../contract/segmenter.ts';
import { streamed } from '../../contract/streamed.ts';
import { edgeStrength } from '../../core/boundary/edge-strength.ts';
import { MaskEdges } from '../../core/boundary/mask-edges.ts';
import { problemSentence } from '../../core/coco/data-problem.ts';
import { parseJsonText } from '../../core/coco/parse-json.ts';
import { type CocoResults, parseCocoResults } from '../../core/coco/results.ts';
import {
  type Dataset,
  type DatasetKind,
  type DatasetPicture,
  datasetKinds,
  type PictureTruth,
  type ReaderTools,
} from '../../core/datasets/dataset.ts';
import { openDataset } from '../../core/datasets/detect.ts';
import { DatasetFileError, type FileTree } from '../../core/datasets/file-tree.ts';
import { defaultSplit, splitGroups } from '../../core/datasets/splits.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import { placeLongestSide, placeStretch } from '../../core/geometry/resize.ts';
import type { Size } from '../../core/geometry/space.ts';
import { resizePixels } from '../../core/image/resample.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { labelsOfScores } from '../../core/metrics/dense-labels.ts';
import { labelSetById } from '../../core/metrics/label-sets/catalogue.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { decodePicture } from '../datasets/decode-picture.ts';
import { openSource } from '../datasets/open-source.ts';
import { LabMetrics } from './lab-metrics.ts';
import { ObjectSession } from './object-session.ts';
import { predictionScorers } from './prediction-scorers.ts';
import { samplePictures } from './sample-pictures.ts';
import { scorePredictions } from './score-predictions.ts';

export const readerTools: ReaderTools = {
  inflate: inflateUpTo,
  text: (bytes) => new TextDecoder().decode(bytes),
};

interface Current {
  readonly picture: DatasetPicture;
  readonly truth: PictureTruth;
  readonly session: ObjectSession | null;
  grid: MaskEdges | null;
}

/** What a person may be told: file and sentence. */
function badFile(error: unknown): SegError {
  if (error instanceof DatasetFileError)
    return new SegError('bad-file', `${error.file}: ${error.message}`, { cause: error });
  if (error instanceof RangeError || error instanceof TypeError)
    return new SegError('bad-file', error.message, { cause: error });
  return SegError.from(error);
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw badFile(error);
  }
}

/** Size of the picture on the encoder's canvas; padding does not change it. */
function contentOf({ rule, size }: FrameRule, picture: Size): Size {
  const box = boxOfSize(picture);
  return (rule === 'stretch' ? placeStretch(box, size) : placeLongestSide(box, size, 'square')).content;
}

export class DatasetWorker implements DatasetWorkerApi {
  #tree: FileTree | null = null;
  #dataset: Dataset | null = null;
  #metrics: LabMetrics | null = null;
  #detections: CocoResults | null = null;
  #current: Current | null = null;

  open(source: DatasetSource, expected: string | undefined, annotations?: string): Promise<DatasetSummary> {
    return guard(async () => {
      this.#tree = await openSource(source);
      const kind: DatasetKind | undefined = datasetKinds.find((k) => k === expected);
      const dataset = await openDataset(this.#tree, readerTools, kind, { annotations });
      this.#dataset = dataset;
      this.#metrics = new LabMetrics(dataset);
      const set = dataset.labelSet === null ? null : labelSetById(dataset.labelSet);
      const ready = dataset.pictures.filter((p) => p.path !== null);
      const groups = splitGroups(ready);
      return {
        kind: dataset.kind,
        title: dataset.title,
        name: this.#tree.name,
        ready: ready.map((p) => p.id),
        splits: [...groups].map(([name, list]) => ({ name, ready: list.map((p) => p.id) })),
        defaultSplit: defaultSplit(dataset.kind, [...groups.keys()]),
        annotationFiles: dataset.annotationFiles,
        facts: dataset.facts,
        problems: dataset.problems.kept.slice(0, 200).map(problemSentence),
        problemCount: dataset.problems.count,
        objectWords: dataset.objectWords,
        classes: set?.classes.length ?? 0,
        scores: predictionScorers.filter((s) => s.fits(dataset)).map(({ id, name, format }) => ({ id, name, format })),
        labelRule: set?.rule ?? null,
      };
    });
  }

  #opened(): { readonly tree: FileTree; readonly dataset: Dataset; readonly metrics: LabMetrics } {
    if (!this.#tree || !this.#dataset || !this.#metrics) throw new SegError('internal', 'no dataset is open');
    return { tree: this.#tree, dataset: this.#dataset, metrics: this.#metrics };
  }

  #looking(): Current {
    if (!this.#current) throw new SegError('internal', 'no picture is being looked at');
    return this.#current;
  }

  sample(pictures: readonly string[], side: number): Promise<readonly SamplePicture[]> {
    return guard(() => samplePictures(this.#opened().dataset, this.#opened().tree, readerTools, pictures, side));
  }

  #find(id: string): DatasetPicture & { readonly path: string } {
    const found = this.#opened().dataset.pictures.find((p) => p.id === id);
    if (!found || found.path === null) throw new SegError('bad-file', `${id}: the dataset has no such picture`);
    return { ...found, path: found.path };
  }

  file(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
    return guard(async () => {
      const { path } = this.#find(id);
      return { name: path.slice(path.lastIndexOf('/') + 1), bytes: await this.#opened().tree.read(path) };
    });
  }

  begin(state: unknown): Promise<void> {
    return guard(async () => {
      this.#current = null;
      this.#metrics = new LabMetrics(this.#opened().dataset);
      if (state !== null && state !== undefined) this.#metrics.restore(state);
    });
  }

  takeDetections(file: File): Promise<readonly string[]> {
    return guard(async () => {
      const { annotations } = this.#opened().dataset;
      if (!annotations)
        throw new DatasetFileError(file.name, 'boxes need a dataset with an annotation file (COCO or LVIS)');
      let json: unknown;
      try {
        json = parseJsonText(await file.text());
      } catch (error) {
        throw new DatasetFileError(file.name, error instanceof Error ? error.message : String(error));
      }
      const results = parseCocoResults(json, file.name, annotations, 'boxes');
      const sentences = results.problems.slice(0, 200).map(problemSentence);
      if (results.count === 0) throw new DatasetFileError(file.name, sentences[0] ?? 'holds no detection');
      this.#detections = results;
      return sentences;
    });
  }

  look(id: string, frame: FrameRule | null, ask: AskOptions | null): Promise<LookedAt> {
    return guard(async () => {
      const { dataset, tree } = this.#opened();
      this.#current = null;
      const picture = this.#find(id);
      const truth = await dataset.truth(picture);
      const decoded = await tree
        .read(picture.path)
        .then((bytes) => decodePicture(bytes, readerTools.inflate))
        .catch((error: unknown) => {
          throw new DatasetFileError(picture.path, error instanceof Error ? error.message : String(error));
        });
      const { width, height } = truth.size;
      if (decoded.width !== width || decoded.height !== height) {
        throw new DatasetFileError(
          picture.path,
          `is ${decoded.width} x ${decoded.height} pixels, its truth (${picture.truth[0]}) ${width} x ${height}`,
        );
      }
      const session = ask && new ObjectSession(id, truth, this.#official(id), ask);
      this.#current = { picture, truth, session, grid: null };
      const shown = frame ? resizePixels(decoded, boxOfSize(decoded), contentOf(frame, decoded)) : decoded;
      return {
        size: truth.size,
        pixels: shown.data,
        shown: { width: shown.width, height: shown.height },
        objects: session?.wanted.length ?? 0,
      };
    });
  }

  #official(id: string): ConstructorParameters<typeof ObjectSession>[2] {
    const { annotations } = this.#opened().dataset;
    const image = annotations?.imageById.get(annotations.imageIds.numberOf(id) ?? -1);
    if (!annotations || !image) return null;
    return {
      image,
      truths: annotations.truths.get(image.id) ?? [],
      detections: this.#detections?.detections.get(image.id) ?? [],
    };
  }

  #session(): ObjectSession {
    const { session } = this.#looking();
    if (!session) throw new SegError('internal', 'the protocol asks for no objects');
    return session;
  }

  async ask(object: number): Promise<readonly Prompt[]> {
    return this.#session().ask(object);
  }

  async answer(logits: LogitsPlane, score: number | null): Promise<NextStep> {
    return this.#session().answer(logits, score);
  }

  async done(): Promise<RunObject> {
    return this.#session().done();
  }

  async finish(): Promise<void> {
    const { dataset, metrics } = this.#opened();
    const { picture } = this.#looking();
    const number = dataset.pictures.findIndex((p) => p.id === picture.id) + 1;
    metrics.addDetections(this.#session().sample(number));
    this.#current = null;
  }

  edges(view: TensorView): Promise<number> {
    return guard(async () => {
      const { picture, truth } = this.#looking();
      return this.#opened().metrics.addBoundary(picture.id, edgeStrength(view, truth.size), truth.boundaries);
    });
  }

  async gridMask(logits: LogitsPlane, score: number): Promise<void> {
    const current = this.#looking();
    current.grid ??= new MaskEdges(current.truth.size);
    current.grid.add(logits, score);
  }

  gridEdges(): Promise<number> {
    return guard(async () => {
      const { picture, truth, grid } = this.#looking();
      const strength = (grid ?? new MaskEdges(truth.size)).result();
      return this.#opened().metrics.addBoundary(picture.id, strength, truth.boundaries);
    });
  }

  labels(view: TensorView): Promise<number> {
    return guard(async () => {
      const { dataset, metrics } = this.#opened();
      const { picture, truth } = this.#looking();
      const set = dataset.labelSet === null ? null : labelSetById(dataset.labelSet);
      if (!set || !truth.labels) throw new DatasetFileError(picture.id, 'has no label map to compare with');
      const prediction = labelsOfScores(view, truth.size, set);
      return metrics.addLabels({ name: picture.id, truth: truth.labels, prediction }, set);
    });
  }

  async figures(seed: number): Promise<LabFigures> {
    return this.#opened().metrics.figures(seed);
  }

  async state(): Promise<unknown> {
    return this.#opened().metrics.state();
  }

  score(
    source: DatasetSource,
    choice: ScoreChoice,
    report: (done: number, total: number) => void,
  ): Promise<ScoredPredictions> {
    return guard(async () => {
      const { dataset, tree } = this.#opened();
      const predictions = await openSource(source);
      return streamed(report, (send) => scorePredictions(dataset, tree, predictions, readerTools, choice, send));
    });
  }
}
