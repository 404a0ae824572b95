/** Which of a decoder's masks to offer, in which order, and which to show first. */
import type { Candidate } from '../../contract/segmenter.ts';
import type { Decoded } from './family.ts';
import { planeArea } from './planes.ts';

/**
 * `single-then-three`: four masks, 0 for several prompts, 1..3 the candidates of one ambiguous click
 * (segment-anything `mask_decoder.py`: the first token is the single-mask output).
 * `best-score`: all masks are candidates, the best predicted score is shown first.
 */
export type Ranking = 'single-then-three' | 'best-score';

/** @param planes lazily cut, so that masks which are not offered cost no copy */
export function rank(planes: readonly (() => Candidate)[], ranking: Ranking, ambiguous: boolean): Decoded {
  if (planes.length === 1) return { candidates: planes.map((cut) => cut()), best: 0 };
  if (ranking === 'single-then-three' && planes.length === 4) {
    if (!ambiguous) return { candidates: planes.map((cut) => cut()), best: 0 };
    return smallToLarge(planes.slice(1).map((cut) => cut()));
  }
  const all = planes.map((cut) => cut());
  if (ambiguous) return smallToLarge(all);
  const candidates = all.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  return { candidates, best: 0 };
}

function scoreOf(candidate: Candidate): number {
  return Number.isNaN(candidate.score) ? candidate.stability : candidate.score;
}

function smallToLarge(candidates: readonly Candidate[]): Decoded {
  const ranked = candidates
    .map((candidate) => ({ candidate, area: planeArea(candidate.logits) }))
    .toSorted((a, b) => a.area - b.area)
    .map(({ candidate }) => candidate);
  const scores = ranked.map(scoreOf);
  return { candidates: ranked, best: Math.max(0, scores.indexOf(Math.max(...scores))) };
}
