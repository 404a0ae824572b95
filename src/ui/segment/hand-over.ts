/** The cut-out out of the page in one action: to the clipboard, to another program, or as a file. */
import { isAborted } from '../../contract/errors.ts';
import { annotationDocument } from '../../state/annotations.ts';
import type { App } from '../../state/app.ts';
import { activeObject, type SegObject } from '../../state/document.ts';
import type { AppState } from '../../state/state.ts';
import { mayWrite, pickFile, pickFolder, writeFile, writeInto } from '../kit/save-picker.ts';
import { PLAIN_COMPOSE } from './compose-choices.ts';
import { rememberedChoices } from './export-choices.ts';
import { cutoutName, type MadeExport, makeExport } from './make-export.ts';

/** The active object, else all that are shown. */
function meant({ doc }: AppState): readonly SegObject[] {
  const active = activeObject(doc);
  return active ? [active] : doc.objects.filter((o) => o.visible);
}

export function canHandOver(s: AppState): boolean {
  return s.picture !== null && meant(s).length > 0;
}

/** The cut-out as a PNG, trimmed, on nothing, with the edge that is set; null when nothing is meant. @throws as {@link makeExport} */
export function cutoutFile(
  app: App,
  objects: readonly SegObject[] = meant(app.store.state),
): Promise<MadeExport> | null {
  const { state } = app.store;
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
      compose: PLAIN_COMPOSE,
      background: 'transparent',
      edge: state.doc.edge.kind,
      tune: state.doc.edge.tune,
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
    saved(app, made.name);
  } catch (thrown) {
    app.store.fail('export', thrown);
  }
}

const saved = (app: App, name: string): void => {
  app.leaving.saved('stage');
  app.store.notify({ tone: 'good', title: `Saved as ${name}`, lasts: 4000 });
};

/** Asks where the cut-out goes, writes it there, and says under which name. */
export async function saveCutoutAs(app: App): Promise<void> {
  const { picture } = app.store.state;
  if (!picture) return;
  try {
    const file = await pickFile(cutoutName(picture, 'png'), 'image/png');
    const made = file && (await cutoutFile(app));
    if (!made) return;
    await writeFile(file, made.blob);
    saved(app, file.name);
  } catch (thrown) {
    app.store.fail('export', thrown);
  }
}

/** The folder that cut-outs go to, once one was chosen; until the tab is closed. */
let folder: FileSystemDirectoryHandle | null = null;

export const chosenFolder = (): string | null => folder?.name ?? null;

/** Writes the cut-out into the folder, which is asked for the first time and with `another`; says under which name. */
export async function saveCutoutInto(app: App, another = false): Promise<void> {
  try {
    if (another || !folder) folder = (await pickFolder()) ?? folder;
    else if (!(await mayWrite(folder))) folder = null;
    const made = folder && (await cutoutFile(app));
    if (!made || !folder) return;
    saved(app, `${folder.name}/${await writeInto(folder, made.blob, made.name)}`);
  } catch (thrown) {
    app.store.fail('export', thrown);
  }
}

/** Puts the outlines on the clipboard as SVG, with the cut-out beside them for programs that take none, and says so. */
export async function copySvg(app: App): Promise<void> {
  const { picture } = app.store.state;
  const objects = meant(app.store.state);
  if (!picture || objects.length === 0) return;
  const name = named(app);
  const png = cutoutFile(app, objects);
  if (!png) return;
  const document = annotationDocument(picture, objects);
  const text = app.deps.exporter
    .annotations([document], 'svg', rememberedChoices())
    .then(([file]) => file?.blob.text() ?? '');
  try {
    await app.deps.exporter.copyVector(
      text,
      png.then(({ blob }) => blob),
    );
    app.store.notify({ tone: 'good', title: `${name} copied as SVG and PNG. Paste it anywhere.`, lasts: 4000 });
  } catch (thrown) {
    app.store.fail('copy', thrown);
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
