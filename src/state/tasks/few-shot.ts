/** Few-shot classification: examples named by a person, other things sorted by the nearest prototype. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAborted } from '../../contract/errors.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import { cellsUnder, pool } from '../../core/tasks/feature-field.ts';
import { planeOverlap } from '../../core/tasks/plane-overlap.ts';
import type { Deps, OpenedPicture, PictureSource } from '../deps.ts';
import type { HistorySummary } from '../history.ts';
import type { FewShotDoc, ShotCandidate, ShotItem } from './few-shot-doc.ts';
import { type EngineOwner, PredictorPool, type TaskPredictor } from './predictor-pool.ts';
import { createUndo, NO_HISTORY } from './task-history.ts';

export const MOST_PICTURES = 8;
export const MOST_CLASSES = 8;
/** Similarities of the default model's classes lie a few tenths apart; at this temperature a tenth makes 73 % against 27 %. */
export const START_TEMPERATURE = 0.1;

/** Two masks this alike are one thing. */
const SAME = 0.7;

/** What a task takes from the app. */
export interface TaskHost extends EngineOwner {
  readonly deps: Deps;
}

export interface FewShotState extends FewShotDoc {
  readonly pictures: readonly OpenedPicture[];
  readonly current: string | null;
  /** What a click makes: an example of this class, or (null) a question. */
  readonly active: string | null;
  readonly temperature: number;
  /** Clicks that wait for their answer. */
  readonly waiting: number;
  /** Name of the picture being opened. */
  readonly opening: string | null;
  readonly history: HistorySummary;
}

export interface FewShot {
  readonly api: StoreApi<FewShotState>;
  open(source: PictureSource, name: string): Promise<void>;
  show(picture: string): void;
  close(picture: string): void;
  choose(active: string | null): void;
  addClass(): void;
  renameClass(id: string, name: string): void;
  /** Takes the class away; its examples become questions. */
  removeClass(id: string): void;
  /** Clicks on the picture shown. What is there already is labelled anew. @returns the thing, or null where the model found none */
  click(at: ImagePoint): Promise<ShotItem | null>;
  /** Asks anew for a thing from another place. */
  move(item: string, at: ImagePoint): Promise<void>;
  label(item: string, given: string | null): void;
  /** Takes the next or previous candidate of a thing. */
  scrub(item: string, by: -1 | 1): void;
  /** Takes the next candidate, after the last the first. */
  another(item: string): void;
  remove(item: string): void;
  setTemperature(value: number): void;
  undo(): string | null;
  redo(): string | null;
  dispose(): void;
}

function samePlane(a: ShotCandidate | undefined, b: ShotCandidate | undefined): boolean {
  return a !== undefined && b !== undefined && planeOverlap(a.plane, b.plane) > SAME;
}

