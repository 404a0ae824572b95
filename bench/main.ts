/**
 * The program behind `npm run bench`: metrics in Node, then the screen in a real browser (needs `npm run build` first).
 * Names run only those: `npm run bench -- everything objects`.
 */
import { benchEverything } from './everything/everything.ts';
import { benchHover } from './hover.ts';
import { benchObjects } from './objects.ts';
import { benchRivals } from './rivals/compare.ts';

const asked = process.argv.slice(2);
const wants = (name: string): boolean => asked.length === 0 || asked.includes(name);

if (wants('metrics')) await import('./metrics.ts');
if (wants('hover')) await benchHover();
if (wants('everything')) await benchEverything();
if (wants('objects')) await benchObjects();
if (wants('rivals'))
  await benchRivals({
    turns: Number(process.env.RIVALS_TURNS ?? 8),
    mostMegapixels: Number(process.env.RIVALS_MEGAPIXELS ?? 48),
  });
