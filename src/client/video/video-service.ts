/** Films behind one door. */
import type { VideoService } from '../../contract/video.ts';
import { openCamera } from './camera.ts';
import { decodeFilm } from './decode-film.ts';
import { demoClip } from './demo-clip.ts';
import { readTruth } from './read-truth.ts';

/** @param base address of the folder that holds `clips/` */
export function createVideo(base: string): VideoService {
  return { demo: (signal) => demoClip(base, signal), decode: decodeFilm, camera: openCamera, readTruth };
}
