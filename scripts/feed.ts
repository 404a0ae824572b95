/** `npx tsx scripts/feed.ts`: writes public/benchmarks/feed.xml from the change log. The build does the same for dist, with SITE_URL. */
import { fileURLToPath } from 'node:url';
import { siteAddress, writeFeed } from './build/feed-files.ts';

await writeFeed(fileURLToPath(new URL('../public', import.meta.url)), siteAddress(process.env));
