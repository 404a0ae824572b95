/** The cut-out as the stage shows it: the same pixels as the file's, made anew when the object or the edge changes. */
import { useEffect, useMemo, useState } from 'react';
import { SegError } from '../../contract/errors.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import type { SegObject } from '../../state/document.ts';
import { objectAlpha } from '../../state/object-alpha.ts';
import { useApp, useServices } from '../app-context.tsx';
import { shownIn } from './layers.ts';

/** Changes settle for this long before the cut-out is made anew, milliseconds. */
const SETTLE = 80;

/** The picture to the left of `share` and the cut-out to its right. */
function beside(before: ImageBitmap, after: ImageBitmap, share: number): ImageBitmap | null {
  const { width, height } = after;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) return null;
  const at = Math.round(share * width);
  if (at < width) context.drawImage(after, at, 0, width - at, height, at, 0, width - at, height);
  if (at > 0) context.drawImage(before, 0, 0, at, height, 0, 0, at, height);
  return canvas.transferToImageBitmap();
}

interface Made {
  readonly bitmap: ImageBitmap;
  readonly object: SegObject;
  readonly picture: OpenedPicture;
}

/** @returns what the stage is to show instead of the picture, or null while the picture itself is to be shown */
export function useCutout(): OpenedPicture | null {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const view = useApp((s) => s.settings.view);
  const { kind: edge, tune } = useApp((s) => s.doc.edge);
  const object = useApp((s) => (s.settings.view === 'cutout' ? (shownIn(s.doc, s.settings)[0] ?? null) : null));
  const before = useApp((s) => s.cutoutView.before);
  const [made, setMade] = useState<Made | null>(null);
  useEffect(() => {
    if (!picture || !object || view !== 'cutout') {
      setMade(null);
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      const alpha = objectAlpha(object, picture.size);
      if (!alpha) return setMade(null);
      const options = {
        trim: false,
        background: { kind: 'transparent' as const },
        tune,
        edge,
        unknown: object.unknown ? [object.unknown] : [],
        composition: null,
      };
      app.deps.exporter.cutoutBitmap(picture, [alpha], options, signal).then(
        (bitmap) => (signal.aborted ? bitmap.close() : setMade({ bitmap, object, picture })),
        (thrown: unknown) => {
          if (!signal.aborted && SegError.from(thrown).code !== 'bad-file') app.store.fail('export', thrown);
        },
      );
    }, SETTLE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [app, picture, object, view, edge, tune]);
  useEffect(() => () => made?.bitmap.close(), [made]);
  const current = made && made.picture === picture && made.object.id === object?.id ? made : null;
  const shown = useMemo(() => {
    if (!current) return null;
    const bitmap = before > 0 ? beside(current.picture.bitmap, current.bitmap, before) : current.bitmap;
    return bitmap ? { ...current.picture, bitmap } : null;
  }, [current, before]);
  return shown;
}
