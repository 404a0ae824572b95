/** Find similar: from examples to every region that looks alike, whether boundaries or the decoder outline it. */
import type { Candidate, SimilarObject, SimilarOptions } from '../contract/segmenter.ts';
import { regionCells, regionTree } from '../core/edges/region-tree.ts';
import type { ImageBox } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import { type Look, Looks, unlikeness } from '../core/likeness/look.ts';
import { type Region, regionIou, regionOf, sharedPart } from '../core/likeness/region.ts';
import { squaredDistance } from '../core/mask/distance.ts';
import { stabilityScore } from '../core/mask/logits.ts';
import type { PackedMask } from '../core/mask/packed.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { StoredEmbedding } from './embeddings.ts';
import { openHalfSizeEmbedding } from './half-size-embedding.ts';
import type { Checkpoint } from './jobs.ts';
import {
  boxOfCells,
  cellsOfMask,
  cellsOfPlane,
  planeOfCells,
  pointOfCell,
  readSimilarityGrid,
} from './similarity-grid.ts';

/** A found thing may be this many times larger or smaller than the nearest example. */
const AREA_RATIO = 8;
/** Regions of fewer cells say nothing. */
const LEAST_CELLS = 6;
/** Boundaries weaker than this enclose nothing; a region's own must be this much stronger than those inside it. */
const LEAST_CONTOUR = 0.1;
const LEAST_STEP = 0.02;
/** Points decoded at most, half size where the model allows. */
const MOST_POINTS = 192;
const BATCH = 32;
/** Things that share more of the smaller one than this are one thing. */
const SHARED = 0.35;
/** How much a strong outline and a clear one count against a difference in looks of 1. */
const CONTOUR_WEIGHT = 0.5;
const CLEAR_WEIGHT = 0.2;
/** Similarities between these are checked with the decoder: a thing that its box brings forth with less than `TRUSTED` (IoU times predicted IoU) loses. */
const SURE = 0.6;
const HOPELESS = 0.2;
const TRUSTED = 0.6;
const DOUBT_WEIGHT = 0.4;
/** The decoder's outline replaces a region's when they agree this much. */
const AGREES = 0.7;

interface Proposal {
  readonly region: Region;
  /** 0..1: how far the region stands out. */
  readonly clear: number;
}

interface Ranked extends Proposal {
  readonly similarity: number;
}

/**
 * Proposals are the regions of the boundary hierarchy and the decoder's masks at their centres; each is compared with the
 * nearest example. The examples themselves are not among the results.
 * @returns best first, without two that cover one another; `similarity` 0 is that of any region of the picture
 * @throws SegError `aborted`, `internal` when the model keeps no feature map
 */
export async function findSimilar(
  model: FamilyModel,
  stored: StoredEmbedding,
  options: SimilarOptions,
  checkpoint: Checkpoint,
): Promise<readonly SimilarObject[]> {
  const { source } = stored.encoded.placement;
  const grid = await readSimilarityGrid(stored);
  const regionsOf = (masks: readonly PackedMask[]): readonly Region[] =>
    masks.map((mask) => regionOf(cellsOfMask(mask, source, grid), grid)).filter((region) => region !== null);
  const include = regionsOf(options.include);
  const exclude = regionsOf(options.exclude);
  if (include.length === 0) return [];
  await checkpoint();
  const fits = ({ area }: Region): boolean =>
    area >= LEAST_CELLS && include.some((e) => area < e.area * AREA_RATIO && e.area < area * AREA_RATIO);
  const tree = regionTree(grid.strength, grid);
  const enclosed: Proposal[] = [];
  for (const [id, node] of tree.nodes.entries()) {
    if (node.outside < LEAST_CONTOUR || node.outside - node.inside < LEAST_STEP) continue;
    if (!include.some((e) => node.area < e.area * AREA_RATIO && e.area < node.area * AREA_RATIO)) continue;
    const region = regionOf(regionCells(tree, id), grid);
    if (region && fits(region)) enclosed.push({ region, clear: 1 - node.inside / node.outside });
  }
  await checkpoint();
  const decoded = await decodedAt(model, stored, centres(enclosed, grid), grid, checkpoint);
  const proposals = [...enclosed, ...decoded.filter(({ region }) => fits(region))].filter(
    ({ region }) => ![...include, ...exclude].some((e) => sharedPart(e, region) > SHARED),
  );
  const alike = apart(ranked(proposals, include, exclude, new Looks(grid)))
    .filter((p) => p.similarity >= options.minSimilarity)
    .slice(0, options.maxObjects);
  const found = (await confirmed(model, stored, alike, grid, checkpoint))
    .filter((p) => p.similarity >= options.minSimilarity)
    .toSorted((a, b) => b.similarity - a.similarity);
  return outlined(model, stored, found, grid, checkpoint);
}

/**
 * The decoder's say on what is neither clearly alike nor clearly not: a thing is what its own box brings forth.
 * Shadows and pieces of the background look like an example by chance; inside their box the decoder sees something else, or nothing.
 */
async function confirmed(
  model: FamilyModel,
  stored: StoredEmbedding,
  found: readonly Ranked[],
  grid: Size,
  checkpoint: Checkpoint,
): Promise<readonly Ranked[]> {
  const { encoded } = stored;
  const out: Ranked[] = [];
  for (const one of found) {
    if (one.similarity > SURE || one.similarity < HOPELESS) {
      out.push(one);
      continue;
    }
    await checkpoint();
    const { candidates, best } = await model.decode(encoded, [
      { kind: 'box', box: boxOfCells(one.region, grid, encoded.placement.source) },
    ]);
    const answer = candidates[best];
    const other = answer ? regionOf(cellsOfPlane(answer.logits, grid), grid) : null;
    const trust = answer && other ? regionIou(one.region, other) * answer.score : 0;
    out.push({ ...one, similarity: Math.max(0, one.similarity - DOUBT_WEIGHT * Math.max(0, TRUSTED - trust)) });
  }
  return out;
}

