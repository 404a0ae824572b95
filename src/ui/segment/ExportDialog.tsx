/** Takes masks and cut-outs out of the tab: which objects, in which form, as a file or to the clipboard. */
import { type JSX, useEffect, useState } from 'react';
import { fileNameOf } from '../../core/formats/text.ts';
import type { ExportObject, OpenedPicture } from '../../state/deps.ts';
import type { SegObject } from '../../state/document.ts';
import { objectMask } from '../../state/object-mask.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatBytes } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import css from './ExportDialog.module.css';
import { colorOf } from './layers.ts';

type Form = 'cutout' | 'mask';

function exportable(objects: readonly SegObject[], picture: OpenedPicture): readonly ExportObject[] {
  return objects.flatMap((object) => {
    const mask = objectMask(object, picture.size);
    return mask ? [{ name: object.name, color: colorOf(object.color), mask }] : [];
  });
}

/** The file as it would be saved, made anew when the choice changes. */
function useResult(
  form: Form,
  objects: readonly SegObject[],
): { readonly blob: Blob | null; readonly url: string | null } {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const [result, setResult] = useState<{ blob: Blob; url: string } | null>(null);
  useEffect(() => {
    if (!picture || objects.length === 0) {
      setResult(null);
      return;
    }
    let here = true;
    let made: string | null = null;
    const list = exportable(objects, picture);
    const work =
      form === 'mask' ? app.deps.exporter.maskPng(picture, list) : app.deps.exporter.cutoutPng(picture, list);
    work.then(
      (blob) => {
        if (!here) return;
        made = URL.createObjectURL(blob);
        setResult({ blob, url: made });
      },
      (thrown: unknown) => {
        if (here) app.store.fail('export', thrown);
      },
    );
    return () => {
      here = false;
      if (made) URL.revokeObjectURL(made);
      setResult(null);
    };
  }, [app, picture, form, objects]);
  return { blob: result?.blob ?? null, url: result?.url ?? null };
}

export function ExportDialog(): JSX.Element {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const all = useApp((s) => s.doc.objects);
  const [form, setForm] = useState<Form>('cutout');
  const [chosen, setChosen] = useState<readonly SegObject[]>(() => all.filter((o) => o.visible));
  const { blob, url } = useResult(form, chosen);
  const close = (): void => app.store.set({ overlay: 'none' });
  const base = fileNameOf((picture?.name ?? 'picture').replace(/\.[a-z0-9]{2,5}$/i, ''), 'picture');
  const name = `${base}-${form === 'mask' ? 'mask' : 'cutout'}.png`;
  const toggle = (object: SegObject): void =>
    setChosen(
      chosen.includes(object)
        ? chosen.filter((o) => o !== object)
        : all.filter((o) => o === object || chosen.includes(o)),
    );
  const copy = (): void => {
    if (!blob) return;
    app.deps.exporter.copy(Promise.resolve(blob)).then(
      () => app.store.notify({ tone: 'good', title: 'Copied. Paste it anywhere.', lasts: 4000 }),
      (thrown: unknown) => app.store.fail('copy', thrown),
    );
  };
  return (
    <Dialog
      title="Export"
      size="l"
      isOpen
      onClose={close}
      footer={
        <>
          <span className={css.what}>
            {picture && blob
              ? `${picture.fullSize.width} × ${picture.fullSize.height} pixels, ${formatBytes(blob.size)}`
              : chosen.length === 0
                ? 'Choose at least one object'
                : 'Preparing…'}
          </span>
          <Button icon="copy" isDisabled={!blob} onPress={copy}>
            Copy
          </Button>
          <Button
            look="primary"
            icon="download"
            isDisabled={!blob}
            onPress={() => {
              if (blob) app.deps.exporter.save(blob, name);
            }}
          >
            Save {name}
          </Button>
        </>
      }
    >
      <div className={css.body}>
        <div className={css.choices}>
          <Segmented
            label="What to export"
            value={form}
            options={[
              { value: 'cutout', label: 'Cut-out', icon: 'scissors' },
              { value: 'mask', label: 'Mask', icon: 'fill' },
            ]}
            onChange={setForm}
          />
          <fieldset className={css.objects}>
            <legend>Objects</legend>
            {all.map((object) => (
              <label key={object.id}>
                <input type="checkbox" checked={chosen.includes(object)} onChange={() => toggle(object)} />
                {object.name}
              </label>
            ))}
          </fieldset>
        </div>
        <div className={css.preview} aria-busy={url === null}>
          {url ? (
            <img
              src={url}
              alt={form === 'mask' ? 'The mask, white on black' : 'The cut-out on a chequered ground'}
              data-testid="export-preview"
            />
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}
