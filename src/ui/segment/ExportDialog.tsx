/** Takes objects out of the tab: which ones, in which form, as a file or to the clipboard. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { checkDocument } from '../../core/formats/notice.ts';
import { outlinesOf } from '../../core/formats/outline.ts';
import type { Size } from '../../core/geometry/space.ts';
import { countVertices } from '../../core/mask/polygon.ts';
import { annotationDocument } from '../../state/annotations.ts';
import type { SegObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatBytes } from '../format.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { fixedFrame } from './compose-choices.ts';
import css from './ExportDialog.module.css';
import { ExportOptions } from './ExportOptions.tsx';
import { type ExportChoices, missingChoice, usesOption } from './export-choices.ts';
import { FramedPreview } from './FramedPreview.tsx';
import { type MadeExport, makeExport } from './make-export.ts';
import { useExportChoices } from './use-export-choices.ts';

/** Choices settle for this long before the file is made, milliseconds. */
const SETTLE = 150;

/** The file as it would be saved, made anew when the choice changes; the one before stays until then. */
function useMade(
  choices: ExportChoices,
  objects: readonly SegObject[],
): { readonly made: MadeExport | null; readonly url: string | null; readonly busy: boolean } {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const [result, setResult] = useState<{ made: MadeExport; url: string } | null>(null);
  const [busy, setBusy] = useState(true);
  useEffect(() => {
    // A file that changed on disk is said before the export reads it; the picture that replaces it is exported.
    app.strip.secure().catch((thrown: unknown) => app.store.fail('export', thrown));
  }, [app]);
  useEffect(() => {
    if (!picture || objects.length === 0 || missingChoice(choices)) {
      setResult(null);
      setBusy(false);
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    setBusy(true);
    const timer = setTimeout(() => {
      makeExport({ exporter: app.deps.exporter, picture, objects, choices, signal }).then(
        (made) => {
          if (signal.aborted) return;
          setResult({ made, url: URL.createObjectURL(made.preview) });
          setBusy(false);
        },
        (thrown: unknown) => {
          if (signal.aborted) return;
          setResult(null);
          setBusy(false);
          app.store.fail('export', thrown);
        },
      );
    }, SETTLE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [app, picture, choices, objects]);
  useEffect(() => {
    const url = result?.url;
    return () => {
      if (url) URL.revokeObjectURL(url);
    };
  }, [result]);
  return { made: busy ? null : (result?.made ?? null), url: result?.url ?? null, busy };
}

/** Vertices of all outlines at the chosen detail, or null where outlines are not written. */
function useVertices(choices: ExportChoices, objects: readonly SegObject[]): number | null {
  const picture = useApp((s) => s.picture);
  const masks = useMemo(
    () => (picture ? annotationDocument(picture, objects).objects.map((o) => o.mask) : []),
    [picture, objects],
  );
  const wanted = usesOption(choices, 'detail');
  return useMemo(
    () => (wanted ? masks.reduce((sum, mask) => sum + countVertices(outlinesOf(mask, choices.detail)), 0) : null),
    [wanted, masks, choices.detail],
  );
}

function ObjectChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly SegObject[];
  readonly onChange: (objects: readonly SegObject[]) => void;
}): JSX.Element {
  const all = useApp((s) => s.doc.objects);
  const everything = chosen.length === all.length;
  const toggle = (object: SegObject): void =>
    onChange(
      chosen.includes(object)
        ? chosen.filter((o) => o !== object)
        : all.filter((o) => o === object || chosen.includes(o)),
    );
  return (
    <fieldset className={css.objects}>
      <legend>Objects</legend>
      {all.length > 1 ? (
        <label className={css.everything}>
          <input type="checkbox" checked={everything} onChange={() => onChange(everything ? [] : all)} />
          All {all.length}
        </label>
      ) : null}
      {all.map((object) => (
        <label key={object.id}>
          <input type="checkbox" checked={chosen.includes(object)} onChange={() => toggle(object)} />
          {object.name}
        </label>
      ))}
    </fieldset>
  );
}

function previewWords({ form, mask, compose }: ExportChoices): string {
  if (form === 'cutout')
    return compose.frame === 'none' ? 'The cut-out on a chequered ground' : 'The cut-out in its frame';
  return form === 'mask' && mask !== 'index-map' ? 'The mask, white on black' : 'The outlines of the objects';
}

/** Pixels of the file where they are known before it is made. */
function sizeWords({ form, trim, compose }: ExportChoices, full: Size): string {
  const framed = form === 'cutout' && compose.frame !== 'none';
  const whole = form === 'mask' || (form === 'cutout' && !framed && !trim);
  const size = framed ? fixedFrame(compose) : whole ? full : null;
  return size ? `${size.width} × ${size.height} pixels, ` : '';
}

export function ExportDialog(): JSX.Element {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const all = useApp((s) => s.doc.objects);
  const [choices, setChoices] = useExportChoices();
  const [chosen, setChosen] = useState<readonly SegObject[]>(() => all.filter((o) => o.visible));
  const { made, url, busy } = useMade(choices, chosen);
  const vertices = useVertices(choices, chosen);
  const notices = useMemo(() => (picture ? checkDocument(annotationDocument(picture, chosen)) : []), [picture, chosen]);
  const close = (): void => app.store.set({ overlay: 'none' });
  const change = (part: Partial<ExportChoices>): void => {
    setChoices({ ...choices, ...part });
  };
  const copy = (): void => {
    if (!made || !picture) return;
    // The clipboard takes no WebP, so a picture is made once more as PNG.
    const png = (): Promise<Blob> =>
      makeExport({
        exporter: app.deps.exporter,
        picture,
        objects: chosen,
        choices: { ...choices, image: 'png' },
        signal: new AbortController().signal,
      }).then((again) => again.blob);
    const work =
      made.copyable === 'text'
        ? app.deps.exporter.copyText(made.blob.text())
        : app.deps.exporter.copy(made.blob.type === 'image/png' ? Promise.resolve(made.blob) : png());
    work.then(
      () => app.store.notify({ tone: 'good', title: 'Copied. Paste it anywhere.', lasts: 4000 }),
      (thrown: unknown) => app.store.fail('copy', thrown),
    );
  };
  const size = picture ? sizeWords(choices, picture.fullSize) : '';
  const what = made ? `${made.files > 1 ? `${made.files} files, ` : size}${formatBytes(made.blob.size)}` : '';
  return (
    <Dialog
      title="Export"
      size="l"
      isOpen
      onClose={close}
      footer={
        <>
          <span className={css.what} role="status">
            {missingChoice(choices) ??
              (what || (busy ? 'Preparing…' : chosen.length === 0 ? 'Choose at least one object' : 'Nothing to save'))}
          </span>
          <Button icon="copy" isDisabled={!made?.copyable} onPress={copy}>
            Copy
          </Button>
          <Button
            look="primary"
            icon="download"
            isDisabled={!made}
            onPress={() => {
              if (!made) return;
              app.deps.exporter.save(made.blob, made.name);
              app.leaving.saved('stage');
              app.store.notify({ tone: 'good', title: `Saved as ${made.name}`, lasts: 4000 });
            }}
          >
            {made ? `Save ${made.name}` : 'Save'}
          </Button>
        </>
      }
    >
      <div className={css.body}>
        <div className={css.choices}>
          <ExportOptions choices={choices} vertices={vertices} onChange={change} />
          <ObjectChoice chosen={chosen} onChange={setChosen} />
        </div>
        <div className={css.result}>
          <div className={css.preview} aria-busy={busy}>
            {url && choices.form === 'cutout' && choices.compose.frame !== 'none' && !choices.each ? (
              <FramedPreview
                url={url}
                alt={previewWords(choices)}
                value={choices.compose}
                onChange={(compose) => change({ compose })}
              />
            ) : url ? (
              <img src={url} alt={previewWords(choices)} data-testid="export-preview" />
            ) : null}
          </div>
          {notices.length > 0 ? (
            <ul className={css.notices}>
              {notices.map((notice) => (
                <li key={notice.path}>{notice.message}</li>
              ))}
            </ul>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}
