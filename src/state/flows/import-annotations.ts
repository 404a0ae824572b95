/** Flow: objects from annotation files come on top of the open picture's own, as one undoable step. */
import type { NamedBlob } from '../../contract/export.ts';
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
      try {
        const { objects, notices } = await deps.exporter.read(files, { name: picture.name, ...picture.fullSize });
        if (store.state.picture !== picture) return 0;
        const doc = withAnnotations(store.state.doc, objects, picture.size, () => store.nextId('object-'));
        store.commit(doc, objects.length === 1 ? 'import an object' : `import ${objects.length} objects`);
        store.notify({
          tone: objects.length > 0 ? 'good' : 'warning',
          title: objects.length === 1 ? '1 object came in' : `${objects.length} objects came in`,
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
      }
    },
  };
}

const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Grey and palette: what masks and index maps are stored as. Photographs and graphics with colours are taken for pictures. */
const MASK_COLOR_TYPES: ReadonlySet<number> = new Set([0, 3]);

/** True for JSON, and for a grey or palette PNG exactly as large as the open picture. */
export async function isAnnotationFile(file: NamedBlob, fullSize: Size | null): Promise<boolean> {
  if (/\.json$/i.test(file.name) || file.blob.type === 'application/json') return true;
  if (!fullSize) return false;
  const bytes = new Uint8Array(await file.blob.slice(0, 26).arrayBuffer());
  if (bytes.length < 26 || PNG_START.some((b, i) => bytes[i] !== b)) return false;
  const view = new DataView(bytes.buffer);
  const fits = view.getUint32(16) === fullSize.width && view.getUint32(20) === fullSize.height;
  return fits && MASK_COLOR_TYPES.has(bytes[25] ?? -1);
}
