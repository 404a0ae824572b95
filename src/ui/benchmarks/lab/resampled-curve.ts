/** A curve of points as the chart takes it. */

/** Precision at 101 levels of recall, linear between the points, best precision of equal recalls; empty below two points. */
export function resampled(
  curve: readonly { readonly recall: number; readonly precision: number }[],
): readonly number[] {
  const best = new Map<number, number>();
  for (const { recall, precision } of curve) best.set(recall, Math.max(best.get(recall) ?? 0, precision));
  const points = [...best].sort(([a], [b]) => a - b);
  if (points.length < 2) return [];
  return Array.from({ length: 101 }, (_, k) => {
    const at = k / 100;
    const next = points.findIndex(([r]) => r >= at);
    if (next < 0) return 0;
    const [r1, p1] = points[next] ?? [0, 0];
    if (next === 0) return p1;
    const [r0, p0] = points[next - 1] ?? [0, 0];
    return p0 + ((at - r0) / (r1 - r0)) * (p1 - p0);
  });
}
