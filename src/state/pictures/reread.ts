/** The picture on the stage read anew from its file: another display window, or another page as a picture of its own. */
import { type PictureReading, readingOf, typeWithReading } from '../../contract/picture-reading.ts';
import { withoutExtension } from '../../core/formats/text.ts';
import type { App } from '../app.ts';

/** @returns the reading of the picture on the stage; null when nothing can be chosen in it */
function fileOnStage(
  app: App,
): { readonly file: Blob; readonly reading: PictureReading; readonly name: string } | null {
  const { picture } = app.store.state;
  if (!picture?.display || !picture.original) return null;
  return { file: picture.original, reading: readingOf(picture.original.type), name: picture.name };
}

/**
 * Moves the display window of the picture on the stage; objects, names and undo steps stay. The notice that follows takes the
 * move back.
 *
 * @param window stored values shown black and white; null for the automatic one
 */
export async function moveWindow(app: App, window: PictureReading['window'] | null): Promise<void> {
  const now = fileOnStage(app);
  if (!now) return;
  const { page } = now.reading;
  const next: PictureReading = { ...(page === undefined ? {} : { page }), ...(window ? { window } : {}) };
  const blob = new Blob([now.file], { type: typeWithReading(now.file.type, next) });
  if (!(await app.strip.replaceFile(blob))) return;
  app.store.notify({
    tone: 'info',
    title: window
      ? `Shown from ${window.low} (black) to ${window.high} (white); the model sees the picture so, too.`
      : 'Shown between the values that were found when the picture was opened.',
    lasts: 8000,
    action: { label: 'Undo', run: () => void moveWindow(app, now.reading.window ?? null) },
  });
}

/** Opens another page of the file on the stage as a picture of its own. @param page from 1 */
export async function openPage(app: App, page: number): Promise<void> {
  const now = fileOnStage(app);
  if (!now) return;
  const type = typeWithReading(now.file.type, { page });
  const ending = /\.[^.]+$/.exec(now.name)?.[0] ?? '';
  const name = `${withoutExtension(now.name).replace(/ \(page \d+\)$/, '')} (page ${page})${ending}`;
  await app.strip.add([{ blob: new Blob([now.file], { type }), name }]);
}