/** The deepest cell of every region, clearest region first, no two side by side. */
function centres(proposals: readonly Proposal[], grid: Size): readonly number[] {
  const taken = new Set<number>();
  const out: number[] = [];
  for (const { region } of proposals.toSorted((a, b) => b.clear - a.clear)) {
    const at = deepest(region, grid);
    if (taken.has(at)) continue;
    out.push(at);
    for (const d of [0, -1, 1, -grid.width, grid.width]) taken.add(at + d);
    if (out.length >= MOST_POINTS) break;
  }
  return out;
}

function deepest({ cells, x0, y0, x1, y1 }: Region, { width }: Size): number {
  const size = { width: x1 - x0, height: y1 - y0 };
  const data = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const from = (y0 + y) * width + x0;
    data.set(cells.subarray(from, from + size.width), y * size.width);
  }
  const depth = squaredDistance({ ...size, data });
  let best = 0;
  for (let i = 1; i < depth.length; i++) if ((depth[i] ?? 0) > (depth[best] ?? 0)) best = i;
  return (y0 + Math.floor(best / size.width)) * width + x0 + (best % size.width);
}

/** What the decoder says at some cells, every candidate; at half size where the model allows. */
async function decodedAt(
  model: FamilyModel,
  stored: StoredEmbedding,
  cells: readonly number[],
  grid: Size,
  checkpoint: Checkpoint,
): Promise<readonly Proposal[]> {
  const { source } = stored.encoded.placement;
  const points = cells.map((i) => pointOfCell(i, grid, source));
  const halfSize = await openHalfSizeEmbedding(model, stored);
  const out: Proposal[] = [];
  try {
    for (let at = 0; at < points.length; at += BATCH) {
      await checkpoint();
      const batch = points.slice(at, at + BATCH);
      const answers = halfSize ? await halfSize.decode(batch) : await model.decodeBatch(stored.encoded, batch);
      for (const { logits, stability } of answers.flatMap((answer) => answer.candidates)) {
        const region = regionOf(cellsOfPlane(logits, grid), grid);
        if (region) out.push({ region, clear: stability });
      }
    }
  } finally {
    halfSize?.close();
  }
  return out;
}

/** With similarity 1 for what could not be more alike or clearer and 0 for any region; what is nearer to an exclude example is left out. */
function ranked(
  proposals: readonly Proposal[],
  include: readonly Region[],
  exclude: readonly Region[],
  looks: Looks,
): readonly Ranked[] {
  const all: readonly Look[] = proposals.map(({ region }) => looks.of(region));
  const wanted = unlikeness(
    include.map((e) => looks.of(e)),
    all,
  );
  const unwanted = wanted.to(exclude.map((e) => looks.of(e)));
  const bonus = CONTOUR_WEIGHT + CLEAR_WEIGHT;
  return proposals.flatMap((proposal, i) => {
    const unlike = wanted.toExamples[i] ?? Number.POSITIVE_INFINITY;
    if (unwanted.some((u) => (u[i] ?? Number.POSITIVE_INFINITY) < unlike)) return [];
    const merit = CONTOUR_WEIGHT * looks.contour(proposal.region) + CLEAR_WEIGHT * proposal.clear;
    const similarity = Math.min(1, Math.max(0, 1 - (unlike - merit + bonus) / (1 + bonus)));
    return [{ ...proposal, similarity }];
  });
}

/** Of things that cover one another the most alike. */
function apart(all: readonly Ranked[]): readonly Ranked[] {
  const kept: Ranked[] = [];
  for (const one of all.toSorted((a, b) => b.similarity - a.similarity)) {
    if (kept.every((k) => sharedPart(k.region, one.region) <= SHARED)) kept.push(one);
  }
  return kept;
}

/** The found regions with the decoder's finer outline where it means the same thing. */
async function outlined(
  model: FamilyModel,
  stored: StoredEmbedding,
  found: readonly Ranked[],
  grid: Size,
  checkpoint: Checkpoint,
): Promise<readonly SimilarObject[]> {
  const { encoded } = stored;
  const { source } = encoded.placement;
  const out: SimilarObject[] = [];
  for (let at = 0; at < found.length; at += BATCH / 2) {
    await checkpoint();
    const batch = found.slice(at, at + BATCH / 2);
    const points = batch.map(({ region }) => pointOfCell(deepest(region, grid), grid, source));
    const answers = await model.decodeBatch(encoded, points);
    for (const [i, { region, similarity }] of batch.entries()) {
      out.push({ candidate: finest(answers[i]?.candidates ?? [], region, grid, encoded.placement.source), similarity });
    }
  }
  return out;
}

function finest(candidates: readonly Candidate[], region: Region, grid: Size, source: ImageBox): Candidate {
  let best: Candidate | undefined;
  let most = AGREES;
  for (const candidate of candidates) {
    const other = regionOf(cellsOfPlane(candidate.logits, grid), grid);
    const iou = other ? regionIou(region, other) : 0;
    if (iou >= most) {
      most = iou;
      best = candidate;
    }
  }
  if (best) return best;
  const logits = planeOfCells(region.cells, grid, source);
  return { logits, score: Number.NaN, stability: stabilityScore(logits) };
}
