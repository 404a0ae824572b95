/** Masks of objects over the frames of a video, in the formats of video benchmarks and tools. */
import { encodeRle } from '../coco/rle.ts';
import { rleToString } from '../coco/rle-string.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packedArea, unpackMask, unpackRegion } from '../mask/packed.ts';
import { cvatRuns } from './cvat.ts';
import type { WrittenFile } from './format.ts';
import { FormatError } from './notice.ts';
import { csvText, xmlText } from './text.ts';
import { vocPalette } from './voc-palette.ts';

/** One object on one frame. */
export interface TrackedMask {
  /** At the video's size; null where the object was looked for and not found. */
  readonly mask: PackedMask | null;
  /** True where a person marked it. */
  readonly isMarked: boolean;
  /** 0..1; null where nobody measured it. */
  readonly confidence: number | null;
}

export interface TrackedObject {
  readonly name: string;
  /** By frame number, from 0. */
  readonly masks: ReadonlyMap<number, TrackedMask>;
}

/** The part of a video that is written. Objects from the bottom of the stack to the top. */
export interface VideoTracks {
  readonly name: string;
  readonly size: Size;
  /** Frame numbers in order. */
  readonly frames: readonly number[];
  /** Seconds at which each frame of the video is shown, by frame number. */
  readonly times: readonly number[];
  readonly objects: readonly TrackedObject[];
}

const numbered = (frame: number): string => String(frame).padStart(5, '0');

/**
 * Indexed PNGs as DAVIS 2017 and YouTube-VOS have them: 0 is background, n the n-th object, VOC's colours; where objects overlap the
 * upper one counts.
 * @throws FormatError `too-many` above 255 objects
 */
export function* davisMasks({ size, frames, objects }: VideoTracks): Generator<WrittenFile> {
  if (objects.length > 255)
    throw new FormatError('too-many', 'objects', 'An indexed PNG numbers at most 255 objects; take some away.');
  const palette = vocPalette();
  for (const frame of frames) {
    const data = new Uint8Array(size.width * size.height);
    for (const [i, { masks }] of objects.entries()) {
      const mask = masks.get(frame)?.mask;
      if (!mask) continue;
      const local = unpackRegion(mask, mask.box);
      for (let at = local.data.indexOf(1); at >= 0; at = local.data.indexOf(1, at + 1)) {
        const x = at % local.width;
        data[(mask.box.y0 + (at - x) / local.width) * size.width + mask.box.x0 + x] = i + 1;
      }
    }
    yield { path: `${numbered(frame)}.png`, image: { form: 'palette', data, palette }, ...size };
  }
}

const rleString = (mask: PackedMask): string => rleToString(encodeRle(unpackMask(mask)));

/**
 * A line an object and frame: `frame id class height width rle`, id = 1000 * class + number. MOTS knows the classes car (1) and
 * pedestrian (2) only; every object is written as class 2. Overlaps are not allowed there: the upper object keeps the pixels.
 * Source: Voigtlaender et al., MOTS (CVPR 2019), mots_tools.
 */