export function createFewShot(host: TaskHost): FewShot {
  const { pictures } = host.deps;
  const api = createStore<FewShotState>(() => ({
    classes: [
      { id: 'class-1', name: 'Class 1' },
      { id: 'class-2', name: 'Class 2' },
    ],
    items: [],
    closed: [],
    pictures: [],
    current: null,
    active: 'class-1',
    temperature: START_TEMPERATURE,
    waiting: 0,
    opening: null,
    history: NO_HISTORY,
  }));
  const predictors = new PredictorPool(host, MOST_PICTURES);
  const life = new AbortController();
  let made = 2;

  /** Every picture of the visit that is not forgotten: those put away come back with undo. */
  let opened: readonly OpenedPicture[] = [];

  const docNow = (): FewShotDoc => {
    const { classes, items, closed } = api.getState();
    return { classes, items, closed };
  };
  const undo = createUndo<FewShotDoc>(
    docNow,
    (doc, history) => {
      const { active, current } = api.getState();
      const kept = doc.classes.some((c) => c.id === active);
      const shown = opened.filter((p) => !doc.closed.includes(p.id));
      api.setState({
        ...doc,
        history,
        pictures: shown,
        current: shown.some((p) => p.id === current) ? current : (shown.at(-1)?.id ?? null),
        active: kept || active === null ? active : (doc.classes[0]?.id ?? null),
      });
    },
    (doc) => doc.items.flatMap((i) => i.candidates.flatMap((c) => [c.plane.data.buffer, c.vector.buffer])),
  );
  const change = (part: Partial<FewShotDoc>, label: string, key?: string): void =>
    undo.commit({ ...docNow(), ...part }, label, key);
  const withItem = (id: string, part: Partial<ShotItem>): readonly ShotItem[] =>
    api.getState().items.map((item) => (item.id === id ? { ...item, ...part } : item));

  const predictorOf = (picture: OpenedPicture): Promise<TaskPredictor> =>
    predictors.get({ id: picture.id, size: picture.size, bitmap: () => pictures.copy(picture) }, life.signal);

  const answer = async (picture: OpenedPicture, at: ImagePoint): Promise<Omit<ShotItem, 'id' | 'given'> | null> => {
    const { predictor, field } = await predictorOf(picture);
    const { candidates, best } = await predictor.predict([{ kind: 'point', at, label: 'include' }], {
      signal: life.signal,
    });
    const features = await field();
    const pooled = candidates.flatMap(({ logits }, i) => {
      const vector = pool(features, cellsUnder(features, logits));
      return vector ? [{ i, candidate: { plane: logits, vector } }] : [];
    });
    if (pooled.length === 0) return null;
    const chosen = Math.max(
      0,
      pooled.findIndex((p) => p.i === best),
    );
    return { picture: picture.id, at, candidates: pooled.map((p) => p.candidate), chosen };
  };

  /** Counts as waiting until the work is done; a failure goes to the app's store and gives null. */
  const looking = async <T>(work: () => Promise<T>): Promise<T | null> => {
    api.setState({ waiting: api.getState().waiting + 1 });
    try {
      return await work();
    } catch (thrown) {
      if (!isAborted(thrown)) host.store.fail('segment', thrown);
      return null;
    } finally {
      api.setState({ waiting: api.getState().waiting - 1 });
    }
  };

  /** Pictures put away are kept up to as many as may be open; then they go for good, and with them the steps that speak of them. */
  const forgetPutAway = (): void => {
    const { closed, pictures: shown } = api.getState();
    if (opened.length - shown.length < MOST_PICTURES) return;
    for (const picture of opened) if (!shown.includes(picture)) pictures.close(picture);
    opened = shown;
    undo.clear();
    api.setState({ closed: closed.filter((id) => shown.some((p) => p.id === id)), history: NO_HISTORY });
  };

  return {
    api,
    async open(source, name) {
      if (api.getState().pictures.length >= MOST_PICTURES) return;
      api.setState({ opening: name });
      try {
        const picture = await pictures.open(source, life.signal);
        if (life.signal.aborted) {
          pictures.close(picture);
          return;
        }
        forgetPutAway();
        opened = [...opened, picture];
        api.setState({ pictures: [...api.getState().pictures, picture], current: picture.id });
        // The first click should not wait for the encoder; a failure comes up again with the click.
        predictorOf(picture).catch(() => undefined);
      } catch (thrown) {
        if (!isAborted(thrown)) host.store.fail('open-picture', thrown);
      } finally {
        api.setState({ opening: null });
      }
    },
    show: (current) => api.setState({ current }),
    close(id) {
      const { items, closed, pictures: shown } = api.getState();
      if (!shown.some((p) => p.id === id)) return;
      predictors.drop(id);
      change({ closed: [...closed, id], items: items.filter((item) => item.picture !== id) }, 'close a picture');
    },
    choose: (active) => api.setState({ active }),
    addClass() {
      const { classes } = api.getState();
      if (classes.length >= MOST_CLASSES) return;
      const id = `class-${++made}`;
      change({ classes: [...classes, { id, name: `Class ${made}` }] }, 'add a class');
      api.setState({ active: id });
    },
    renameClass(id, name) {
      const classes = api.getState().classes.map((c) => (c.id === id ? { ...c, name } : c));
      change({ classes }, 'rename a class', `rename-${id}`);
    },
    removeClass(id) {
      const { classes, items } = api.getState();
      change(
        {
          classes: classes.filter((c) => c.id !== id),
          items: items.map((item) => (item.given === id ? { ...item, given: null } : item)),
        },
        'remove a class',
      );
    },
    async click(at) {
      const { current, active, pictures: open } = api.getState();
      const picture = open.find((p) => p.id === current);
      if (!picture) return null;
      return looking(async () => {
        const found = await answer(picture, at);
        if (!found || !api.getState().pictures.includes(picture)) return null;
        const known = api
          .getState()
          .items.find(
            (i) => i.picture === picture.id && samePlane(i.candidates[i.chosen], found.candidates[found.chosen]),
          );
        if (known) {
          const again = { ...known, given: active };
          change({ items: withItem(known.id, again) }, 'label a thing');
          return again;
        }
        const item: ShotItem = { ...found, id: host.store.nextId('shot'), given: active };
        change({ items: [...api.getState().items, item] }, active === null ? 'ask about a thing' : 'add an example');
        return item;
      });
    },
    async move(id, at) {
      const item = api.getState().items.find((i) => i.id === id);
      const picture = api.getState().pictures.find((p) => p.id === item?.picture);
      if (!picture) return;
      const found = await looking(() => answer(picture, at));
      if (found) change({ items: withItem(id, found) }, 'move a click');
    },
    label: (id, given) =>
      change({ items: withItem(id, { given }) }, given === null ? 'take a label away' : 'label a thing'),
    scrub(id, by) {
      const item = api.getState().items.find((i) => i.id === id);
      const chosen = item ? item.chosen + by : -1;
      if (item?.candidates[chosen])
        change({ items: withItem(id, { chosen }) }, 'take another candidate', `scrub-${id}`);
    },
    another(id) {
      const item = api.getState().items.find((i) => i.id === id);
      if (!item) return;
      const chosen = (item.chosen + 1) % item.candidates.length;
      change({ items: withItem(id, { chosen }) }, 'take another candidate', `scrub-${id}`);
    },
    remove: (id) => change({ items: api.getState().items.filter((i) => i.id !== id) }, 'remove a thing'),
    setTemperature: (temperature) => api.setState({ temperature }),
    undo: () => undo.undo(),
    redo: () => undo.redo(),
    dispose() {
      life.abort();
      predictors.dispose();
      undo.clear();
      for (const picture of opened) pictures.close(picture);
      opened = [];
      api.setState({ pictures: [], items: [], closed: [], current: null });
    },
  };
}
