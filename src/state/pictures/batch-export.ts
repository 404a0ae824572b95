/** The files of many pictures in one ZIP, made picture by picture; what was made is kept for the next try. */
import { isAborted, SegError, throwIfAborted } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import { writtenFormat } from '../../core/formats/list.ts';
import { csvText, fileNameOf, uniqueFileNames, withoutExtension } from '../../core/formats/text.ts';
import { annotationDocument } from '../annotations.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { Doc } from '../document.ts';
import type { BatchExportPlan } from './batch-types.ts';
import type { Strip, StripDocument } from './strip-types.ts';

interface Made {
  readonly doc: Doc;
  readonly name: string;
  readonly base: string;
  readonly files: readonly ExportFile[];
  readonly document: AnnotationDocument;
}

interface Progress {
  readonly done: number;
  readonly current: string;
  readonly failed: readonly string[];
}

export interface ExportMaker {
  /** @throws SegError `aborted`, and what writing the ZIP may say */
  make(
    documents: readonly StripDocument[],
    plan: BatchExportPlan,
    signal: AbortSignal,
    report: (progress: Progress) => void,
  ): Promise<{ readonly blob: Blob; readonly pictures: number }>;
}

interface PictureName {
  /** As the picture's file is called; of several equal ones the later get a number. */
  readonly name: string;
  /** What the files written for it are called, without an extension. */
  readonly base: string;
}

/** The table that says which picture is which, where a name had to be changed; null where every picture kept its own. */
function nameTable(documents: readonly StripDocument[], names: readonly PictureName[]): ExportFile | null {
  const rows = documents.map(({ item }, i) => ({ own: item.name, ...names[i], place: i + 1 }));
  const plain = rows.every(
    ({ own, name, base }) => own === name && base === fileNameOf(withoutExtension(own), 'picture'),
  );
  if (plain) return null;
  const lines = rows.map(({ own, name = '', base = '', place }) =>
    [csvText(own), place, csvText(name), csvText(base)].join(','),
  );
  const text = ['file,place_in_the_strip,name_in_this_export,files_called', ...lines].join('\r\n');
  return { path: 'pictures.csv', blob: new Blob([`${text}\r\n`], { type: 'text/csv' }) };
}

/** Names under which no two pictures and no two files of the ZIP collide. A name that only one picture has is kept. */
function namesOf(documents: readonly StripDocument[]): readonly PictureName[] {
  const names = documents.map((d) => d.item.name);
  const bases = uniqueFileNames(names.map(withoutExtension), 'picture');
  const taken = new Set<string>();
  return names.map((own, i) => {
    const stem = withoutExtension(own);
    let name = own;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem} (${n})${own.slice(stem.length)}`;
    taken.add(name.toLowerCase());
    return { name, base: bases[i] ?? stem };
  });
}

export function createExportMaker(deps: Deps, strip: Strip): ExportMaker {
  /** By picture; valid for `madeFor`. */
  const made = new Map<string, Made>();
  let madeFor = '';

  const inFolder = (plan: BatchExportPlan, folder: string, files: readonly ExportFile[]): readonly ExportFile[] =>
    plan.formats.length + (plan.cutouts ? 1 : 0) > 1
      ? files.map((f) => ({ ...f, path: `${folder}/${f.path}` }))
      : files;

  const filesOf = async (
    picture: OpenedPicture,
    doc: Doc,
    document: AnnotationDocument,
    plan: BatchExportPlan,
    signal: AbortSignal,
  ): Promise<readonly ExportFile[]> => {
    const files: ExportFile[] = [];
    if (plan.cutouts)
      files.push(
        ...inFolder(
          plan,
          'cutouts',
          await plan.cutouts({ ...picture, name: `${document.picture.base}.png` }, doc.objects, signal),
        ),
      );
    for (const format of plan.formats) {
      throwIfAborted(signal);
      if (writtenFormat(format).writer.holdsMany) continue;
      files.push(...inFolder(plan, format, await deps.exporter.annotations([document], format, plan.options)));
    }
    return files;
  };

  return {
    async make(documents, plan, signal, report) {
      if (madeFor !== plan.key) made.clear();
      madeFor = plan.key;
      const names = namesOf(documents);
      const failed: string[] = [];
      const done: Made[] = [];
      for (const [i, { item, work }] of documents.entries()) {
        const { name, base } = names[i] ?? { name: item.name, base: item.name };
        const doc = work?.doc;
        if (!doc) continue;
        throwIfAborted(signal);
        report({ done: done.length, current: item.name, failed });
        const known = made.get(item.id);
        if (known?.doc === doc && known.name === name && known.base === base) {
          done.push(known);
          continue;
        }
        try {
          const one = await strip.withPicture(item.id, signal, async (opened): Promise<Made> => {
            const picture = { ...opened, name };
            const made = annotationDocument(picture, doc.objects);
            const document = { ...made, picture: { ...made.picture, base } };
            return { doc, name, base, document, files: await filesOf(picture, doc, document, plan, signal) };
          });
          made.set(item.id, one);
          done.push(one);
        } catch (thrown) {
          if (isAborted(thrown)) throw thrown;
          failed.push(`“${item.name}”: ${SegError.from(thrown).message}`);
        }
      }
      report({ done: done.length, current: '', failed: [...failed] });
      const table = nameTable(documents, names);
      const files = [...(table ? [table] : []), ...done.flatMap((m) => m.files)];
      for (const format of plan.formats.filter((id) => writtenFormat(id).writer.holdsMany)) {
        const set = await deps.exporter.annotations(
          done.map((m) => m.document),
          format,
          plan.options,
        );
        files.push(...inFolder(plan, format, set));
      }
      return { blob: await deps.exporter.zip(files, signal), pictures: done.length };
    },
  };
}
