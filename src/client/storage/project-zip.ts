/** A project as one ZIP: `project.json`, the picture and video files under their own names, and the numbered parts. */

import { type Archive, ArchiveError, isZip } from '../../codecs/archive/archive.ts';
import { zipFiles } from '../../codecs/archive/write-zip.ts';
import { openZip } from '../../codecs/archive/zip.ts';
import { SegError } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';
import {
  type PartKind,
  PROJECT_MAIN,
  type ProjectDraft,
  type ProjectSource,
  parseProject,
} from '../../contract/project.ts';
import { checkProjectLimits, checkRawProject, MAX_PROJECT_JSON } from '../../contract/project-limits.ts';
import { uniqueFileNames } from '../../core/formats/text.ts';

/** `f32`: raw float32 little-endian; `runs`: run lengths; `alpha`: one byte a pixel. */
const EXTENSIONS: Readonly<Record<Exclude<PartKind, FileKind>, string>> = {
  thumbnail: 'webp',
  plane: 'f32',
  mask: 'runs',
  edge: 'alpha',
};

/** Folders of files as they came. */
const FOLDERS = { picture: 'pictures', video: 'video' } as const;
type FileKind = keyof typeof FOLDERS;

const isFile = (kind: PartKind): kind is FileKind => kind in FOLDERS;

function pathsOf({ parts }: ProjectDraft): readonly string[] {
  const names = uniqueFileNames(
    parts.filter(({ kind }) => isFile(kind)).map((p) => p.name ?? ''),
    'picture',
  );
  let file = 0;
  return parts.map(({ kind }, i) =>
    isFile(kind) ? `${FOLDERS[kind]}/${names[file++]}` : `parts/${String(i).padStart(5, '0')}.${EXTENSIONS[kind]}`,
  );
}

/**
 * Packs a project. The same project gives the same bytes.
 * @throws SegError `bad-file` when a picture file can no longer be read, `aborted`
 */
export async function writeProjectZip(draft: ProjectDraft, signal?: AbortSignal): Promise<Blob> {
  const paths = pathsOf(draft);
  const files: ExportFile[] = draft.parts.map((part, i) => {
    const bytes = part.bytes();
    return { path: paths[i] ?? '', blob: bytes instanceof Blob ? bytes : new Blob([bytes]) };
  });
  const main = new Blob([JSON.stringify({ ...draft.project, parts: paths })], { type: 'application/json' });
  if (main.size > MAX_PROJECT_JSON) {
    throw new SegError(
      'bad-file',
      'This is too much for one project file; close some pictures and save them on their own',
    );
  }
  try {
    return await zipFiles([{ path: PROJECT_MAIN, blob: main }, ...files], signal);
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotReadableError') {
      throw new SegError(
        'bad-file',
        'A picture or video file was moved or deleted since it was opened; open it again',
        {
          cause: thrown,
        },
      );
    }
    throw thrown;
  }
}

function pathList(json: object): readonly string[] {
  const list: unknown = 'parts' in json ? json.parts : [];
  return Array.isArray(list) ? list.filter((path) => typeof path === 'string') : [];
}

async function openProjectZip(blob: Blob, name: string): Promise<Archive> {
  if (!isZip(new Uint8Array(await blob.slice(0, 4).arrayBuffer()))) {
    throw new SegError('bad-file', `“${name}” is not a ZIP file`);
  }
  try {
    return await openZip(blob, name);
  } catch (cause) {
    if (cause instanceof ArchiveError) throw new SegError('bad-file', `“${name}” ${cause.message}`, { cause });
    throw cause;
  }
}

async function readPart(zip: Archive, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await zip.read(path);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new SegError('bad-file', `“${zip.name}” is damaged: ${path} ${cause.message}`, { cause });
  }
}

/**
 * Opens a project file; parts are read when they are asked for.
 * @throws SegError `bad-file` with a sentence: no ZIP, another ZIP, damaged, saved by a newer version
 */
export async function readProjectZip(blob: Blob, name: string): Promise<ProjectSource> {
  const zip = await openProjectZip(blob, name);
  if (!zip.files.some(({ path }) => path === PROJECT_MAIN)) {
    throw new SegError('bad-file', `“${name}” is a ZIP file, but not a project: it holds no ${PROJECT_MAIN}`);
  }
  const main = await readPart(zip, PROJECT_MAIN);
  if (main.length > MAX_PROJECT_JSON) {
    throw new SegError(
      'bad-file',
      `“${name}” was not opened: its description has more than ${MAX_PROJECT_JSON >> 20} MB`,
    );
  }
  const text = new TextDecoder().decode(main);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SegError('bad-file', `“${name}” is not a project: its ${PROJECT_MAIN} is no valid JSON`, { cause });
  }
  checkRawProject(json, name);
  const project = parseProject(json, name);
  checkProjectLimits(project, name);
  const paths = pathList(typeof json === 'object' && json !== null ? json : {});
  return {
    project,
    part: async (index) => {
      const path = paths[index];
      if (path === undefined) throw new SegError('bad-file', `“${name}” is damaged: part ${index} is missing`);
      return new Blob([await readPart(zip, path)]);
    },
  };
}
