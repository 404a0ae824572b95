import { describe, expect, it } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import type { ProjectDraft, ProjectSource } from '../../contract/project.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { type App, createApp } from '../app.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { FilmWork } from '../tasks/film-shelf.ts';
import type { SessionStore, StorageDeps } from './session-types.ts';

const SIZE = { width: 16, height: 16 };

/** Lets every promise that is due settle. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** What one browser keeps, shared by the tabs of a test. */
interface Disk {
  readonly sessions: Map<string, ProjectDraft & { readonly saved: number }>;
  readonly held: Set<string>;
  theme: 'system' | 'light' | 'dark' | null;
  full: boolean;
  /** Runs once in the middle of a save. */
  during: (() => void) | null;
  blocked: boolean;
  declined: boolean;
  settingsFull: boolean;
  destroyed: number;
}

const newDisk = (): Disk => ({
  sessions: new Map(),
  held: new Set(),
  theme: null,
  full: false,
  during: null,
  blocked: false,
  declined: false,
  settingsFull: false,
  destroyed: 0,
});

function sourceOf({ project, parts }: ProjectDraft): ProjectSource {
  const stored = structuredClone(project);
  return {
    project: stored,
    part: async (i) => {
      const bytes = parts[i]?.bytes();
      if (!bytes) throw new SegError('bad-file', 'no such part');
      return bytes instanceof Blob ? bytes : new Blob([bytes]);
    },
  };
}

function sessionsOn(disk: Disk): SessionStore {
  return {
    list: async () =>
      [...disk.sessions].map(([id, { project, saved }]) => ({
        id,
        name: project.pictures[project.active]?.name ?? project.film?.name ?? '',
        film: project.film?.name ?? null,
        saved,
        bytes: 1,
        pictures: project.pictures.length,
        objects: project.pictures.reduce((n, p) => n + p.objects, project.film?.objects.length ?? 0),
        thumbnail: null,
        busy: disk.held.has(id),
      })),
    take: async (id) => {
      if (disk.held.has(id)) return null;
      disk.held.add(id);
      return {
        save: async (draft, now) => {
          disk.during?.();
          if (disk.full) throw new SegError('quota', 'full');
          disk.sessions.set(id, { ...draft, saved: now });
        },
        close: () => disk.held.delete(id),
      };
    },
    read: async (id) => {
      const found = disk.sessions.get(id);
      if (!found) throw new SegError('bad-file', 'This session cannot be read any more');
      return sourceOf(found);
    },
    remove: async (id) => {
      disk.sessions.delete(id);
    },
    persist: async () => true,
  };
}

