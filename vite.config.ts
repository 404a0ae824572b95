import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Headers that make the page cross-origin isolated (WASM threads) and keep every byte at home; `server/headers.ts` adds the CSP in production. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'credentialless',
};

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', assetsInlineLimit: 0, sourcemap: true },
  server: { headers: isolation },
  preview: { headers: isolation },
});
