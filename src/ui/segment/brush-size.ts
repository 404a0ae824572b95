/** The size of the brush: which tools have one, how large it may be, and the keys that change it. */
import type { Size } from '../../core/geometry/space.ts';
import type { Tool } from '../../state/state.ts';
import type { Command } from '../command.ts';
import { announce } from '../kit/announce.ts';

const SIZED_TOOLS: readonly Tool[] = ['brush', 'paint', 'erase', 'hair'];

/** One press of a key makes a brush larger by this factor, or smaller. */
const STEP = 1.25;

export function isSized(tool: Tool): boolean {
  return SIZED_TOOLS.includes(tool);
}

/** The largest radius, picture pixels. */
export function mostRadius({ width, height }: Size): number {
  return Math.max(8, Math.round(Math.max(width, height) / 6));
}

/** The radius one step larger (1) or smaller (-1): a whole number of picture pixels from 1 to `most`, another one except at the ends. */
export function steppedRadius(radius: number, by: -1 | 1, most: number): number {
  const next = Math.round(radius * STEP ** by);
  return Math.min(most, Math.max(1, next === radius ? radius + by : next));
}

function brushCommand(id: string, label: string, keys: string, by: -1 | 1): Command {
  return {
    id,
    label,
    keys,
    group: 'Tools',
    also: 'size radius',
    enabled: ({ picture, tool }) => picture !== null && isSized(tool),
    run: ({ app }) => {
      const { picture, brushRadius } = app.store.state;
      if (!picture) return;
      const radius = steppedRadius(brushRadius, by, mostRadius(picture.size));
      app.store.set({ brushRadius: radius });
      announce(`Brush ${2 * radius} px wide`);
    },
  };
}

export const BRUSH_COMMANDS: readonly Command[] = [
  brushCommand('brush.smaller', 'Smaller brush', 'BracketLeft', -1),
  brushCommand('brush.larger', 'Larger brush', 'BracketRight', 1),
];
