/** Files as a video: whichever way reads them exactly. */
import { isZip } from '../../codecs/archive/archive.ts';
import { openArchive } from '../../codecs/archive/open-archive.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import { PROJECT_MAIN } from '../../contract/project.ts';
import type { Clip } from '../../contract/video.ts';
import { sniffFormat } from '../image/image-format.ts';
import { exactFrames } from './exact-frames.ts';
import { animatedFrames, sequenceFrames } from './picture-frames.ts';
import { playedFrames } from './played-frames.ts';

const PICTURE = /\.(png|jpe?g|webp|bmp|gif|avif)$/i;

const headOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.slice(0, 4096).arrayBuffer());

/** Picture files of a ZIP, in folders too. */
async function picturesIn({ name, blob }: NamedBlob, signal: AbortSignal): Promise<readonly NamedBlob[]> {
  const archive = await openArchive(blob, name);
  if (archive.files.some(({ path }) => path === PROJECT_MAIN))
    throw new SegError('bad-file', `“${name}” is a project of this app; open it with “Open project” in Segment`);
  const pictures: NamedBlob[] = [];
  for (const { path } of archive.files) {
    if (!PICTURE.test(path) || path.startsWith('__MACOSX/')) continue;
    throwIfAborted(signal);
    pictures.push({ name: path, blob: new Blob([await archive.read(path)]) });
  }
  if (pictures.length === 0) throw new SegError('bad-file', `“${name}” holds no pictures`);
  return pictures;
}

/**
 * One video or animated picture; several files, or a ZIP of pictures, are the frames of one.
 * @param framesPerSecond of pictures in a row, where it is known
 * @throws SegError `unsupported-image` for what the browser cannot play, `bad-file` for what is damaged or no video, `aborted`
 */
export async function decodeVideo(
  files: readonly NamedBlob[],
  signal: AbortSignal,
  report: (done: number, total: number) => void,
  framesPerSecond: number | null = null,
): Promise<Clip> {
  const [first] = files;
  if (!first) throw new SegError('bad-file', 'no file was given');
  if (files.length > 1) {
    const pictures = files.filter(({ name }) => PICTURE.test(name));
    if (pictures.length < 2)
      throw new SegError(
        'bad-file',
        'One video at a time; several files are read as the frames of one only if they are pictures',
      );
    return withWord(await sequenceFrames(pictures, framesPerSecond, signal, report), files.length - pictures.length);
  }
  const head = await headOf(first.blob);
  if (isZip(head)) {
    const clip = await sequenceFrames(await picturesIn(first, signal), framesPerSecond, signal, report);
    return { ...clip, name: first.name, source: { kind: 'files', files, framesPerSecond } };
  }
  const kind = sniffFormat(head);
  if (kind.kind === 'picture') {
    const typed = new Blob([first.blob], { type: `image/${kind.format}` });
    const clip = await animatedFrames(typed, first.name, signal, report);
    if (clip) return clip;
    throw new SegError(
      'bad-file',
      `“${first.name}” is one still picture, or this browser does not read its frames; a video or several pictures are needed`,
    );
  }
  return (
    (await exactFrames(first.blob, first.name, signal, report)) ?? playedFrames(first.blob, first.name, signal, report)
  );
}

function withWord(clip: Clip, left: number): Clip {
  if (left === 0) return clip;
  return { ...clip, notes: [...clip.notes, `${left} of the files are no pictures and are left out.`] };
}
