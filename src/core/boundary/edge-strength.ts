/** From a model's boundary logits to the map that BSDS500's measure takes. */
import { boxOfSize } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type LogitsPlane, sampleLogits } from '../mask/logits.ts';
import { type EdgeMap, suppressEdges } from './edge-nms.ts';

/** Scales so that the strongest value is 1. */
export function scaleToOne(map: EdgeMap): EdgeMap {
  const top = map.data.reduce((most, v) => Math.max(most, v), 1e-6);
  return { ...map, data: map.data.map((v) => v / top) };
}

/**
 * Boundary strength 0..1 at the picture's size: logits brought up bilinearly, logistic function, suppression across the edge,
 * strongest ridge scaled to 1.
 */
export function edgeStrength(logits: LogitsPlane, size: Size): EdgeMap {
  const data = sampleLogits(logits, boxOfSize(size));
  for (let i = 0; i < data.length; i++) data[i] = 1 / (1 + Math.exp(-(data[i] ?? 0)));
  return scaleToOne(suppressEdges({ width: size.width, height: size.height, data }));
}
