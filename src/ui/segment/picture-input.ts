/** Ways for a picture to come in: dialogue, clipboard, drop. */
import { SegError } from '../../contract/errors.ts';
import { READ_FORMATS } from '../../core/formats/read-annotations.ts';
import type { App } from '../../state/app.ts';
import { isAnnotationFile } from '../../state/flows/import-annotations.ts';
import { chooseFiles } from '../kit/choose-file.ts';

/** Endings of everything that can be laid over a picture. */
const IMPORT_ENDINGS = [...new Set(READ_FORMATS.flatMap((format) => format.reader.endings))].join(',');

const ACCEPT = 'image/*,.heic,.heif,.tif,.tiff,.avif,.json,application/json,.zip,application/zip';

const isProject = async (file: File): Promise<boolean> => {
  const head = new Uint8Array(
    await file
      .slice(0, 4)
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0)),
  );
  return [0x50, 0x4b, 0x03, 0x04].every((byte, i) => head[i] === byte);
};

/** Names and types of pictures, for choosing them out of a folder that holds other things too. */
function looksLikePicture({ name, type }: File): boolean {
  return type.startsWith('image/') || /\.(heic|heif|tiff?|avif|ico)$/i.test(name);
}

/** Folder and name of files that lay in a dropped folder, which the files themselves do not say. */
const placeOf = new WeakMap<File, string>();

/** Pictures by name; those whose name another one has are told apart by their folder, where it is known. */
function namedPictures(files: readonly File[]): { blob: File; name: string }[] {
  const count = new Map<string, number>();
  for (const { name } of files) count.set(name, (count.get(name) ?? 0) + 1);
  return files.map((blob) => {
    const place = placeOf.get(blob) ?? blob.webkitRelativePath;
    return { blob, name: (count.get(blob.name) ?? 0) > 1 && place !== '' ? place.replace(/^\//, '') : blob.name };
  });
}

/**
 * Opens files of any kind: one picture on its own, several in the strip, ZIP files as projects. Annotation files (COCO,
 * LabelMe, masks as large as the open picture) are laid over the picture.
 *
 * @param asked true when the person asked to open a picture: a grey picture is then a picture, whatever its size
 */
export async function openFiles(app: App, files: readonly File[], asked = false): Promise<void> {
  const fullSize = asked ? null : (app.store.state.picture?.fullSize ?? null);
  const projects: File[] = [];
  const annotations: File[] = [];
  const pictures: File[] = [];
  for (const file of files) {
    if (await isProject(file)) projects.push(file);
    else if (await isAnnotationFile({ name: file.name, blob: file }, fullSize)) annotations.push(file);
    else pictures.push(file);
  }
  for (const project of projects) await app.projects.open(project, project.name);
  const [only] = pictures;
  if (pictures.length > 1) await app.strip.add(namedPictures(pictures));
  else if (only) await app.pictures.open({ kind: 'file', blob: only, name: only.name });
  if (annotations.length === 0) return;
  // One picture and its annotations, dropped together, belong together.
  if (pictures.length === 0 || (pictures.length === 1 && app.store.state.picture?.name === only?.name))
    await app.imports.open(annotations.map((blob) => ({ name: blob.name, blob })));
  else {
    app.store.notify({
      tone: 'info',
      title:
        annotations.length === 1 ? '1 annotation file was left' : `${annotations.length} annotation files were left`,
      text: 'Annotations belong to one picture. Choose that picture, then drop its file.',
      lasts: 9000,
    });
  }
}

/** Opens the pictures among the files of a folder. */
export async function openFolder(app: App, files: readonly File[]): Promise<void> {
  const pictures = files.filter(looksLikePicture);
  if (pictures.length > 0) await openFiles(app, pictures);
  else if (files.length > 0) {
    app.store.fail('open-picture', new SegError('bad-file', 'There is no picture in that folder.'));
  }
}

/** Asks for annotation files and lays their objects over the picture. */
export async function chooseAnnotations(app: App): Promise<void> {
  const files = await chooseFiles(IMPORT_ENDINGS, true);
  if (files.length > 0) await app.imports.open(files.map((blob) => ({ name: blob.name, blob })));
}

/** Asks for files and opens them. */
export async function chooseAndOpen(app: App): Promise<void> {
  await openFiles(app, await chooseFiles(ACCEPT, true), true);
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

/** Every file in a dropped folder, subfolders included. */
async function filesIn(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) {
    return new Promise((resolve) => {
      // What cannot be read is told apart when it is opened: an unreadable entry has no file.
      entry.file(
        (file) => {
          placeOf.set(file, entry.fullPath);
          resolve([file]);
        },
        () => resolve([]),
      );
    });
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  for (;;) {
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, () => resolve([]));
    });
    if (batch.length === 0) return files;
    for (const inner of batch) files.push(...(await filesIn(inner)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Files, folders or an address from a drop or paste. */
export async function openTransfer(app: App, data: DataTransfer): Promise<void> {
  // Both lists are gone after the first wait.
  const entries = [...data.items].filter((i) => i.kind === 'file').map((item) => item.webkitGetAsEntry());
  const files = [...data.files];
  const url = data.getData('text/uri-list').split('\n')[0]?.trim() || data.getData('text/plain').trim();
  const folders = entries.filter((entry) => entry?.isDirectory === true);
  const loose = files.filter((_, i) => entries[i]?.isDirectory !== true);
  const inside: File[] = [];
  for (const folder of folders) if (folder) inside.push(...(await filesIn(folder)));
  if (folders.length > 0 && loose.length === 0) await openFolder(app, inside);
  else if (loose.length > 0) await openFiles(app, [...loose, ...inside.filter(looksLikePicture)]);
  else if (/^https?:\/\/\S+$/.test(url)) await app.pictures.open({ kind: 'url', url });
}
