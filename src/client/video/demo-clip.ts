/** The bundled film. */
import * as v from 'valibot';
import { SegError } from '../../contract/errors.ts';
import { type Clip, ClipIndex, ClipTruth } from '../../contract/video.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import { rleFromString } from '../../core/coco/rle-string.ts';
import { emptyMask } from '../../core/mask/mask.ts';
import { type ClipFacts, clipOfBitmaps, evenTimes } from './clip-of.ts';

async function fetched(url: URL, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    throw signal.aborted ? SegError.from(cause) : new SegError('download', 'the film cannot be fetched', { cause });
  });
  if (!response.ok) throw new SegError('download', `the film answered ${response.status}`);
  return response;
}

/**
 * @param base address of the folder that holds `clips/`
 * @throws SegError `download`, `aborted`
 */
export async function demoClip(base: string, signal: AbortSignal): Promise<Clip> {
  const index = new URL('clips/index.json', base);
  const [entry] = v.parse(ClipIndex, await (await fetched(index, signal)).json()).clips;
  if (!entry) throw new SegError('download', 'there is no film');
  const truth = v.parse(ClipTruth, await (await fetched(new URL(entry.truth, index), signal)).json());
  const size = { width: entry.width, height: entry.height };
  const frames = await Promise.all(
    entry.frames.map(async (path) => createImageBitmap(await (await fetched(new URL(path, index), signal)).blob())),
  );
  const facts: ClipFacts = {
    name: entry.title,
    source: { kind: 'demo' },
    alt: entry.alt,
    size,
    times: evenTimes(frames.length, entry.framesPerSecond),
    framesPerSecond: entry.framesPerSecond,
    truths: truth.things.map(({ name, rles }) => ({
      name,
      masks: rles.map((rle) => (rle === null ? emptyMask(size) : decodeRle(rleFromString(rle, size)))),
    })),
  };
  return clipOfBitmaps(facts, frames);
}
