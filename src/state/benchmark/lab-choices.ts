/** What can be run on a dataset with a model, and what a saved state must fit. */
import type { ProtocolId } from '../../contract/benchmark.ts';
import type { DatasetSummary } from '../../contract/dataset-lab.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { RunState } from '../../contract/run-state.ts';
import { ALL_SPLITS } from '../../core/datasets/splits.ts';
import { drawPictures, readyOf } from './dataset-run.ts';

/** Protocols that fit dataset and model, the dataset's own first. */
export function protocolsFor(
  summary: Pick<DatasetSummary, 'kind' | 'classes'>,
  manifest: Pick<ModelManifest, 'family' | 'prompts'>,
): readonly ProtocolId[] {
  const found: ProtocolId[] = [];
  if (manifest.family === 'semantic') return summary.classes > 0 ? ['labels'] : [];
  const clicks = manifest.prompts.includes('point');
  const boxes = manifest.prompts.includes('box');
  if (summary.kind === 'bsds500') {
    if (manifest.family === 'playground') found.push('edges');
    if (clicks) found.push('grid-edges');
  }
  if ((summary.kind === 'coco' || summary.kind === 'lvis') && boxes) found.push('boxes', 'detections');
  if (clicks) found.push('clicks');
  if (boxes && !found.includes('boxes')) found.push('boxes');
  return found;
}

/** Why a saved state cannot be gone on with, in a sentence; null when it can. */
export function misfit(state: RunState, summary: DatasetSummary, manifest: ModelManifest): string | null {
  const { record, options, done } = state;
  if (record.dataset.name !== `${summary.title} (${summary.name})`)
    return `That state belongs to the dataset ${record.dataset.name}. Open that one first.`;
  if (options.split !== '' && options.split !== ALL_SPLITS && !summary.splits.some((s) => s.name === options.split))
    return `That state is about the split ${options.split}, which this folder does not have.`;
  const drawn = new Set(drawPictures(readyOf(summary, options.split), options.pictures, options.seed));
  if (!done.every((id) => drawn.has(id)))
    return 'That state is about other pictures than this folder holds; the folder has changed since.';
  const weights = Object.values(record.model.weights);
  const same = Object.values(manifest.files).every((file) => weights.includes(file.sha256 ?? 'not recorded'));
  if (record.model.id !== manifest.id || !same)
    return `That state was made with ${record.model.name} and other weights than the loaded model’s. Load that model first.`;
  return null;
}

/** Seconds left, from the pictures of this sitting; null before the second one. */
export function secondsLeft(workedMs: number, doneNow: number, left: number): number | null {
  return doneNow < 2 ? null : ((workedMs / doneNow) * left) / 1000;
}

/** Short names for buttons and rows. */
export const PROTOCOL_NAMES: Readonly<Record<ProtocolId, string>> = {
  clicks: 'Robot user',
  boxes: 'True boxes',
  detections: 'Detector’s boxes',
  edges: 'Own edges',
  'grid-edges': 'Grid of masks',
  labels: 'Class map',
};
