/** The model library: what can be had, what is here, what is on its way. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { fileOfRole, type NeededFile, neededFiles, precisionsOf } from '../../contract/catalogue.ts';
import type { DeviceFacts } from '../../contract/device.ts';
import { isAborted, SegError, type SegErrorCode } from '../../contract/errors.ts';
import type { ModelManifest, Precision } from '../../contract/manifest.ts';
import type { DownloadProgress, StorageReport } from '../../contract/weights.ts';
import { keepFiles } from './keep-own.ts';
import type { LibraryDeps } from './library-deps.ts';
import type { Measured } from './measure-here.ts';

export type ModelOrigin = 'embedded' | 'catalogue' | 'own';

export interface LibraryModel {
  readonly manifest: ModelManifest;
  readonly origin: ModelOrigin;
  readonly baseUrl: string;
}

/** Where a model in one precision stands. Bytes. */
export type Presence =
  | { readonly phase: 'absent' }
  | { readonly phase: 'partial'; readonly done: number; readonly total: number }
  | { readonly phase: 'downloading'; readonly progress: DownloadProgress | null }
  | { readonly phase: 'failed'; readonly code: SegErrorCode; readonly detail: string; readonly done: number }
  | { readonly phase: 'here' };

export interface LibraryState {
  readonly models: readonly LibraryModel[];
  readonly device: DeviceFacts | null;
  readonly storage: StorageReport | null;
  /** By `presenceKey`. */
  readonly presence: Readonly<Record<string, Presence>>;
  /** Measured on this device in this visit, by model. */
  readonly measured: Readonly<Record<string, readonly Measured[]>>;
}

export interface ReadyModel {
  readonly manifest: ModelManifest;
  readonly baseUrl: string;
  readonly files?: Readonly<Record<string, Blob>>;
}

export interface Library {
  readonly api: StoreApi<LibraryState>;
  readonly deps: LibraryDeps;
  refresh(): Promise<void>;
  download(id: string, precision: Precision): Promise<void>;
  cancel(id: string, precision: Precision): void;
  /** Deletes the files of a model in every precision, shared ones too. */
  remove(id: string): Promise<void>;
  deleteFile(sha256: string): Promise<void>;
  deletePartial(url: string): Promise<void>;
  persist(): Promise<boolean>;
  /** Takes files by hand. @returns the names of the models that became complete */
  importFiles(files: readonly File[]): Promise<readonly string[]>;
  /** @throws SegError `download` when files are missing */
  ready(id: string, precision?: Precision): Promise<ReadyModel>;
  /** Keeps a model that the person brought, files and all. @throws SegError `quota`, `storage-blocked` */
  keepOwn(manifest: ModelManifest, files: Readonly<Record<string, Blob>>): Promise<void>;
  removeOwn(id: string): Promise<void>;
  noteMeasured(id: string, measured: readonly Measured[]): void;
}

export function presenceKey(id: string, precision: Precision): string {
  return `${id}|${precision}`;
}

