/** Flow: keep the work on this device while the person wants that, and bring it back. */
import { createStore } from 'zustand/vanilla';
import { SegError } from '../../contract/errors.ts';
import type { Deps } from '../deps.ts';
import type { Strip } from '../pictures/strip-types.ts';
import type { AppStore } from '../store.ts';
import type { FilmShelf } from '../tasks/film-shelf.ts';
import { bringContents } from './bring.ts';
import { readContents, renamed, writeWithOrWithoutVideo } from './project-draft.ts';
import { saveDelay } from './save-delay.ts';
import { sessionNotices } from './session-notices.ts';
import {
  OFF,
  type SessionFlow,
  type SessionState,
  type SessionStore,
  type SessionWriter,
  type StorageDeps,
} from './session-types.ts';

export function createSessionFlow(store: AppStore, deps: Deps, strip: Strip, films: FilmShelf): SessionFlow {
  const api = createStore<SessionState>(() => OFF);
  let sessions: SessionStore | null = null;
  let writer: SessionWriter | null = null;
  let stopTimer: (() => void) | null = null;
  let saving: Promise<void> | null = null;
  let stopListening: () => void = () => undefined;
  let refusals = 0;
  const notices = sessionNotices(store);
  /** True once the question was put in this visit, or need not be. */
  let asked = false;

  /** Nothing is open that a session would hold. */
  const isEmpty = (): boolean => strip.api.getState().items.length === 0 && films.api.getState().work === null;

  const storage = async (): Promise<StorageDeps> => {
    if (!deps.storage) throw new SegError('storage-blocked', 'this build keeps nothing');
    return deps.storage();
  };

  const cancelTimer = (): void => {
    stopTimer?.();
    stopTimer = null;
  };

  /** The session is let go; other tabs may have it. */
  const release = (): void => {
    writer?.close();
    writer = null;
    api.setState({ currentId: null });
  };

  /** Starts a session for what is open. Sessions of pictures on which nothing was done are cleared away. */
  const begin = async (from: SessionStore): Promise<SessionWriter> => {
    for (const old of await from.list()) if (old.objects === 0 && !old.busy) await from.remove(old.id);
    const id = crypto.randomUUID();
    const taken = await from.take(id);
    if (!taken) throw new SegError('internal', 'a fresh session is taken');
    api.setState({ currentId: id, offer: null });
    return taken;
  };

  /** After a refusal that may be the store's own (deleted by another tab, closed by the browser) it is opened anew. */
  const reopen = async (): Promise<void> => {
    const { currentId } = api.getState();
    writer?.close();
    writer = null;
    sessions = await (await storage()).openSessions();
    if (currentId !== null) writer = await sessions.take(currentId);
  };

  const saveNow = async (): Promise<void> => {
    if (!sessions) return;
    try {
      await strip.secure();
      const { work } = films.api.getState();
      const from = sessions;
      const now = Date.now();
      cancelTimer(); // all changes up to here are in what is written
      const written = await writeWithOrWithoutVideo(
        strip.documents(),
        strip.api.getState().activeId,
        work,
        async (draft) => {
          api.setState({ save: 'saving' });
          if (api.getState().problem === 'storage-blocked') await reopen();
          writer ??= await begin(sessions ?? from);
          await writer.save(draft, now);
        },
      );
      if (!written) {
        release();
        api.setState({ save: 'idle' });
        return;
      }
      if (written.isVideoGone && work) notices.videoGone(work);
      refusals = 0;
      // A change that came while this was written waits for its own save.
      api.setState({ savedAt: now, problem: null, save: stopTimer ? 'due' : 'idle' });
    } catch (thrown) {
      const error = SegError.from(thrown);
      const told = api.getState().problem === error.code;
      api.setState({ save: 'failed', problem: error.code });
      if (!told) store.fail('save', error);
      refusals++;
    }
  };

  /** Saves, one at a time; what changes meanwhile is saved after it. */
  const run = async (): Promise<void> => {
    cancelTimer();
    while (saving) await saving;
    if (!sessions) return;
    saving = saveNow();
    try {
      await saving;
    } finally {
      saving = null;
    }
    if (api.getState().save === 'failed') schedule();
  };

  const schedule = (): void => {
    const { phase, save } = api.getState();
    if (phase !== 'on' || stopTimer) return;
    if (save === 'idle') api.setState({ save: 'due' });
    stopTimer = deps.clock.later(saveDelay(save === 'failed' ? refusals : 0), () => void run());
  };

  const open = async (): Promise<void> => {
    sessions = await (await storage()).openSessions();
    api.setState({ phase: 'on', list: await sessions.list() });
  };

  /** Asks whether to keep the work, at the first object of a visit, unless the person has answered before. */
  const ask = async (): Promise<void> => {
    if (asked || !deps.storage || api.getState().phase !== 'off') return;
    asked = true;
    const { settings } = await deps.storage();
    if (!settings.answered() && api.getState().phase === 'off') api.setState({ question: true });
  };

  const stop = (): void => {
    cancelTimer();
    sessions = null;
    release();
    api.setState(OFF);
  };

  const unsubscribeStrip = strip.api.subscribe((now, before) => {
    if (now.items !== before.items || now.activeId !== before.activeId) schedule();
    if (now.items.length > 0 && api.getState().offer) api.setState({ offer: null });
  });
  const unsubscribeFilms = films.api.subscribe((now, before) => {
    if (now.work === before.work) return;
    schedule();
    if (now.work) void ask();
    if (now.work && api.getState().offer) api.setState({ offer: null });
  });
  const unsubscribeStore = store.api.subscribe((now, before) => {
    if (now.doc !== before.doc || now.history !== before.history) {
      schedule();
      if (now.doc.objects.length > 0) void ask();
    }
    if (now.settings.theme !== before.settings.theme && api.getState().phase === 'on') {
      storage().then(
        ({ settings }) => settings.write({ on: true, theme: now.settings.theme }),
        () => undefined, // the theme is worth no word
      );
    }
  });

  const flow: SessionFlow = {
    api,
    async start() {
      if (!deps.storage) return;
      const { settings } = await deps.storage();
      stopListening = settings.onChange((kept) => {
        if (!kept) stop();
        else if (api.getState().phase === 'off') void open().then(schedule, () => undefined);
      });
      if (!settings.read()) return;
      api.setState({ phase: 'starting' });
      try {
        await open();
        const offer = isEmpty() ? api.getState().list.find((s) => !s.busy) : undefined;
        api.setState({ offer: offer ?? null });
        if (!isEmpty()) schedule();
      } catch (thrown) {
        api.setState(OFF);
        store.fail('save', thrown);
      }
    },
    async turnOn() {
      if (api.getState().phase !== 'off') return true;
      asked = true;
      api.setState({ phase: 'starting', question: false });
      try {
        await open();
        (await storage()).settings.write({ on: true, theme: store.state.settings.theme });
      } catch (thrown) {
        const { phase, list } = api.getState();
        stop();
        // A store that was just made and holds nothing is no trace to leave; one that holds something is not touched.
        if (phase === 'on' && list.length === 0) await (await storage()).deleteSessions().catch(() => undefined);
        const code = SegError.from(thrown).code;
        store.fail('save', code === 'internal' ? new SegError('storage-blocked', String(thrown)) : thrown);
        return false;
      }
      await run();
      await flow.refresh();
      return true;
    },
    async turnOff() {
      cancelTimer();
      sessions = null;
      if (saving) await saving;
      stop();
      asked = true;
      try {
        const { settings, deleteSessions } = await storage();
        settings.clear();
        await deleteSessions();
        return true;
      } catch (thrown) {
        store.fail('delete', thrown);
        return false;
      }
    },
    async answer(how) {
      api.setState({ question: false });
      if (how === 'yes') await flow.turnOn();
      if (how === 'no') (await storage()).settings.decline();
    },
    async refresh() {
      if (sessions) api.setState({ list: await sessions.list() });
    },
    async resume(id) {
      const from = sessions;
      if (!from) return false;
      const fresh = isEmpty();
      let taken: SessionWriter | null = null;
      try {
        if (fresh) {
          await flow.flush();
          release();
          taken = await from.take(id);
        }
        const used = new Set(strip.api.getState().items.map((i) => i.id));
        const read = renamed(await readContents(await from.read(id)), used);
        const isCopy = fresh && !taken;
        if (taken && !isEmpty()) {
          // Something was opened meanwhile: the stored session stays as it is.
          taken.close();
          taken = null;
        }
        if (taken) {
          writer = taken;
          api.setState({ currentId: id, offer: null });
        }
        const shown = await bringContents(read, store, strip, films);
        if (!shown) {
          if (taken) release();
          return false;
        }
        if (isCopy) notices.copy();
        schedule();
        return true;
      } catch (thrown) {
        if (taken && writer !== taken) taken.close();
        store.fail('open-project', thrown);
        return false;
      }
    },
    async remove(id) {
      await sessions?.remove(id);
      if (api.getState().offer?.id === id) api.setState({ offer: null });
      await flow.refresh();
    },
    async removeAll() {
      const { list, currentId } = api.getState();
      for (const { id, busy } of list) if (id !== currentId && !busy) await sessions?.remove(id);
      api.setState({ offer: null });
      await flow.refresh();
    },
    persist: async () => (await sessions?.persist()) ?? false,
    async flush() {
      if (stopTimer) await run();
      else if (saving) await saving;
    },
    dispose() {
      stopListening();
      unsubscribeStrip();
      unsubscribeFilms();
      unsubscribeStore();
      stop();
    },
  };
  return flow;
}
