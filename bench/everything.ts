/** `npx tsx bench/everything.ts`: everything mode alone, without the rest of the benches. */
import { benchEverything } from './everything/everything.ts';

await benchEverything();
