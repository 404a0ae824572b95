/** Colour ramps of the plane layers as 256-texel tables. Stops are those of matplotlib's viridis and cividis (CC0) and ColorBrewer's PuOr (Apache-2.0). */

const STOPS = {
  viridis: ['440154', '472c7a', '3b518b', '2c718e', '21908d', '27ad81', '5cc863', 'aadc32', 'fde725'],
  cividis: ['00224e', '123570', '3b496c', '575d6d', '707173', '8a8678', 'a59c74', 'c3b369', 'e1cc55', 'fee838'],
  diverging: ['542788', '8073ac', 'b2abd2', 'd8daeb', 'f7f7f7', 'fee0b6', 'fdb863', 'e08214', 'b35806'],
} as const;

/** A ramp that a table exists for. */
export type RampName = keyof typeof STOPS;

function channel(stop: string, at: number): number {
  return Number.parseInt(stop.slice(at * 2, at * 2 + 2), 16);
}

/** The ramp as RGBA bytes, 256 texels, linear between stops. */
export function rampTable(name: RampName): Uint8Array<ArrayBuffer> {
  const stops = STOPS[name];
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    const a = stops[low] ?? '000000';
    const b = stops[low + 1] ?? a;
    for (let c = 0; c < 3; c++)
      table[i * 4 + c] = Math.round(channel(a, c) + (channel(b, c) - channel(a, c)) * (at - low));
    table[i * 4 + 3] = 255;
  }
  return table;
}
