/** Wires the client's adapters into the state and mounts the app. */
import './theme/tokens.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SegError } from '../contract/errors.ts';
import { createApp } from '../state/app.ts';
import type { Deps } from '../state/deps.ts';
import { App } from './App.tsx';

const missing = (): never => {
  throw new SegError('internal', 'not wired yet');
};
const deps: Deps = {
  engines: { open: async () => missing() },
  models: { defaultId: async () => 'playground', manifest: async () => missing() },
  pictures: {
    async open(source) {
      const blob = source.kind === 'file' ? source.blob : await (await fetch(source.url)).blob();
      const bitmap = await createImageBitmap(blob);
      const size = { width: bitmap.width, height: bitmap.height };
      return { id: crypto.randomUUID(), name: 'picture', bitmap, size, fullSize: size, notes: [] };
    },
    copy: (p) => createImageBitmap(p.bitmap),
    close: (p) => p.bitmap.close(),
    samples: async () => [],
  },
  exporter: { maskPng: async () => missing(), cutoutPng: async () => missing(), save: missing, copy: missing },
  clock: {
    now: () => performance.now(),
    later(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
};

const root = document.getElementById('root');
if (root) {
  const services = createApp(deps);
  createRoot(root).render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  );
}
