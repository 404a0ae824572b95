/** `npm run build`: the production build with its precompressed copies. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { compressFolder } from './build/compress.ts';
import { siteAddress, writeFeed } from './build/feed-files.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

await build();
await writeFeed(fileURLToPath(new URL('../dist', import.meta.url)), siteAddress(process.env));
const packed = await compressFolder(fileURLToPath(new URL('../dist', import.meta.url)));
console.info(
  `compressed ${packed.files} files: ${megabytes(packed.before)} as they are, ${megabytes(packed.after)} with brotli`,
);
