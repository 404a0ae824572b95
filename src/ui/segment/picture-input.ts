/** Ways for a picture to come in: dialogue, clipboard, drop. */
import { SegError } from '../../contract/errors.ts';
import type { App } from '../../state/app.ts';
import { isAnnotationFile } from '../../state/flows/import-annotations.ts';
import { chooseFiles } from '../kit/choose-file.ts';

const ACCEPT = 'image/*,.heic,.heif,.tif,.tiff,.avif,.json,application/json';

/**
 * Opens the first of the files and says what happened to the others. Annotation files (COCO, LabelMe, masks as large as
 * the open picture) are laid over the picture instead.
 */
async function openFiles(app: App, files: readonly File[]): Promise<void> {
  const fullSize = app.store.state.picture?.fullSize ?? null;
  const named = files.map((blob) => ({ name: blob.name, blob }));
  const kinds = await Promise.all(named.map((file) => isAnnotationFile(file, fullSize)));
  const pictures = files.filter((_, i) => !kinds[i]);
  const [first] = pictures;
  if (!first) {
    if (named.length > 0) await app.imports.open(named);
    return;
  }
  if (files.length > 1) {
    app.store.notify({
      tone: 'info',
      title: `Only the first of ${files.length} files was opened`,
      text: 'One picture is on the table at a time; open the others after it.',
      lasts: 8000,
    });
  }
  await app.pictures.open({ kind: 'file', blob: first, name: first.name });
}

/** Asks for annotation files and lays their objects over the picture. */
export async function chooseAnnotations(app: App): Promise<void> {
  const files = await chooseFiles('.json,.png,application/json,image/png', true);
  if (files.length > 0) await app.imports.open(files.map((blob) => ({ name: blob.name, blob })));
}

/** Asks for a file and opens it. */
export async function chooseAndOpen(app: App): Promise<void> {
  await openFiles(app, await chooseFiles(ACCEPT));
}

/** Opens the picture on the clipboard, from a button. Needs the browser's leave, which it asks for. */
export async function pasteAndOpen(app: App): Promise<void> {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((t) => t.startsWith('image/'));
      if (!type) continue;
      const blob = await item.getType(type);
      await app.pictures.open({ kind: 'file', blob, name: 'Pasted picture' });
      return;
    }
    app.store.notify({ tone: 'warning', title: 'There is no picture on the clipboard', lasts: 6000 });
  } catch {
    app.store.notify({
      tone: 'warning',
      title: 'The browser did not hand over the clipboard',
      text: 'Press Ctrl V (Cmd V on a Mac) instead: that needs no permission.',
      lasts: 8000,
    });
  }
}

/** Files or an address from a drop or paste; folders are refused with a word. */
export async function openTransfer(app: App, data: DataTransfer): Promise<void> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const files = [...data.files];
  if (entries[0]?.isDirectory) {
    app.store.fail('open-picture', new SegError('bad-file', 'That is a folder. Open one picture from inside it.'));
    return;
  }
  if (files.length > 0) {
    await openFiles(app, files);
    return;
  }
  const url = data.getData('text/uri-list').split('\n')[0]?.trim() || data.getData('text/plain').trim();
  if (/^https?:\/\/\S+$/.test(url)) await app.pictures.open({ kind: 'url', url });
}
