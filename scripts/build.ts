/** `npm run build`: the production build with its precompressed copies. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { writeBillOfMaterials } from './build/bill-of-materials.ts';
import { compressFolder } from './build/compress.ts';
import { siteAddress, writeFeed } from './build/feed-files.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

await build();
await writeFeed(fileURLToPath(new URL('../dist', import.meta.url)), siteAddress(process.env));
const root = fileURLToPath(new URL('..', import.meta.url));
const listed = await writeBillOfMaterials(root, `${root}dist/bom.cdx.json`);
console.info(`bom.cdx.json lists ${listed} packages`);
const packed = await compressFolder(fileURLToPath(new URL('../dist', import.meta.url)));
console.info(
  `compressed ${packed.files} files: ${megabytes(packed.before)} as they are, ${megabytes(packed.after)} with brotli`,
);
