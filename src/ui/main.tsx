/** Wires the client's adapters into the state and mounts the app. */
import './theme/tokens.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { storedBackendMemory } from '../client/engine/backend-memory.ts';
import { createEngineFactory } from '../client/engine/factory.ts';
import { spawnAhead } from '../client/engine/worker-host.ts';
import { createExporter } from '../client/export/export-service.ts';
import { createPictures } from '../client/image/picture-service.ts';
import { createEmbeddedModels } from '../client/models/model-index.ts';
import { startOffline } from '../client/offline.ts';
import { createStorage } from '../client/storage/storage.ts';
import { loadPart } from '../contract/load-part.ts';
import { trustOwnScripts } from '../contract/trusted-scripts.ts';
import { createApp } from '../state/app.ts';
import type { Clock, Deps } from '../state/deps.ts';
import { App } from './App.tsx';
import { offerUpdate } from './shell/offer-update.ts';

trustOwnScripts();

const clock: Clock = {
  now: () => performance.now(),
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const storage = createStorage();

const deps: Deps = {
  // Which backend was faster is remembered for this tab, and beyond it only where the person keeps things here.
  engines: createEngineFactory({
    spawn: spawnAhead(),
    memory: storedBackendMemory(() => (storage.settings.read() ? localStorage : sessionStorage)),
  }),
  models: createEmbeddedModels(document.baseURI),
  pictures: createPictures(document.baseURI),
  exporter: createExporter(),
  clock,
  lab: async () => (await loadPart(() => import('../client/benchmark/lab.ts'))).createLab(document.baseURI),
  identify: async (files, chosen) => {
    const { identifyModel, filesByRole } = await loadPart(() => import('../client/engine/identify.ts'));
    const identified = await identifyModel(files, chosen);
    return { identified, files: filesByRole(identified, files) };
  },
  storage: async () => storage,
  video: async () => (await loadPart(() => import('../client/video/video-service.ts'))).createVideo(document.baseURI),
  library: async () =>
    (await loadPart(() => import('../client/models/open-library.ts'))).openLibrary(
      new URL('models/', document.baseURI),
    ),
};

const root = document.getElementById('root');
if (root) {
  const kept = storage.settings.read();
  const services = createApp(deps, kept ? { theme: kept.theme } : {});
  void services.sessions.start();
  // The last moment at which a page that is closed or put aside may still write.
  const flush = (): void => void services.sessions.flush();
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flush();
  });
  // Objects that exist nowhere else: the browser asks before it lets them go.
  window.addEventListener('beforeunload', (event) => {
    if (services.leaving.hasUnsavedWork()) event.preventDefault();
  });
  // The model loads while the person still chooses a picture.
  deps.models.defaultId().then(
    (id) => services.models.load(id),
    (thrown: unknown) => services.store.fail('load-model', thrown),
  );
  createRoot(root).render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  );
  if (import.meta.env.PROD) {
    startOffline(
      (state) => {
        if (state.phase === 'update-waiting') offerUpdate(services, state.apply);
      },
      () => {
        const { opening, picture } = services.store.state;
        return opening === null && picture === null;
      },
    );
  }
}