function openTab(disk: Disk): {
  readonly app: App;
  readonly tick: () => Promise<void>;
  readonly open: (name: string) => Promise<boolean>;
} {
  const timers = new Set<() => void>();
  const unused = async (): Promise<never> => {
    throw new SegError('internal', 'not part of this test');
  };
  const storage: StorageDeps = {
    settings: {
      read: () => (disk.theme ? { on: true, theme: disk.theme } : null),
      write: ({ theme }) => {
        if (disk.settingsFull) throw new DOMException('full', 'QuotaExceededError');
        disk.theme = theme;
      },
      clear: () => {
        disk.theme = null;
      },
      answered: () => disk.theme !== null || disk.declined,
      decline: () => {
        disk.declined = true;
      },
      onChange: () => () => undefined,
    },
    openSessions: async () => {
      if (disk.blocked) throw new SegError('storage-blocked', 'no storage here');
      return sessionsOn(disk);
    },
    deleteSessions: async () => {
      disk.sessions.clear();
      disk.destroyed++;
    },
    writeProject: unused,
    readProject: unused,
  };
  let pictures = 0;
  const deps: Deps = {
    engines: { open: unused },
    models: { defaultId: unused, manifest: unused },
    pictures: {
      open: async (source): Promise<OpenedPicture> => {
        if (source.kind === 'url') throw new SegError('bad-image', 'no picture');
        const bitmap = { close: () => undefined } as unknown as ImageBitmap; // nothing draws it here
        const original = source.kind === 'file' ? source.blob : new Blob([source.name]);
        return {
          id: `picture-${disk.sessions.size}-${++pictures}`,
          name: source.name,
          bitmap,
          size: SIZE,
          fullSize: SIZE,
          notes: [],
          original,
        };
      },
      copy: unused,
      pixels: () => new Uint8ClampedArray(0),
      close: () => undefined,
      redraw: async () => new Blob(['drawn anew']),
      samples: async () => [],
    },
    exporter: {
      cutout: unused,
      cutoutBitmap: unused,
      annotations: unused,
      zip: unused,
      read: unused,
      save: () => undefined,
      copy: unused,
      copyText: unused,
      copyVector: unused,
      writesWebp: unused,
    },
    clock: {
      now: () => 0,
      later: (_, run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
    storage: async () => storage,
  };
  const app = createApp(deps);
  return {
    app,
    open: (name) => app.pictures.open({ kind: 'sample', url: '', name }),
    tick: async () => {
      await settle();
      for (const run of [...timers]) {
        timers.delete(run);
        run();
      }
      await settle();
    },
  };
}

const objectsIn = (app: App): number => app.store.state.doc.objects.length;

describe('keeping work on the device', () => {
  it('stores nothing while it is off', async () => {
    const disk = newDisk();
    const { app, open, tick } = openTab(disk);
    await app.sessions.start();
    await open('cat');
    app.prompts.click(imagePoint(4, 4), 'include');
    await tick();
    expect(disk.sessions.size).toBe(0);
    expect(disk.theme).toBeNull();
  });

  it('brings back pictures, objects and undo steps on the next visit', async () => {
    const disk = newDisk();
    const first = openTab(disk);
    await first.open('cat');
    await first.app.sessions.turnOn();
    first.app.prompts.click(imagePoint(4, 4), 'include');
    await first.open('dog');
    first.app.prompts.click(imagePoint(1, 1), 'include');
    first.app.objects.activate(null);
    first.app.prompts.click(imagePoint(9, 9), 'exclude');
    first.app.updateSettings({ theme: 'dark' });
    await first.tick();
    const before = first.app.store.snapshot();
    disk.held.clear(); // the tab died
    expect(disk.theme).toBe('dark');

    const { app } = openTab(disk);
    await app.sessions.start();
    const { offer } = app.sessions.api.getState();
    expect(offer).toMatchObject({ name: 'dog', pictures: 2, objects: 3 });
    expect(await app.sessions.resume(offer?.id ?? '')).toBe(true);
    expect(app.store.snapshot()).toEqual(before);
    expect(app.strip.api.getState().items.map((i) => [i.name, i.objects])).toEqual([
      ['cat', 1],
      ['dog', 2],
    ]);
    app.undo();
    expect(objectsIn(app)).toBe(1);
    await app.strip.step(-1);
    expect(objectsIn(app)).toBe(1);
    app.prompts.click(imagePoint(2, 2), 'include');
    expect(new Set(app.store.state.doc.objects.flatMap((o) => o.prompts.map((p) => p.id))).size).toBe(2);
  });

  it('says once that the disk is full, goes on, and saves again when there is room', async () => {
    const disk = newDisk();
    const { app, open, tick } = openTab(disk);
    await open('cat');
    await app.sessions.turnOn();
    app.prompts.click(imagePoint(4, 4), 'include');
    await tick();
    const [saved] = disk.sessions.values();
    disk.full = true;
    app.prompts.click(imagePoint(5, 5), 'include');
    await tick();
    app.prompts.click(imagePoint(6, 6), 'include');
    await tick();
    expect(app.store.state.failures.filter((f) => f.doing === 'save')).toHaveLength(1);
    expect(app.sessions.api.getState().save).toBe('failed');
    expect([...disk.sessions.values()][0]).toBe(saved);
    disk.full = false;
    app.prompts.click(imagePoint(7, 7), 'include');
    await tick();
    expect(app.sessions.api.getState()).toMatchObject({ save: 'idle', problem: null });
    expect([...disk.sessions.values()][0]?.project.pictures[0]?.work?.prompts.at(-1)).toHaveLength(4);
  });

  it('does not say that all is saved while a change that came during a save waits for its own', async () => {
    const disk = newDisk();
    const { app, open, tick } = openTab(disk);
    await open('cat');
    await app.sessions.turnOn();
    await tick();
    disk.during = () => {
      disk.during = null;
      app.prompts.click(imagePoint(5, 5), 'include');
    };
    app.prompts.click(imagePoint(4, 4), 'include');
    await tick();
    expect(disk.during).toBeNull();
    expect(app.sessions.api.getState().save).toBe('due');
    await tick();
    expect(app.sessions.api.getState().save).toBe('idle');
  });

  it('tries a refused save again by itself, without another change', async () => {
    const disk = newDisk();
    const { app, open, tick } = openTab(disk);
    await open('cat');
    await app.sessions.turnOn();
    disk.full = true;
    app.prompts.click(imagePoint(4, 4), 'include');
    await tick();
    await tick();
    expect(app.sessions.api.getState().save).toBe('failed');
    disk.full = false;
    await tick();
    expect(app.sessions.api.getState()).toMatchObject({ save: 'idle', problem: null });
    expect([...disk.sessions.values()][0]?.project.pictures[0]?.objects).toBe(1);
  });

  it('asks once a visit, at the first object, and keeps nothing before a yes', async () => {
    const disk = newDisk();
    const first = openTab(disk);
    await first.open('cat');
    expect(first.app.sessions.api.getState().question).toBe(false);
    first.app.prompts.click(imagePoint(4, 4), 'include');
    await first.tick();
    expect(first.app.sessions.api.getState().question).toBe(true);
    expect(disk.sessions.size).toBe(0);
    await first.app.sessions.answer('later');
    first.app.prompts.click(imagePoint(5, 5), 'include');
    await first.tick();
    expect(first.app.sessions.api.getState()).toMatchObject({ question: false, phase: 'off' });

    const second = openTab(disk);
    await second.open('dog');
    second.app.prompts.click(imagePoint(4, 4), 'include');
    await second.tick();
    expect(second.app.sessions.api.getState().question).toBe(true);
    await second.app.sessions.answer('yes');
    await second.tick();
    expect(second.app.sessions.api.getState()).toMatchObject({ question: false, phase: 'on', save: 'idle' });
    expect(disk.sessions.size).toBe(1);
  });

  it('keeps every picture, also one whose file changed on disk: drawn anew from what is held, which is said', async () => {
    const disk = newDisk();
    const { app, tick } = openTab(disk);
    /** A file as the browser gives it; once it has changed on disk, reading it is refused. */
    class DiskFile extends Blob {
      changed = false;
      override slice(...range: Parameters<Blob['slice']>): Blob {
        const part = super.slice(...range);
        if (this.changed) part.arrayBuffer = () => Promise.reject(new DOMException('changed', 'NotReadableError'));
        return part;
      }
    }
    const file = new DiskFile(['pixels']);
    await app.sessions.turnOn();
    await app.pictures.open({ kind: 'file', blob: file, name: 'cat.jpg' });
    app.prompts.click(imagePoint(4, 4), 'include');
    file.changed = true;
    await tick();
    expect(app.sessions.api.getState()).toMatchObject({ save: 'idle', problem: null });
    const [saved] = disk.sessions.values();
    expect(saved?.project.pictures[0]?.objects).toBe(1);
    const bytes = saved?.parts[0]?.bytes();
    expect(bytes instanceof Blob ? await bytes.text() : bytes).toBe('drawn anew');
    expect(app.store.state.notices.at(-1)?.title).toMatch(/cat\.jpg.*was changed/);
    expect(app.store.state.picture?.original).not.toBe(file);
    app.prompts.click(imagePoint(5, 5), 'include');
    await tick();
    expect(app.store.state.notices).toHaveLength(1);
  });

  it('leaves stored work alone when turning on fails', async () => {
    const disk = newDisk();
    const first = openTab(disk);
    await first.open('cat');
    first.app.prompts.click(imagePoint(4, 4), 'include');
    await first.app.sessions.turnOn();
    first.app.dispose();
    disk.theme = null;
    for (const fault of ['settingsFull', 'blocked'] as const) {
      disk[fault] = true;
      const { app } = openTab(disk);
      expect(await app.sessions.turnOn()).toBe(false);
      disk[fault] = false;
    }
    expect(disk.sessions.size).toBe(1);
    expect(disk.destroyed).toBe(0);
  });

  it('does not ask again after a no', async () => {
    const disk = newDisk();
    const { app, open, tick } = openTab(disk);
    await open('cat');
    app.prompts.click(imagePoint(4, 4), 'include');
    await tick();
    await app.sessions.answer('no');
    const next = openTab(disk);
    await next.open('cat');
    next.app.prompts.click(imagePoint(4, 4), 'include');
    await next.tick();
    expect(next.app.sessions.api.getState()).toMatchObject({ question: false, phase: 'off' });
    expect(disk.sessions.size).toBe(0);
  });

  it('gives a second tab a copy under a name of its own', async () => {
    const disk = newDisk();
    const a = openTab(disk);
    await a.open('cat');
    a.app.prompts.click(imagePoint(4, 4), 'include');
    await a.app.sessions.turnOn();
    await a.tick();
    const b = openTab(disk);
    await b.app.sessions.start();
    expect(b.app.sessions.api.getState().offer).toBeNull();
    const [session] = b.app.sessions.api.getState().list;
    await b.app.sessions.resume(session?.id ?? '');
    b.app.prompts.click(imagePoint(9, 9), 'include');
    await b.tick();
    a.app.prompts.click(imagePoint(1, 1), 'include');
    a.app.prompts.click(imagePoint(2, 2), 'include');
    await a.tick();
    expect(disk.sessions.size).toBe(2);
    const counts = [...disk.sessions.values()].map((s) => s.project.pictures[0]?.work?.prompts.at(-1)?.length);
    expect(counts).toEqual([3, 2]);
    expect(b.app.store.state.notices.some((n) => n.title === 'This is a copy')).toBe(true);
  });

  it('turned off deletes everything and goes on in memory; where storage is blocked it says so', async () => {
    const disk = newDisk();
    const { app, open, tick } = openTab(disk);
    await open('cat');
    app.prompts.click(imagePoint(4, 4), 'include');
    await app.sessions.turnOn();
    expect(disk.sessions.size).toBe(1);
    expect(await app.sessions.turnOff()).toBe(true);
    app.prompts.click(imagePoint(5, 5), 'include');
    await tick();
    expect(disk.sessions.size).toBe(0);
    expect(disk.destroyed).toBe(1);
    expect(disk.theme).toBeNull();
    expect(objectsIn(app)).toBe(1);
    disk.blocked = true;
    expect(await app.sessions.turnOn()).toBe(false);
    expect(app.store.state.failures.at(-1)).toMatchObject({ doing: 'save', code: 'storage-blocked' });
    expect(disk.theme).toBeNull();
  });
});

describe('the work on a video', () => {
  const film = (objects: number): FilmWork => ({
    name: 'swan.mp4',
    source: { kind: 'files', files: [{ name: 'swan.mp4', blob: new Blob(['frames']) }], framesPerSecond: null },
    size: SIZE,
    frames: 3,
    at: 1,
    range: { first: 0, last: 2 },
    doc: {
      objects: Array.from({ length: objects }, (_, i) => ({
        id: `object-${i + 1}`,
        name: `Object ${i + 1}`,
        color: '#112233',
        truth: null,
      })),
      tracks: new Map([
        [
          'object-1',
          new Map([[0, { mask: null, plane: null, prompts: [], under: null, likeness: null, doubt: 1, from: [] }]]),
        ],
      ]),
    },
  });

  it('is kept without a picture, offered after a reload, and comes back with its video', async () => {
    const disk = newDisk();
    const first = openTab(disk);
    await first.app.sessions.turnOn();
    first.app.films.put(film(1));
    await first.tick();
    await settle();
    expect(first.app.leaving.hasUnsavedWork()).toBe(false);
    first.app.films.put(film(2));
    await first.tick();
    await settle();
    first.app.dispose();
    const second = openTab(disk);
    await second.app.sessions.start();
    const { offer } = second.app.sessions.api.getState();
    expect(offer).toMatchObject({ name: 'swan.mp4', film: 'swan.mp4', pictures: 0, objects: 2 });
    expect(await second.app.sessions.resume(offer?.id ?? '')).toBe(true);
    const { work, isOpen } = second.app.films.api.getState();
    expect(isOpen).toBe(false);
    expect({ ...work, source: null }).toEqual({ ...film(2), source: null });
    expect(work?.source?.kind === 'files' && (await work.source.files[0]?.blob.text())).toBe('frames');
    // Saved again while it waits, it is still whole.
    await second.open('a.png');
    await second.tick();
    await settle();
    expect([...disk.sessions.values()].at(-1)?.project.film?.objects).toHaveLength(2);
  });

  it('asks once whether to keep it, and before the tab is closed while it is kept nowhere', async () => {
    const tab = openTab(newDisk());
    tab.app.films.put(film(1));
    await settle();
    expect(tab.app.sessions.api.getState().question).toBe(true);
    expect(tab.app.leaving.hasUnsavedWork()).toBe(true);
  });

  it('of a stored session does not push out other work on a video: that is said', async () => {
    const disk = newDisk();
    const first = openTab(disk);
    await first.app.sessions.turnOn();
    first.app.films.put(film(1));
    await first.tick();
    await settle();
    first.app.dispose();
    const second = openTab(disk);
    await second.app.sessions.start();
    second.app.films.put({ ...film(1), name: 'mine.mp4' });
    const [kept] = [...disk.sessions.keys()];
    expect(await second.app.sessions.resume(kept ?? '')).toBe(false);
    expect(second.app.films.api.getState().work?.name).toBe('mine.mp4');
    expect(second.app.store.state.notices.at(-1)?.text).toContain('“mine.mp4” is in the way');
  });
});
