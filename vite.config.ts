import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { modelsPlugin } from './scripts/build/models-plugin.ts';
import { SHARE_ACTION, SHARE_FIELD } from './src/contract/shared-pictures.ts';

/** Headers that make the page cross-origin isolated, so that WASM may use threads; production adds the rest (scripts/serve/headers.ts). */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** libheif's loader asks for these only in Node. */
const nodeOnly: Plugin = {
  name: 'libheif-node-only',
  enforce: 'pre',
  resolveId: (id, importer) =>
    importer?.includes('libheif-js') && ['fs', 'path', 'crypto'].includes(id) ? '\0node-only' : null,
  load: (id) => (id === '\0node-only' ? 'export default {};' : null),
};

/** The runtime's modules end in `.mjs`, which many servers (Debian's nginx among them) send with a type that browsers refuse. */
const scriptName = ({ names }: { readonly names: readonly string[] }): string =>
  names.some((name) => name.endsWith('.mjs')) ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]';

/** The classic script that tells older browsers what the page needs. It is no part of the bundle, so the page gets it afterwards. */
const oldBrowser: Plugin = {
  name: 'old-browser-script',
  transformIndexHtml: {
    order: 'post',
    handler: () => [{ tag: 'script', attrs: { src: './old-browser.js' }, injectTo: 'body' }],
  },
};

export default defineConfig({
  base: './',
  // The runtime's loader stays a file of its own: threads start from it without blob: workers, and its WebAssembly is not copied twice.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  plugins: [
    react(),
    oldBrowser,
    modelsPlugin(fileURLToPath(new URL('./models', import.meta.url))),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: {
        name: 'Segment Playground',
        short_name: 'Segment',
        description: 'Cut things out of your own pictures. Nothing leaves the tab.',
        start_url: './',
        scope: './',
        display: 'standalone',
        background_color: '#10151a',
        theme_color: '#0f766e',
        // Files go to the window that is open, whose work stays.
        launch_handler: { client_mode: 'focus-existing' },
        file_handlers: [
          {
            action: './',
            accept: {
              'image/png': ['.png'],
              'image/jpeg': ['.jpg', '.jpeg'],
              'image/webp': ['.webp'],
              'image/avif': ['.avif'],
              'image/heic': ['.heic', '.heif'],
              'image/tiff': ['.tif', '.tiff'],
            },
          },
        ],
        // The service worker takes what is posted there (src/sw/share.ts); nothing is sent to the host.
        share_target: {
          action: `./${SHARE_ACTION}`,
          method: 'POST',
          enctype: 'multipart/form-data',
          params: { files: [{ name: SHARE_FIELD, accept: ['image/*', '.heic', '.heif', '.tif', '.tiff'] }] },
        },
        shortcuts: [
          { name: 'Cut out a picture', url: './#/segment' },
          { name: 'Compare models', url: './#/compare' },
          { name: 'Learn', url: './#/learn' },
        ],
        icons: [
          { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      injectManifest: {
        rollupFormat: 'iife',
        // The shell only: weights, runtime and samples are cached when they are first used, never all at once.
        globPatterns: ['index.html', 'old-browser.js', 'assets/*.{js,css}', 'icons/*', 'favicon.svg'],
        globIgnores: ['**/*.map', '**/*.wasm'],
        maximumFileSizeToCacheInBytes: 2_000_000,
      },
    }),
  ],
  worker: {
    format: 'es',
    plugins: () => [nodeOnly],
    rollupOptions: {
      checks: { pluginTimings: false },
      output: { entryFileNames: 'assets/worker-[name]-[hash].js', assetFileNames: scriptName },
    },
  },
  build: {
    target: 'es2023',
    // The stated baseline (scripts/baseline.ts): newer colour functions and nesting are written in older words.
    cssTarget: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      checks: { pluginTimings: false },
      output: { entryFileNames: 'assets/app-[hash].js', assetFileNames: scriptName },
    },
  },
  server: { headers: isolation },
  preview: { headers: isolation },
});