export function createLibrary(deps: LibraryDeps): Library {
  const api = createStore<LibraryState>(() => ({
    models: [],
    device: null,
    storage: null,
    presence: {},
    measured: {},
  }));
  const running = new Map<string, AbortController>();

  /** Changes of what is kept, one after another: two at once would each report the state of before the other. */
  let changes: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const done = changes.then(change);
    changes = done.catch(() => undefined);
    return done;
  };

  const find = (id: string): LibraryModel => {
    const found = api.getState().models.find((m) => m.manifest.id === id);
    if (!found) throw new SegError('not-a-model', `no model is called "${id}"`);
    return found;
  };
  const setPresence = (key: string, presence: Presence): void => {
    api.setState((s) => ({ presence: { ...s.presence, [key]: presence } }));
  };
  const look = async (files: readonly NeededFile[]): Promise<Presence> => {
    const have = await Promise.all(files.map((f) => deps.weights.have(f)));
    const blobs = await Promise.all(files.map((f) => deps.weights.get(f)));
    if (blobs.every((b) => b !== null)) return { phase: 'here' };
    const done = have.reduce((a, b) => a + b, 0);
    return done > 0 ? { phase: 'partial', done, total: files.reduce((a, f) => a + f.bytes, 0) } : { phase: 'absent' };
  };
  const refreshStorage = async (): Promise<void> => {
    api.setState({ storage: await deps.weights.report() });
    for (const { manifest, origin } of api.getState().models) {
      if (origin === 'embedded') continue;
      for (const precision of precisionsOf(manifest)) {
        const key = presenceKey(manifest.id, precision);
        const before = api.getState().presence[key];
        if (running.has(key)) continue;
        const seen = await look(neededFiles(manifest, precision));
        if (before?.phase !== 'failed' || seen.phase === 'here') setPresence(key, seen);
      }
    }
  };

  const refresh = async (): Promise<void> => {
    const [embedded, own, device] = await Promise.all([deps.embedded(), deps.own.list(), deps.device()]);
    api.setState({
      device,
      models: [
        ...embedded.map((m): LibraryModel => ({ ...m, origin: 'embedded' })),
        ...deps.catalogue.models.map((manifest): LibraryModel => ({ manifest, origin: 'catalogue', baseUrl: '' })),
        ...own.map((manifest): LibraryModel => ({ manifest, origin: 'own', baseUrl: '' })),
      ],
    });
    await refreshStorage();
  };
  /** Deletes the files of a model that is in the list; one that is gone has none. */
  const removeFiles = async (id: string): Promise<void> => {
    const model = api.getState().models.find((m) => m.manifest.id === id);
    if (!model) return;
    const wanted = precisionsOf(model.manifest).flatMap((p) => neededFiles(model.manifest, p));
    const { files } = await deps.weights.report();
    for (const need of wanted) {
      const kept = files.find((f) => f.sha256 === need.sha256 || f.origin === need.url);
      if (kept) await deps.weights.delete(kept.sha256);
      await deps.weights.deletePartial(need.url);
    }
    await refreshStorage();
  };

  return {
    api,
    deps,
    refresh: () => inTurn(refresh),
    async download(id, precision) {
      const key = presenceKey(id, precision);
      if (running.has(key)) return;
      const controller = new AbortController();
      running.set(key, controller);
      setPresence(key, { phase: 'downloading', progress: null });
      try {
        await deps.weights.download(neededFiles(find(id).manifest, precision), controller.signal, (progress) =>
          setPresence(key, { phase: 'downloading', progress }),
        );
        setPresence(key, { phase: 'here' });
      } catch (thrown) {
        const { code, message } = SegError.from(thrown);
        const files = neededFiles(find(id).manifest, precision);
        const done = (await Promise.all(files.map((f) => deps.weights.have(f)))).reduce((a, b) => a + b, 0);
        setPresence(key, isAborted(thrown) ? await look(files) : { phase: 'failed', code, detail: message, done });
      } finally {
        running.delete(key);
        await refreshStorage();
      }
    },
    cancel: (id, precision) => running.get(presenceKey(id, precision))?.abort(),
    remove: (id) => inTurn(() => removeFiles(id)),
    deleteFile: (sha256) =>
      inTurn(async () => {
        await deps.weights.delete(sha256);
        await refreshStorage();
      }),
    deletePartial: (url) =>
      inTurn(async () => {
        await deps.weights.deletePartial(url);
        await refreshStorage();
      }),
    async persist() {
      const agreed = await deps.weights.persist();
      await refreshStorage();
      return agreed;
    },
    async importFiles(files) {
      const before = new Set(
        Object.entries(api.getState().presence).flatMap(([k, p]) => (p.phase === 'here' ? [k] : [])),
      );
      for (const file of files) await deps.weights.put(file, file.name);
      await refreshStorage();
      const complete = Object.entries(api.getState().presence).filter(([k, p]) => p.phase === 'here' && !before.has(k));
      return [...new Set(complete.map(([k]) => find(k.split('|')[0] ?? '').manifest.name))];
    },
    async ready(id, precision) {
      const { manifest, baseUrl, origin } = find(id);
      if (origin === 'embedded') return { manifest, baseUrl };
      const files: Record<string, Blob> = {};
      for (const need of neededFiles(manifest, precision)) {
        const blob = await deps.weights.get(need);
        if (!blob) throw new SegError('download', `${manifest.name} is not downloaded yet: ${need.name} is missing`);
        files[need.key] = blob;
      }
      return { manifest: inPrecision(manifest, precision), baseUrl, files: plainKeys(files, precision) };
    },
    keepOwn: (manifest, files) =>
      inTurn(async () => {
        await deps.own.save(await keepFiles(manifest, files, deps.weights));
        await refresh();
      }),
    removeOwn: (id) =>
      inTurn(async () => {
        await removeFiles(id);
        await deps.own.remove(id);
        await refresh();
      }),
    noteMeasured: (id, measured) => api.setState((s) => ({ measured: { ...s.measured, [id]: measured } })),
  };
}

/** The manifest with the chosen variants in the plain roles, which is what families load. */
function inPrecision(manifest: ModelManifest, precision: Precision | undefined): ModelManifest {
  const roles = Object.keys(manifest.files).filter((role) => !role.includes('.'));
  const files = Object.fromEntries(
    roles.flatMap((role) => {
      const found = fileOfRole(manifest, role, precision);
      return found ? [[role, found.file] as const] : [];
    }),
  );
  return { ...manifest, files };
}

function plainKeys(files: Readonly<Record<string, Blob>>, precision: Precision | undefined): Record<string, Blob> {
  const suffix = `.${precision ?? ''}`;
  return Object.fromEntries(
    Object.entries(files).map(([key, blob]) => {
      const [role = key, ...rest] = key.split('/');
      const plain = role.endsWith(suffix) ? role.slice(0, -suffix.length) : role;
      return [[plain, ...rest].join('/'), blob];
    }),
  );
}
