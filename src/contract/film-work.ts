/**
 * The work on a video as one file: which video it was, the objects, and every mask as run lengths. The video itself is not in it.
 * The valibot schema is the truth.
 */
import * as v from 'valibot';
import { SegError } from './errors.ts';
import { StoredPrompt } from './project.ts';

const Frame = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000));
const Side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536));
const Text = v.pipe(v.string(), v.maxLength(10_000));
const Share = v.nullable(v.pipe(v.number(), v.minValue(-1), v.maxValue(1)));
/** COCO's run-length string at the video's size; null where there is no mask. */
const Runs = v.nullable(v.string());

const FilmWork = v.object({
  format: v.literal('segment-playground-film'),
  version: v.literal(1),
  video: v.object({ name: Text, width: Side, height: Side, frames: Frame }),
  objects: v.pipe(
    v.array(
      v.object({
        name: Text,
        color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
        masks: v.array(
          v.object({
            frame: Frame,
            mask: Runs,
            prompts: v.array(StoredPrompt),
            /** What the prompts correct. */
            under: Runs,
            likeness: Share,
            doubt: Share,
            /** Marked frames that it was propagated from. */
            from: v.array(Frame),
          }),
        ),
      }),
    ),
    v.minLength(1),
    v.maxLength(10_000),
  ),
});

export type FilmWork = v.InferOutput<typeof FilmWork>;

/** @throws SegError `bad-file` for a file of another kind or a damaged one */
export function parseFilmWork(text: string): FilmWork {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SegError('bad-file', 'this is no file of work on a video: it is not JSON', { cause });
  }
  const parsed = v.safeParse(FilmWork, json);
  if (parsed.success) return parsed.output;
  const at = v.getDotPath(parsed.issues[0]);
  throw new SegError('bad-file', `this is no file of work on a video, or it is damaged${at ? ` at ${at}` : ''}`);
}
