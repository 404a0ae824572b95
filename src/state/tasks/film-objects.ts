/** The objects of a video: added, named, chosen, taken away. */
import type { StoreApi } from 'zustand/vanilla';
import { instanceColor, nextInstanceColor } from '../../core/color/palette.ts';
import type { FilmDoc, FilmObject } from './film-doc.ts';
import type { Film, FilmState } from './film-state.ts';
import type { Undoable } from './task-history.ts';

/** The object that is there before the person adds one. */
export function firstObject(truth: string | null): FilmObject {
  return { id: 'object-1', name: 'Object 1', color: instanceColor(1), truth };
}

/** @param rescore measures the active object anew */
export function createObjectVerbs(
  api: StoreApi<FilmState>,
  undo: Pick<Undoable<FilmDoc>, 'commit'>,
  rescore: () => void,
): Pick<Film, 'addObject' | 'removeObject' | 'renameObject' | 'chooseObject' | 'addTruth' | 'chooseTruth'> {
  const commit = (objects: readonly FilmObject[], label: string, key?: string): void =>
    undo.commit({ objects, tracks: api.getState().tracks }, label, key);
  const chooseTruth = (truth: string | null): void => {
    const { active, objects } = api.getState();
    commit(
      objects.map((o) => (o.id === active ? { ...o, truth } : o)),
      'choose the truth',
    );
    rescore();
  };
  return {
    chooseTruth,
    addObject() {
      const { objects } = api.getState();
      const number = Math.max(0, ...objects.map(({ id }) => Number(id.split('-')[1]))) + 1;
      const color = nextInstanceColor([instanceColor(0), ...objects.map((o) => o.color)]);
      // Which truth it is measured against is the person's to say.
      const added = { id: `object-${number}`, name: `Object ${number}`, color, truth: null };
      commit([...objects, added], 'add an object');
      api.setState({ active: `object-${number}` });
      rescore();
    },
    removeObject(id) {
      const { objects, tracks } = api.getState();
      const left = objects.filter((o) => o.id !== id);
      const kept = new Map([...tracks].filter(([object]) => object !== id));
      undo.commit({ objects: left.length > 0 ? left : [firstObject(null)], tracks: kept }, 'remove an object');
    },
    renameObject(id, name) {
      const renamed = api.getState().objects.map((o) => (o.id === id ? { ...o, name } : o));
      commit(renamed, 'rename an object', `rename-${id}`);
    },
    chooseObject(active) {
      api.setState({ active });
      rescore();
    },
    addTruth(track) {
      const { clip } = api.getState();
      if (!clip) return;
      const truths = [...clip.truths.filter((t) => t.name !== track.name), track];
      api.setState({ clip: { ...clip, truths } });
      chooseTruth(track.name);
    },
  };
}
