/** A film's masks as files. */
import type { ExportFile } from '../../contract/export.ts';
import type { Clip } from '../../contract/video.ts';
import { emptyPacked } from '../../core/mask/packed.ts';
import type { ExportService } from '../deps.ts';
import { packLogits } from '../object-mask.ts';
import type { FrameMask } from './film-doc.ts';

/** One black and white PNG a frame, numbered as DAVIS numbers them: `00000.png` first. */
export async function filmMasks(
  exporter: Pick<ExportService, 'annotations'>,
  clip: Clip,
  masks: ReadonlyMap<number, FrameMask>,
): Promise<readonly ExportFile[]> {
  const files: ExportFile[] = [];
  for (let frame = 0; frame < clip.frames.length; frame++) {
    const plane = masks.get(frame)?.plane;
    const object = {
      id: 'thing',
      name: 'thing',
      label: '',
      mask: plane ? packLogits(plane, clip.size, 0) : emptyPacked(clip.size),
      color: '#ffffff',
      score: null,
    };
    const document = { picture: { name: clip.name, ...clip.size }, objects: [object] };
    const [file] = await exporter.annotations([document], 'mask', { detail: 0, overlap: 'top-wins' });
    if (file) files.push({ path: `${String(frame).padStart(5, '0')}.png`, blob: file.blob });
  }
  return files;
}
