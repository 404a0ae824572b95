/** Flow: objects from annotation files come on top of the open picture's own, as one undoable step. */
import type { NamedBlob } from '../../contract/export.ts';
import type { AnnotatedObject } from '../../core/formats/document.ts';
import type { Reading, ReadSource } from '../../core/formats/reader.ts';
import type { Size } from '../../core/geometry/space.ts';
import { withAnnotations } from '../annotations.ts';
import type { Deps } from '../deps.ts';
import type { AppStore } from '../store.ts';

export interface ImportFlow {
  /**
   * Takes in the objects of annotation files and says what had to be worked around. Failures go to the store.
   * @returns how many objects came in
   */
  open(files: readonly NamedBlob[]): Promise<number>;
}

/** Shows the readings of a file and waits for the person's choice; null when it is to be left out. */
function ask(store: AppStore, source: ReadSource): Promise<number | null> {
  return new Promise((resolve) => {
    const answer = (reading: number | null): void => {
      store.set({ overlay: 'none', importQuestion: null });
      resolve(reading);
    };
    store.set({ overlay: 'import', importQuestion: { source, answer } });
  });
}

/** Objects of several files may have one id: later ones get a number. */
function distinctIds(objects: readonly AnnotatedObject[]): readonly AnnotatedObject[] {
  const taken = new Set<string>();
  return objects.map((object, i) => {
    const id = taken.has(object.id) ? `${object.id}-${i + 1}` : object.id;
    taken.add(id);
    return { ...object, id };
  });
}

/** Files that take longer than a moment to read, bytes. */
const LARGE: number = 4 << 20;

/** Says that large files are being read, with a way to stop it. @returns the notice's id; null where there is nothing to say */
function sayReading(store: AppStore, files: readonly NamedBlob[], stopped: AbortController): number | null {
  const bytes = files.reduce((sum, file) => sum + file.blob.size, 0);
  if (bytes < LARGE) return null;
  const [only] = files;
  const what = files.length === 1 && only ? `“${only.name}”` : `${files.length} files`;
  return store.notify({
    tone: 'info',
    title: `Reading ${what}`,
    text: `${Math.round(bytes / 1e6)} MB. You can go on working meanwhile.`,
    action: { label: 'Stop', run: () => stopped.abort() },
  });
}

/** Of a long list of remarks this many are shown one by one. */
const SHOWN = 3;

export function createImportFlow(store: AppStore, deps: Deps): ImportFlow {
  return {
    async open(files) {
      const { picture } = store.state;
      if (!picture) {
        store.notify({
          tone: 'warning',
          title: 'Open the picture first',
          text: 'Annotations are laid over the picture they belong to. Open it, then drop this file again.',
          lasts: 10_000,
        });
        return 0;
      }
      const stopped = new AbortController();
      const said = sayReading(store, files, stopped);
      try {
        const full = { name: picture.name, ...picture.fullSize };
        const sources = await deps.exporter.read(files, full, stopped.signal);
        if (said !== null) store.dismissNotice(said);
        const readings: Reading[] = [];
        const left: string[] = [];
        for (const source of sources) {
          const [only] = source.readings;
          const index = source.readings.length > 1 ? await ask(store, source) : 0;
          const reading = index === null ? undefined : (source.readings[index] ?? only);
          if (reading) readings.push(reading);
          else left.push(source.file);
        }
        if (store.state.picture !== picture) return 0;
        const objects = distinctIds(readings.flatMap((reading) => reading.objects));
        const notices = readings.flatMap((reading) => reading.notices);
        if (objects.length > 0) {
          const doc = withAnnotations(store.state.doc, objects, picture.size, () => store.nextId('object-'));
          store.commit(doc, objects.length === 1 ? 'import an object' : `import ${objects.length} objects`);
        }
        store.notify({
          tone: objects.length > 0 ? 'good' : 'warning',
          title: objects.length === 1 ? '1 object came in' : `${objects.length} objects came in`,
          ...(left.length > 0 ? { text: `Left out: ${left.join(', ')}.` } : {}),
          lasts: 6000,
        });
        for (const { message } of notices.slice(0, SHOWN)) {
          store.notify({ tone: 'warning', title: message, lasts: 12_000 });
        }
        if (notices.length > SHOWN) {
          store.notify({ tone: 'warning', title: `${notices.length - SHOWN} more remarks like these`, lasts: 12_000 });
        }
        return objects.length;
      } catch (thrown) {
        store.fail('import', thrown);
        return 0;
      } finally {
        if (said !== null) store.dismissNotice(said);
      }
    },
  };
}

const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Grey, palette and grey with alpha: what masks and index maps are stored as. Photographs and graphics with colours are taken for pictures. */
const MASK_COLOR_TYPES: ReadonlySet<number> = new Set([0, 3, 4]);

/** True for the text formats, and for a grey or palette PNG exactly as large as the open picture. */
export async function isAnnotationFile(file: NamedBlob, fullSize: Size | null): Promise<boolean> {
  if (/\.(geo)?json$|\.xml$|\.txt$|\.ya?ml$/i.test(file.name) || file.blob.type === 'application/json') return true;
  if (!fullSize) return false;
  const bytes = new Uint8Array(await file.blob.slice(0, 26).arrayBuffer());
  if (bytes.length < 26 || PNG_START.some((b, i) => bytes[i] !== b)) return false;
  const view = new DataView(bytes.buffer);
  const fits = view.getUint32(16) === fullSize.width && view.getUint32(20) === fullSize.height;
  return fits && MASK_COLOR_TYPES.has(bytes[25] ?? -1);
}
