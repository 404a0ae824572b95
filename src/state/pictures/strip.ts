/** The strip: many pictures open, each with a document and undo steps of its own, one of them on the stage. */
import { createStore } from 'zustand/vanilla';
import { isAborted, SegError } from '../../contract/errors.ts';
import type { Deps, OpenedPicture, PictureSource } from '../deps.ts';
import { type AppStore, freshSnapshot } from '../store.ts';
import { BitmapCache } from './bitmaps.ts';
import { hasWork, InactiveDocuments } from './inactive-documents.ts';
import { checkSize, openInPlace } from './open-in-place.ts';
import { secureSources } from './secure-sources.ts';
import type { Strip, StripContent, StripItem, StripState } from './strip-types.ts';
import { createThumbnails } from './thumbnails.ts';

/** Milliseconds after the last change of the document before the next picture is encoded ahead. */
const AHEAD_AFTER = 900;

export interface StripHooks {
  /** Called after the picture on the stage has changed. */
  changed(): void;
  /** A picture will not come back. */
  forgotten(id: string): void;
  /** A picture is likely to come next. */
  soon(picture: OpenedPicture): Promise<void>;
}

/** What to say of files that did not open. */
function refusal(failed: readonly string[], of: number): { readonly title: string; readonly text: string } {
  const title =
    failed.length === 1 ? `1 of ${of} files was not opened` : `${failed.length} of ${of} files were not opened`;
  return { title, text: `${failed.join('. ')}.` };
}

