/** The program behind `npm run bench`: metrics in Node, then the screen in a real browser (needs `npm run build` first). */
import { benchHover } from './hover.ts';
import './metrics.ts';

await benchHover();
