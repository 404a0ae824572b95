/** What the benchmark lab needs from the browser: the bundled pictures with truth, a scoring worker, saving. */
import * as v from 'valibot';
import type { Lab, LabPicture, ScoredFile, ScoreProgress } from '../../contract/benchmark.ts';
import { SegError } from '../../contract/errors.ts';
import { SampleIndex, SampleTruth } from '../../contract/samples.ts';
import { sourceOfDrop, sourceOfFiles } from '../datasets/dropped.ts';
import { saveBlob } from '../export/save.ts';
import { openLabDataset } from './dataset-lab.ts';
import { keptRun } from './kept-run.ts';
import type { ScoreRequest } from './score-file.ts';
import type { ScoreMessage } from './score-worker.ts';

async function fetchJson(url: URL): Promise<unknown> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new SegError('download', 'the bundled pictures cannot be fetched', { cause });
  });
  if (!response.ok) throw new SegError('download', `the bundled pictures answered ${response.status}`);
  return response.json();
}

async function readPictures(index: URL): Promise<readonly LabPicture[]> {
  const { samples } = v.parse(SampleIndex, await fetchJson(index));
  return Promise.all(
    samples.map(async (sample) => {
      const truth = v.parse(SampleTruth, await fetchJson(new URL(sample.truth, index)));
      return {
        id: sample.id,
        name: sample.title,
        url: new URL(sample.file, index).href,
        width: truth.width,
        height: truth.height,
        masks: truth.masks.map(({ name, rle }) => ({ name, rle })),
      };
    }),
  );
}

function scoreInWorker(
  request: ScoreRequest,
  signal: AbortSignal,
  report: (progress: ScoreProgress) => void,
): Promise<ScoredFile> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./score-worker.ts', import.meta.url), { type: 'module' });
    const end = (): void => {
      worker.terminate();
      signal.removeEventListener('abort', stop);
    };
    const fail = (error: SegError): void => {
      end();
      reject(error);
    };
    const stop = (): void => fail(new SegError('aborted', 'given up by the caller'));
    signal.addEventListener('abort', stop);
    worker.addEventListener('error', (event) =>
      fail(new SegError('worker-lost', event.message || 'the scoring worker ended')),
    );
    worker.addEventListener('message', (event: MessageEvent<ScoreMessage>) => {
      const message = event.data;
      if (message.kind === 'progress') report(message.progress);
      else if (message.kind === 'failed') fail(new SegError(message.code, message.detail));
      else {
        end();
        resolve(message.scored);
      }
    });
    worker.postMessage(request);
  });
}

/** Browser and processor count in words; nothing that tells a person apart. */
function deviceWords(): string {
  const browser = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(navigator.userAgent);
  const name = browser?.[1] === 'Version' ? 'Safari' : browser?.[1] === 'Edg' ? 'Edge' : (browser?.[1] ?? 'browser');
  return `${name} ${browser?.[2] ?? ''}, ${navigator.hardwareConcurrency} processor threads`;
}

/** @param base address of the folder that holds `samples/` */
export function createLab(base: string): Lab {
  let pictures: Promise<readonly LabPicture[]> | undefined;
  return {
    pictures() {
      pictures ??= readPictures(new URL('samples/index.json', base)).catch((thrown: unknown) => {
        pictures = undefined;
        throw SegError.from(thrown);
      });
      return pictures;
    },
    async bitmap(picture, signal) {
      const response = await fetch(picture.url, { signal });
      if (!response.ok) throw new SegError('download', `${picture.name} answered ${response.status}`);
      return createImageBitmap(await response.blob());
    },
    score: scoreInWorker,
    open: openLabDataset,
    kept: keptRun,
    dropped: async (data) => (data instanceof DataTransfer ? sourceOfDrop(data) : null),
    toBitmap: ({ pixels, shown }) =>
      createImageBitmap(new ImageData(pixels, shown.width, shown.height), {
        premultiplyAlpha: 'none',
        colorSpaceConversion: 'none',
      }),
    chosen: sourceOfFiles,
    device: deviceWords,
    save: saveBlob,
  };
}
