/** Surfaces of the scenes: linear colours with a little life in them. */
import type { Surface } from './scene.ts';
import { fractal, mix, noise, scale, smooth, type Vec } from './vec.ts';

/** sRGB hex to linear reflectance. */
export function hex(code: string): Vec {
  const part = (i: number): number => {
    const v = Number.parseInt(code.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return [part(0), part(2), part(4)];
}

/** A colour that varies a little over the surface. */
export function mottled(code: string, strength: number, size: number, coat = 0, rough = 0.3): Surface {
  const base = hex(code);
  return { coat, rough, color: (p) => scale(base, 1 - strength + 2 * strength * fractal(scale(p, 1 / size))) };
}

export function plain(code: string, coat = 0, rough = 0.2): Surface {
  const base = hex(code);
  return { coat, rough, color: () => base };
}

/** Planks along x with grain and dark joints. */
export function planks(light: string, dark: string, width: number): Surface {
  const [a, b] = [hex(light), hex(dark)];
  return {
    coat: 0.35,
    rough: 0.45,
    color: (p) => {
      const plank = Math.floor(p[2] / width);
      const inside = p[2] / width - plank;
      const shift = plank * 17.3;
      const rings = fractal([p[0] * 0.35 + shift, shift, p[2] * 5.2]);
      const grain = noise([p[0] * 1.2 + shift, 3, p[2] * 60]);
      const joint = smooth(0, 0.012, inside) * smooth(0, 0.012, 1 - inside);
      return scale(
        mix(b, a, 0.25 + 0.6 * rings + 0.15 * grain),
        (0.85 + 0.25 * noise([shift, 1, 1])) * (0.3 + 0.7 * joint),
      );
    },
  };
}

/** Orange peel: fine pores. */
export function peel(code: string): Surface {
  const base = hex(code);
  return {
    coat: 0.5,
    rough: 0.5,
    color: (p) => scale(base, 0.86 + 0.1 * fractal(scale(p, 2)) + 0.12 * smooth(0.35, 0.6, noise(scale(p, 26)))),
  };
}

/** Apple skin: from one colour to another with streaks around the axis. */
export function appleSkin(red: string, green: string): Surface {
  const [a, b] = [hex(red), hex(green)];
  return {
    coat: 0.9,
    rough: 0.12,
    color: (p) => {
      const around = Math.atan2(p[2], p[0]);
      const streak = noise([around * 7, p[1] * 1.2, 2]);
      const side = smooth(0.3, 0.75, 0.45 * fractal(scale(p, 1.6)) + 0.4 * streak + 0.25 * (0.5 + p[0]));
      return mix(b, a, side);
    },
  };
}

/** A stripe around y between two heights on a glazed ground. */
export function glazed(ground: string, stripe: string, low: number, high: number): Surface {
  const [a, b] = [hex(ground), hex(stripe)];
  return {
    coat: 1,
    rough: 0.05,
    color: (p) => mix(a, b, smooth(low - 0.01, low + 0.01, p[1]) * (1 - smooth(high - 0.01, high + 0.01, p[1]))),
  };
}

/** Grainy stone with veins. */
export function stone(code: string, vein: string, seed: number): Surface {
  const [a, b] = [hex(code), hex(vein)];
  return {
    coat: 0.25,
    rough: 0.4,
    color: (p) => {
      const q: Vec = [p[0] * 3 + seed, p[1] * 3, p[2] * 3];
      const line = smooth(0.47, 0.5, fractal(q)) * (1 - smooth(0.5, 0.54, fractal(q)));
      return scale(mix(a, b, 0.7 * line), 0.78 + 0.4 * noise(scale(q, 9)));
    },
  };
}
