/**
 * How much a project file may hold. Files come from anywhere: what would stop the page for long or fill its memory is refused
 * with a sentence before it is read. Far above what the app writes.
 */
import type * as v from 'valibot';
import { SegError } from './errors.ts';
import type { DocGraph, StoredFilm, StoredProject, StoredPrompt } from './project.ts';

/** Bytes of the description (`project.json`). */
export const MAX_PROJECT_JSON: number = 64 << 20;
const MAX_PICTURES = 5000;
/** Cells, stars and leaves come by the thousand. */
const MAX_OBJECTS = 20_000;
const MAX_PROMPTS = 5000;
const MAX_STROKE_POINTS = 20_000;
/** Bytes of logits and soft edges of all pictures once they are read. */
const MAX_PLANE_BYTES: number = 768 << 20;
/** Levels of brackets; the format needs eleven, and fields of imported files come with it. */
const MAX_DEPTH = 256;
/** Coordinates may lie outside of the picture by as much as the largest picture is wide. */
const FAR = 65_536;

function refuse(name: string, why: string): SegError {
  return new SegError('bad-file', `“${name}” was not opened: ${why}`);
}

const count = (n: number): string => n.toLocaleString('en');

/**
 * Judges the parsed JSON before its schema does, which takes seconds for millions of numbers.
 * @throws SegError `bad-file` with a sentence
 */
export function checkRawProject(json: unknown, name: string): void {
  const open: { readonly value: unknown; readonly depth: number; readonly key: string }[] = [
    { value: json, depth: 0, key: '' },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth, key } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) throw refuse(name, 'its description is nested too deeply to be a project');
    if (key === 'path' && Array.isArray(value)) {
      if (value.length > MAX_STROKE_POINTS) {
        const [has, most] = [count(value.length), count(MAX_STROKE_POINTS)];
        throw refuse(name, `a brush stroke has ${has} points; at most ${most} are read`);
      }
      continue; // the schema reads the points
    }
    for (const [inner, part] of Object.entries(value)) {
      if (typeof part === 'object') open.push({ value: part, depth: depth + 1, key: inner });
    }
  }
}

function unique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

/** Of a video's masks: all objects on all frames. */
const MAX_FILM_MASKS = 200_000;

/** @param before bytes of logits and soft edges of the pictures */
function checkFilm(film: StoredFilm, before: number, name: string): void {
  const masks = film.objects.reduce((sum, o) => sum + o.masks.length, 0);
  if (masks > MAX_FILM_MASKS || film.masks.length > 2 * MAX_FILM_MASKS)
    throw refuse(name, `its video has ${count(masks)} masks; at most ${count(MAX_FILM_MASKS)} are read`);
  const bytes = film.planes.reduce((sum, plane) => sum + 4 * plane.width * plane.height, before);
  if (bytes > MAX_PLANE_BYTES)
    throw refuse(name, `its masks would take more than ${count(MAX_PLANE_BYTES >> 20)} MB of memory`);
  for (const { masks: list } of film.objects) {
    for (const { prompts } of list) {
      if (prompts.length > MAX_PROMPTS)
        throw refuse(name, `an object has ${count(prompts.length)} prompts; at most ${count(MAX_PROMPTS)} are read`);
      checkPrompts(prompts, name);
    }
  }
  checkPlanes(film.planes, film.size, name);
}

function checkGraph(graph: DocGraph, size: Sized, name: string): void {
  const most = Math.max(0, ...graph.docs.map((doc) => doc.objects.length));
  if (most > MAX_OBJECTS) {
    throw refuse(name, `a picture has ${count(most)} objects; at most ${count(MAX_OBJECTS)} are read`);
  }
  for (const list of graph.prompts) {
    if (list.length > MAX_PROMPTS) {
      throw refuse(name, `an object has ${count(list.length)} prompts; at most ${count(MAX_PROMPTS)} are read`);
    }
    if (!unique(list.map((p) => p.id))) throw refuse(name, 'it is damaged: two prompts have one name');
    checkPrompts(
      list.map(({ prompt }) => prompt),
      name,
    );
  }
  for (const doc of graph.docs) {
    if (!unique(doc.objects.map((i) => graph.objects[i]?.id ?? `${i}`))) {
      throw refuse(name, 'it is damaged: two objects have one name');
    }
  }
  checkPlanes(graph.planes, size, name);
}

function checkPrompts(prompts: readonly v.InferOutput<typeof StoredPrompt>[], name: string): void {
  for (const prompt of prompts) {
    const points =
      prompt.kind === 'point'
        ? [prompt.at]
        : prompt.kind === 'brush'
          ? prompt.path
          : [
              { x: prompt.box.x0, y: prompt.box.y0 },
              { x: prompt.box.x1, y: prompt.box.y1 },
            ];
    const near = points.every(({ x, y }) => Math.abs(x) <= 2 * FAR && Math.abs(y) <= 2 * FAR);
    const radius = prompt.kind === 'brush' ? prompt.radius : 1;
    if (!near || !(radius >= 0 && radius <= FAR)) {
      throw refuse(name, 'it is damaged: a prompt lies far outside of its picture');
    }
  }
}

function checkPlanes(planes: DocGraph['planes'], size: Sized, name: string): void {
  for (const { box, content, width, height } of planes) {
    const fits = box.x0 < box.x1 && box.y0 < box.y1 && content.width > 0 && content.height > 0;
    const inside = box.x0 >= -1 && box.y0 >= -1 && box.x1 <= size.width + 1 && box.y1 <= size.height + 1;
    if (!(fits && inside) || content.width > width || content.height > height) {
      throw refuse(name, 'it is damaged: a mask of the model lies outside of its picture');
    }
  }
}

/**
 * Judges what the schema has let through.
 * @throws SegError `bad-file` with a sentence that names the limit
 */
export function checkProjectLimits({ pictures, film }: StoredProject, name: string): void {
  if (pictures.length > MAX_PICTURES) {
    throw refuse(name, `it has ${count(pictures.length)} pictures; at most ${count(MAX_PICTURES)} are read`);
  }
  if (!unique(pictures.map((p) => p.id))) throw refuse(name, 'it is damaged: two pictures have one name');
  let bytes = 0;
  for (const { work, size } of pictures) {
    if (!work || !size) continue;
    for (const plane of work.planes) bytes += 4 * plane.width * plane.height;
    for (const { box } of work.edges) bytes += Math.max(0, box.x1 - box.x0) * Math.max(0, box.y1 - box.y0);
    if (bytes > MAX_PLANE_BYTES) {
      throw refuse(name, `its masks would take more than ${count(MAX_PLANE_BYTES >> 20)} MB of memory`);
    }
    checkGraph(work, size, name);
  }
  if (film) checkFilm(film, bytes, name);
}
