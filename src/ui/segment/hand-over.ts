/** The cut-out out of the page in one action: to the clipboard, to another program, or as a file. */
import { isAborted } from '../../contract/errors.ts';
import type { App } from '../../state/app.ts';
import { activeObject, type SegObject } from '../../state/document.ts';
import type { AppState } from '../../state/state.ts';
import { rememberedChoices } from './export-choices.ts';
import { type MadeExport, makeExport } from './make-export.ts';

/** The active object, else all that are shown. */
function meant({ doc }: AppState): readonly SegObject[] {
  const active = activeObject(doc);
  return active ? [active] : doc.objects.filter((o) => o.visible);
}

export function canHandOver(s: AppState): boolean {
  return s.picture !== null && meant(s).length > 0;
}

/** The cut-out as a PNG, trimmed, on nothing, with the edge of the settings. @throws as {@link makeExport} */
function cutoutFile(app: App): Promise<MadeExport> | null {
  const { state } = app.store;
  const objects = meant(state);
  if (!state.picture || objects.length === 0) return null;
  return makeExport({
    exporter: app.deps.exporter,
    picture: state.picture,
    objects,
    choices: {
      ...rememberedChoices(),
      form: 'cutout',
      image: 'png',
      each: false,
      trim: true,
      background: 'transparent',
      edge: state.settings.edge,
    },
    signal: new AbortController().signal,
  });
}

const named = (app: App): string => activeObject(app.store.state.doc)?.name ?? 'The cut-out';

/** Puts the cut-out on the clipboard and says so. */
export async function copyCutout(app: App): Promise<void> {
  const work = cutoutFile(app);
  if (!work) return;
  const name = named(app);
  try {
    // The promise goes to the browser at once: some forget the key press otherwise.
    await app.deps.exporter.copy(work.then(({ blob }) => blob));
    app.store.notify({ tone: 'good', title: `${name} copied. Paste it anywhere.`, lasts: 4000 });
  } catch (thrown) {
    app.store.fail('copy', thrown);
  }
}

/** Downloads the cut-out and says under which name. */
export async function saveCutout(app: App): Promise<void> {
  try {
    const made = await cutoutFile(app);
    if (!made) return;
    app.deps.exporter.save(made.blob, made.name);
    app.leaving.saved('stage');
    app.store.notify({ tone: 'good', title: `Saved as ${made.name}`, lasts: 4000 });
  } catch (thrown) {
    app.store.fail('export', thrown);
  }
}

/** Whether this device has a sheet for sharing files. */
export function canShare(): boolean {
  if (typeof navigator.canShare !== 'function') return false;
  return navigator.canShare({ files: [new File([], 'cut-out.png', { type: 'image/png' })] });
}

/** Opens the device's sheet for sharing with the cut-out as a file. */
export async function shareCutout(app: App): Promise<void> {
  try {
    const made = await cutoutFile(app);
    if (!made) return;
    await navigator.share({ files: [new File([made.blob], made.name, { type: made.blob.type })] });
    app.store.notify({ tone: 'good', title: 'Shared', lasts: 4000 });
  } catch (thrown) {
    // Closing the sheet is no failure; a sheet that is refused because the tap was long ago leaves the file.
    if (isAborted(thrown) || (thrown instanceof DOMException && thrown.name === 'AbortError')) return;
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') return saveCutout(app);
    app.store.fail('export', thrown);
  }
}
