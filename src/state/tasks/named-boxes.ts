/** Boxes with typed names become masks: the half of open-vocabulary detection that a promptable model does. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type NamedBox, readBoxFile } from '../../contract/box-file.ts';
import { isAborted, SegError } from '../../contract/errors.ts';
import { instanceColor } from '../../core/color/palette.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import { boxArea, boxToPixels, type ImageBox } from '../../core/geometry/box.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { OpenedPicture, PictureSource } from '../deps.ts';
import type { HistorySummary } from '../history.ts';
import { packLogits } from '../object-mask.ts';
import type { TaskHost } from './few-shot.ts';
import { PredictorPool } from './predictor-pool.ts';
import { createUndo, NO_HISTORY } from './task-history.ts';

/** Boxes read from one file. */
const MOST_BOXES = 200;

export interface BoxObject {
  readonly id: string;
  readonly name: string;
  readonly box: ImageBox;
  /** null until the model has answered. */
  readonly plane: LogitsPlane | null;
  /** The model's IoU prediction, or null. */
  readonly score: number | null;
  readonly color: string;
}

interface BoxDoc {
  readonly objects: readonly BoxObject[];
}

export interface NamedBoxesState extends BoxDoc {
  readonly picture: OpenedPicture | null;
  /** Name that the next box gets. */
  readonly name: string;
  readonly opening: string | null;
  /** Boxes answered and in all, while they are being asked. */
  readonly asking: { readonly done: number; readonly total: number } | null;
  readonly history: HistorySummary;
}

export interface NamedBoxes {
  readonly api: StoreApi<NamedBoxesState>;
  open(source: PictureSource, name: string): Promise<void>;
  setName(name: string): void;
  /** A box drawn by hand, with the present name. */
  add(box: ImageBox): Promise<void>;
  /** Boxes of a detector's file. */
  addFile(text: string): Promise<void>;
  resize(id: string, box: ImageBox): Promise<void>;
  rename(id: string, name: string): void;
  remove(id: string): void;
  cancel(): void;
  /** What is exported: every object that has a mask. */
  document(): AnnotationDocument | null;
  undo(): string | null;
  redo(): string | null;
  dispose(): void;
}

export function createNamedBoxes(host: TaskHost): NamedBoxes {
  const { pictures } = host.deps;
  const api = createStore<NamedBoxesState>(() => ({
    picture: null,
    objects: [],
    name: '',
    opening: null,
    asking: null,
    history: NO_HISTORY,
  }));
  const pool = new PredictorPool(host, 1);
  const life = new AbortController();
  let asking = new AbortController();
  let made = 0;

  const undo = createUndo<BoxDoc>(
    () => ({ objects: api.getState().objects }),
    (doc, history) => api.setState({ ...doc, history }),
    (doc) => doc.objects.flatMap((o) => (o.plane ? [o.plane.data.buffer] : [])),
  );
  const forget = (): void => {
    asking.abort();
    const { picture } = api.getState();
    undo.clear();
    api.setState({ picture: null, objects: [], asking: null, history: NO_HISTORY });
    if (!picture) return;
    pool.drop(picture.id);
    pictures.close(picture);
  };

  /** Asks for the masks of boxes one after another; each shows as it comes, all together are one step. */
  const ask = async (boxes: readonly (NamedBox & { readonly id?: string })[], label: string): Promise<void> => {
    const { picture } = api.getState();
    if (!picture) return;
    asking = new AbortController();
    const { signal } = asking;
    const key = `${label}-${++made}`;
    api.setState({ asking: { done: 0, total: boxes.length } });
    try {
      const { predictor } = await pool.get(
        { id: picture.id, size: picture.size, bitmap: () => pictures.copy(picture) },
        signal,
      );
      for (const [i, { id, name, box }] of boxes.entries()) {
        const { candidates, best } = await predictor.predict([{ kind: 'box', box }], { signal });
        const candidate = candidates[best];
        if (api.getState().picture !== picture) return;
        const { objects } = api.getState();
        const answer = {
          box,
          plane: candidate?.logits ?? null,
          score: candidate && Number.isFinite(candidate.score) ? candidate.score : null,
        };
        const next = objects.some((o) => o.id === id)
          ? objects.map((o) => (o.id === id ? { ...o, ...answer } : o))
          : [...objects, { ...answer, id: host.store.nextId('box'), name, color: instanceColor(objects.length) }];
        undo.commit({ objects: next }, label, key);
        api.setState({ asking: { done: i + 1, total: boxes.length } });
      }
    } catch (thrown) {
      if (!isAborted(thrown)) host.store.fail('segment', thrown);
    } finally {
      if (asking.signal === signal) api.setState({ asking: null });
    }
  };

  return {
    api,
    async open(source, name) {
      api.setState({ opening: name });
      try {
        const picture = await pictures.open(source, life.signal);
        if (life.signal.aborted) {
          pictures.close(picture);
          return;
        }
        forget();
        api.setState({ picture });
      } catch (thrown) {
        if (!isAborted(thrown)) host.store.fail('open-picture', thrown);
      } finally {
        api.setState({ opening: null });
      }
    },
    setName: (name) => api.setState({ name }),
    add: (box) => ask([{ name: api.getState().name.trim(), box, score: null }], 'add a box'),
    async addFile(text) {
      const { picture } = api.getState();
      if (!picture) return;
      try {
        const inside = readBoxFile(text, picture.name)
          .map((b) => ({ ...b, box: boxToPixels(b.box, picture.size) }))
          .filter((b) => boxArea(b.box) > 0)
          .toSorted((a, b) => (b.score ?? 1) - (a.score ?? 1))
          .slice(0, MOST_BOXES);
        if (inside.length === 0) throw new SegError('bad-file', 'None of the file’s boxes lies on this picture.');
        await ask(inside, 'read boxes');
      } catch (thrown) {
        host.store.fail('import', thrown);
      }
    },
    async resize(id, box) {
      const object = api.getState().objects.find((o) => o.id === id);
      if (object) await ask([{ id, name: object.name, box, score: null }], 'change a box');
    },
    rename(id, name) {
      const objects = api.getState().objects.map((o) => (o.id === id ? { ...o, name } : o));
      undo.commit({ objects }, 'rename an object', `rename-${id}`);
    },
    remove: (id) => undo.commit({ objects: api.getState().objects.filter((o) => o.id !== id) }, 'remove an object'),
    cancel: () => asking.abort(),
    document() {
      const { picture, objects } = api.getState();
      if (!picture) return null;
      const { width, height } = picture.size;
      return {
        picture: { name: picture.name, width, height },
        objects: objects.flatMap((o, i) =>
          o.plane
            ? [
                {
                  id: o.id,
                  name: o.name || `Object ${i + 1}`,
                  label: o.name,
                  mask: packLogits(o.plane, picture.size, 0),
                  color: o.color,
                  score: o.score,
                },
              ]
            : [],
        ),
      };
    },
    undo: () => (api.getState().asking ? null : undo.undo()),
    redo: () => (api.getState().asking ? null : undo.redo()),
    dispose() {
      life.abort();
      forget();
      pool.dispose();
    },
  };
}
