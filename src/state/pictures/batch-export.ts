/** The files of many pictures in one ZIP, made picture by picture; what was made is kept for the next try. */
import { isAborted, SegError, throwIfAborted } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import { writtenFormat } from '../../core/formats/list.ts';
import { uniqueFileNames, withoutExtension } from '../../core/formats/text.ts';
import { annotationDocument } from '../annotations.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { Doc } from '../document.ts';
import type { BatchExportPlan } from './batch-types.ts';
import type { Strip, StripDocument } from './strip-types.ts';

interface Made {
  readonly doc: Doc;
  readonly name: string;
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

/** Picture names under which no two files of the ZIP collide; extensions stay. */
function namesOf(documents: readonly StripDocument[]): readonly string[] {
  const names = documents.map((d) => d.item.name);
  const bases = uniqueFileNames(names.map(withoutExtension), 'picture');
  return names.map((name, i) => `${bases[i]}${name.slice(withoutExtension(name).length)}`);
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
    if (plan.cutouts) files.push(...inFolder(plan, 'cutouts', await plan.cutouts(picture, doc.objects, signal)));
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
        const name = names[i] ?? item.name;
        const doc = work?.doc;
        if (!doc) continue;
        throwIfAborted(signal);
        report({ done: done.length, current: item.name, failed });
        const known = made.get(item.id);
        if (known?.doc === doc && known.name === name) {
          done.push(known);
          continue;
        }
        try {
          const one = await strip.withPicture(item.id, signal, async (opened): Promise<Made> => {
            const picture = { ...opened, name };
            const document = annotationDocument(picture, doc.objects);
            return { doc, name, document, files: await filesOf(picture, doc, document, plan, signal) };
          });
          made.set(item.id, one);
          done.push(one);
        } catch (thrown) {
          if (isAborted(thrown)) throw thrown;
          failed.push(`“${item.name}”: ${SegError.from(thrown).message}`);
        }
      }
      report({ done: done.length, current: '', failed: [...failed] });
      const files = done.flatMap((m) => m.files);
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
