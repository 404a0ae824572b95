/** Random numbers that a seed repeats exactly, so that a run can be run again. */

/** Uniform numbers in [0, 1). Source: mulberry32 (T. Ettinger, public domain), a 32-bit counter with an avalanche. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Up to `most` items drawn without replacement, in their original order. */
export function drawSome<T>(items: readonly T[], most: number, random: () => number): readonly T[] {
  const places = items.map((_, i) => i);
  for (let i = 0; i < Math.min(most, places.length); i++) {
    const j = i + Math.floor(random() * (places.length - i));
    const held = places[i] ?? 0;
    places[i] = places[j] ?? 0;
    places[j] = held;
  }
  const kept = new Set(places.slice(0, most));
  return items.filter((_, i) => kept.has(i));
}
