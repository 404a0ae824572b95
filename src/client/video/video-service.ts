/** Films behind one door. */
import type { VideoService } from '../../contract/video.ts';
import { writeFile } from '../export/write-annotations.ts';
import { openCamera } from './camera.ts';
import { cutPictures } from './cut-frames.ts';
import { decodeVideo } from './decode-video.ts';
import { demoClip } from './demo-clip.ts';
import { readTruth } from './read-truth.ts';

/** @param base address of the folder that holds `clips/` */
export function createVideo(base: string): VideoService {
  return {
    demo: (signal) => demoClip(base, signal),
    decode: decodeVideo,
    reopen: async (source, signal, report) =>
      source.kind === 'demo'
        ? demoClip(base, signal)
        : decodeVideo(source.files, signal, report, source.framesPerSecond),
    camera: openCamera,
    readTruth,
    encode: async (cut, signal, report) => (await import('./encode-video.ts')).encodeVideo(cut, signal, report),
    gif: async (cut, signal, report) => (await import('./encode-gif.ts')).encodeGif(cut, signal, report),
    pictures: cutPictures,
    file: writeFile,
  };
}