export function createStrip(store: AppStore, deps: Deps, hooks: StripHooks): Strip {
  const api = createStore<StripState>(() => ({ items: [], activeId: null, intake: null }));
  const bitmaps = new BitmapCache(deps);
  const inactive = new InactiveDocuments();
  const sources = new Map<string, PictureSource>();
  const thumbnails = createThumbnails(deps, (id, thumbnail) => change(id, { thumbnail }));
  let selecting = new AbortController();
  let stopAhead: () => void = () => undefined;
  let alive = true;

  const state = (): StripState => api.getState();
  const change = (id: string, part: Partial<StripItem>): void =>
    api.setState({ items: state().items.map((i) => (i.id === id ? { ...i, ...part } : i)) });
  const find = (id: string): StripItem | null => state().items.find((i) => i.id === id) ?? null;

  /** Sets the present document aside; nothing is lost. */
  const park = (): void => {
    const { picture } = store.state;
    if (!picture || !find(picture.id)) return;
    const snapshot = store.snapshot();
    if (hasWork(snapshot)) inactive.put(picture.id, snapshot, picture.size);
    else inactive.delete(picture.id);
  };

  const show = (picture: OpenedPicture | null): void => {
    const before = store.state.picture;
    if (picture) bitmaps.pin(picture.id);
    const work = picture ? inactive.get(picture.id) : null;
    if (picture) inactive.delete(picture.id);
    api.setState({ activeId: picture?.id ?? null });
    const shown = work ?? freshSnapshot(store.state.doc);
    store.restore(shown, { picture, opening: null, encoding: { phase: 'none' }, decodeMs: null });
    hooks.changed();
    if (before) bitmaps.unpin(before.id);
    planAhead();
  };

  const forget = (id: string): void => {
    api.setState({ items: state().items.filter((i) => i.id !== id) });
    bitmaps.drop(id);
    inactive.delete(id);
    sources.delete(id);
    hooks.forgotten(id);
  };

  const admit = (picture: OpenedPicture): void => {
    bitmaps.put(picture);
    change(picture.id, { phase: 'ready', size: picture.size, fullSize: picture.fullSize });
    if (!find(picture.id)?.thumbnail) thumbnails.make(picture);
  };

  const neighbour = (id: string, by: number): StripItem | null => {
    const { items } = state();
    const at = items.findIndex((i) => i.id === id);
    return at < 0 || items.length < 2 ? null : (items[(at + by + items.length * Math.abs(by)) % items.length] ?? null);
  };

  /** Encodes the next picture once the person has paused. */
  const planAhead = (): void => {
    stopAhead();
    const { activeId } = state();
    const next = activeId === null ? null : neighbour(activeId, 1);
    if (!next || !alive) return;
    stopAhead = deps.clock.later(AHEAD_AFTER, () => {
      if (store.state.encoding.phase !== 'ready' || store.state.busy || store.state.finding?.running) return;
      // Failures are said when the picture is asked for.
      strip.withPicture(next.id, new AbortController().signal, hooks.soon).catch(() => undefined);
    });
  };

  const unsubscribe = store.api.subscribe((now, before) => {
    const { activeId } = state();
    if (now.doc !== before.doc && activeId !== null) {
      const objects = now.doc.objects.length;
      if (find(activeId)?.objects !== objects) change(activeId, { objects });
    }
    if (now.doc !== before.doc || now.encoding.phase !== before.encoding.phase) planAhead();
  });

  const strip: Strip = {
    api,
    async add(files) {
      const fresh = files.map(({ blob, name }): StripItem & { readonly blob: Blob } => ({
        id: crypto.randomUUID(),
        name,
        blob,
        phase: 'waiting',
        thumbnail: null,
        size: null,
        fullSize: null,
        objects: 0,
      }));
      for (const { id, blob, name } of fresh) sources.set(id, { kind: 'file', blob, name });
      const { activeId } = state();
      const idle = activeId !== null && !hasWork(store.snapshot()) && state().items.length === 1;
      const items = fresh.map(({ blob: _, ...item }) => item);
      const before = state().intake;
      api.setState({
        items: [...state().items, ...items],
        intake: { done: before?.done ?? 0, total: (before?.total ?? 0) + items.length },
      });
      let shown = false;
      const failed: string[] = [];
      for (const { id, blob, name } of fresh) {
        if (!alive) return;
        if (find(id)) {
          try {
            const source: PictureSource = { kind: 'file', blob, name };
            const picture = await bitmaps.get(id, source, new AbortController().signal);
            if (find(id)) {
              admit(picture);
              if (!shown) {
                shown = true;
                park();
                show(picture);
                // A picture that was only looked at makes way for the many.
                if (idle && activeId !== null) forget(activeId);
              }
            } else bitmaps.drop(id);
          } catch (thrown) {
            if (!isAborted(thrown)) failed.push(SegError.from(thrown).message);
            forget(id);
          }
        }
        const { intake } = state();
        if (intake) api.setState({ intake: { ...intake, done: intake.done + 1 } });
      }
      const { intake } = state();
      if (intake && intake.done >= intake.total) api.setState({ intake: null });
      if (failed.length > 0) store.notify({ tone: 'warning', ...refusal(failed, files.length) });
      planAhead();
    },
    async bring(contents: readonly StripContent[], wanted: string) {
      const target = contents.find((c) => c.id === wanted) ?? contents[0];
      if (!target) return false;
      let picture: OpenedPicture;
      try {
        picture = await bitmaps.get(target.id, target.source, new AbortController().signal);
        checkSize(picture, target.size);
      } catch (thrown) {
        store.fail('open-picture', thrown);
        return false;
      }
      park();
      const old = state();
      const idle = old.items.length === 1 && old.activeId !== null && !hasWork(store.snapshot());
      const taken = new Set(contents.map((c) => c.id));
      for (const { id, source, work, size } of contents) {
        sources.set(id, source);
        if (work && size) inactive.put(id, work, size);
      }
      const items = contents.map(
        ({ source: _, work: __, ...item }): StripItem => ({ ...item, phase: item.fullSize ? 'ready' : 'waiting' }),
      );
      api.setState({ items: [...old.items.filter((i) => !taken.has(i.id)), ...items] });
      admit(picture);
      show(picture);
      if (idle && old.activeId !== null && !taken.has(old.activeId)) forget(old.activeId);
      return true;
    },
    async select(id) {
      selecting.abort();
      selecting = new AbortController();
      const { signal } = selecting;
      const source = sources.get(id);
      if (!source) return false;
      if (state().activeId === id) return true;
      const item = find(id);
      store.set({ opening: item?.name ?? null });
      try {
        const picture = await bitmaps.get(id, source, signal);
        if (signal.aborted || !find(id)) return false;
        checkSize(picture, item?.size ?? null);
        admit(picture);
        park();
        show(picture);
        return true;
      } catch (thrown) {
        if (signal.aborted) return false;
        store.set({ opening: null });
        store.fail('open-picture', thrown);
        return false;
      }
    },
    replaceFile(blob) {
      selecting.abort();
      selecting = new AbortController();
      const { signal } = selecting;
      const swap = (before: string, picture: OpenedPicture, name: string): void => {
        const work = store.snapshot();
        if (hasWork(work)) inactive.put(picture.id, work, picture.size);
        sources.set(picture.id, { kind: 'file', blob, name });
        change(before, { id: picture.id, thumbnail: null });
        admit(picture);
        show(picture);
        forget(before);
      };
      return openInPlace(store, deps, find, blob, signal, swap);
    },
    async step(by) {
      const { activeId } = state();
      const next = activeId === null ? null : neighbour(activeId, by);
      return next ? strip.select(next.id) : false;
    },
    remove(id) {
      if (state().activeId === id) strip.closeCurrent();
      else forget(id);
    },
    secure: () => secureSources({ store, deps, sources, bitmaps, items: () => state().items, change }),
    documents() {
      const { items, activeId } = state();
      return items.flatMap((item) => {
        const source = sources.get(item.id);
        const snapshot = item.id === activeId ? store.snapshot() : inactive.get(item.id);
        return source ? [{ item, source, work: snapshot && hasWork(snapshot) ? snapshot : null }] : [];
      });
    },
    async withPicture(id, signal, work) {
      const source = sources.get(id);
      if (!source) throw new SegError('bad-file', 'This picture is no longer open');
      const picture = await bitmaps.get(id, source, signal);
      bitmaps.pin(id);
      try {
        return await work(picture);
      } finally {
        bitmaps.unpin(id);
      }
    },
    arrive(picture, source) {
      selecting.abort();
      const { items, activeId } = state();
      const stays = items.length > 1 || hasWork(store.snapshot());
      park();
      const { original, name, id } = picture;
      sources.set(id, original ? { kind: 'file', blob: original, name } : source);
      const { size, fullSize } = picture;
      const item: StripItem = { id, name, phase: 'ready', thumbnail: null, size, fullSize, objects: 0 };
      api.setState({ items: [...items.filter((i) => i.id !== id), item] });
      admit(picture);
      show(picture);
      if (!stays && activeId !== null && activeId !== id) forget(activeId);
    },
    closeCurrent() {
      const { activeId } = state();
      const next = activeId === null ? null : neighbour(activeId, 1);
      const leave = (): void => {
        if (activeId === null || state().activeId === activeId) show(null);
        if (activeId !== null) forget(activeId);
      };
      selecting.abort();
      if (next) void strip.select(next.id).then(leave);
      else leave();
    },
    dispose() {
      alive = false;
      unsubscribe();
      stopAhead();
      selecting.abort();
      show(null);
      for (const { id } of state().items) forget(id);
    },
  };
  return strip;
}