export function motsText({ size, frames, objects }: VideoTracks): string {
  const lines: string[] = [];
  for (const frame of frames) {
    const taken = new Uint8Array(size.width * size.height);
    const written: string[] = [];
    for (const [i, { masks }] of [...objects.entries()].toReversed()) {
      const mask = masks.get(frame)?.mask;
      if (!mask) continue;
      const plane = unpackMask(mask);
      let any = false;
      for (let at = plane.data.indexOf(1); at >= 0; at = plane.data.indexOf(1, at + 1)) {
        if (taken[at] === 1) plane.data[at] = 0;
        else {
          taken[at] = 1;
          any = true;
        }
      }
      if (any) written.unshift(`${frame} ${2001 + i} 2 ${size.height} ${size.width} ${rleToString(encodeRle(plane))}`);
    }
    lines.push(...written);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * COCO's form for videos, as YouTube-VIS writes it: a video with its frames, an annotation an object with a run-length mask, box and
 * area a frame, null where it does not show.
 */
export function youtubeVisJson({ name, size, frames, objects }: VideoTracks): unknown {
  const names = [...new Set(objects.map((o) => o.name))];
  const perFrame = <T>(object: TrackedObject, of: (mask: PackedMask) => T): readonly (T | null)[] =>
    frames.map((frame) => {
      const mask = object.masks.get(frame)?.mask;
      return mask && mask.box.x1 > mask.box.x0 ? of(mask) : null;
    });
  return {
    videos: [{ id: 1, ...size, length: frames.length, file_names: frames.map((f) => `${name}/${numbered(f)}.jpg`) }],
    categories: names.map((category, i) => ({ id: i + 1, name: category, supercategory: '' })),
    annotations: objects.map((object, i) => ({
      id: i + 1,
      video_id: 1,
      category_id: names.indexOf(object.name) + 1,
      iscrowd: 0,
      ...size,
      length: 1,
      segmentations: perFrame(object, (mask) => ({ size: [size.height, size.width], counts: rleString(mask) })),
      bboxes: perFrame(object, ({ box }) => [box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0]),
      areas: perFrame(object, packedArea),
    })),
  };
}

/** CVAT for video 1.1: a track an object, a mask a frame, `outside` where it does not show, `keyframe` where a person marked it. */
export function cvatVideoXml({ name, size, frames, objects }: VideoTracks): string {
  const tracks = objects.map(({ name: label, masks }, id) => {
    const shapes = frames.flatMap((frame) => {
      const found = masks.get(frame);
      if (!found) return [];
      const { mask, isMarked } = found;
      const state = `frame="${frame}" keyframe="${isMarked ? 1 : 0}" occluded="0"`;
      if (!mask || mask.box.x1 === mask.box.x0)
        return [
          `    <mask ${state} outside="1" rle="1" left="0" top="0" width="1" height="1" z_order="${id}"></mask>\n`,
        ];
      const { x0, y0, x1, y1 } = mask.box;
      const place = `left="${x0}" top="${y0}" width="${x1 - x0}" height="${y1 - y0}"`;
      return [`    <mask ${state} outside="0" rle="${cvatRuns(mask).join(', ')}" ${place} z_order="${id}"></mask>\n`];
    });
    return `  <track id="${id}" label="${xmlText(label)}" source="semi-auto">\n${shapes.join('')}  </track>\n`;
  });
  const labels = [...new Set(objects.map((o) => o.name))].map(
    (label) => `<label><name>${xmlText(label)}</name><attributes></attributes></label>`,
  );
  const first = frames[0] ?? 0;
  const last = frames.at(-1) ?? 0;
  const task = `<task><name>${xmlText(name)}</name><size>${frames.length}</size><mode>interpolation</mode><start_frame>${first}</start_frame><stop_frame>${last}</stop_frame><labels>${labels.join('')}</labels><original_size><width>${size.width}</width><height>${size.height}</height></original_size></task>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>${task}</meta>\n${tracks.join('')}</annotations>\n`;
}

/** A line an object and frame: time, area, box, confidence (1 - doubt), and how it came about. */
export function tracksCsv({ frames, times, objects }: VideoTracks): string {
  const lines = ['frame,seconds,object,state,area_px,x,y,width,height,confidence'];
  for (const frame of frames) {
    for (const { name, masks } of objects) {
      const found = masks.get(frame);
      if (!found) continue;
      const { mask, isMarked, confidence } = found;
      const state = isMarked ? 'marked' : mask ? 'propagated' : 'not found';
      const box = mask
        ? [mask.box.x0, mask.box.y0, mask.box.x1 - mask.box.x0, mask.box.y1 - mask.box.y0]
        : ['', '', '', ''];
      const sure = confidence === null ? '' : confidence.toFixed(4);
      lines.push(
        [frame, (times[frame] ?? 0).toFixed(4), csvText(name), state, mask ? packedArea(mask) : 0, ...box, sure].join(
          ',',
        ),
      );
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
