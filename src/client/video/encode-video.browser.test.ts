import { ALL_FORMATS, BlobSource, EncodedPacketSink, Input } from 'mediabunny';
import { expect, test } from 'vitest';
import type { FilmBackground, FilmCut } from '../../contract/video.ts';
import { packMask } from '../../core/mask/packed.ts';
import { clipOfBitmaps, evenTimes } from './clip-of.ts';
import { cutPictures } from './cut-frames.ts';
import { encodeVideo } from './encode-video.ts';
import { exactFrames } from './exact-frames.ts';

const size = { width: 96, height: 64 };
const FRAMES = 8;
const signal = new AbortController().signal;

/** Red frames; a mask of 32 x 32 pixels that moves 4 pixels a frame. */
async function cutOf(background: FilmBackground): Promise<FilmCut> {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#f00';
  context.fillRect(0, 0, size.width, size.height);
  const bitmaps = await Promise.all(Array.from({ length: FRAMES }, () => createImageBitmap(canvas)));
  const clip = clipOfBitmaps(
    { name: 'red', size, times: evenTimes(FRAMES, 10), framesPerSecond: 10, source: { kind: 'demo' } },
    bitmaps,
  );
  return {
    clip,
    frames: [2, 3, 4, 5, 6],
    mask: (frame) => {
      const data = new Uint8Array(size.width * size.height);
      for (let y = 16; y < 48; y++) data.fill(1, y * size.width + 4 * frame, y * size.width + 4 * frame + 32);
      return packMask({ ...size, data });
    },
    background,
  };
}

function pixel(source: ImageBitmap | VideoFrame, x: number, y: number): readonly number[] {
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(source, 0, 0);
  return [...context.getImageData(x, y, 1, 1).data];
}

test('with transparency: each packet of colours has one of alpha, which decodes to the mask', async () => {
  const { blob, ending, notes } = await encodeVideo(await cutOf({ kind: 'transparent' }), signal, () => undefined);
  expect([ending, notes]).toEqual(['webm', []]);
  const input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('no video');
  expect(await track.canBeTransparent()).toBe(true);
  const config = await track.getDecoderConfig();
  if (!config) throw new Error('no configuration');
  const mattes: VideoFrame[] = [];
  const decoder = new VideoDecoder({
    output: (frame) => mattes.push(frame),
    error: (error) => {
      throw error;
    },
  });
  decoder.configure(config);
  const stamps: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    expect(packet.sideData.alpha).toBeDefined();
    decoder.decode(packet.alphaToEncodedVideoChunk(packet.type));
    stamps.push(packet.timestamp);
  }
  await decoder.flush();
  expect(stamps.map((t) => Math.round(10 * t))).toEqual([0, 1, 2, 3, 4]);
  expect(mattes).toHaveLength(5);
  for (const [i, matte] of mattes.entries()) {
    const inside = pixel(matte, 4 * (i + 2) + 16, 32)[0] ?? 0;
    const outside = pixel(matte, 90, 8)[0] ?? 255;
    expect(inside).toBeGreaterThan(220);
    expect(outside).toBeLessThan(40);
    matte.close();
  }
  // It is read again with its colours, and that the transparency is not shown is said.
  const again = await exactFrames(blob, 'again.webm', signal, () => undefined);
  expect(again?.times).toHaveLength(5);
  expect(again?.notes.join()).toContain('transparent');
  const frame = await again?.frame(3);
  expect(frame && pixel(frame, 40, 32)[0]).toBeGreaterThan(200);
});

test('on a colour: the object over it, exact frames, in a container that players know', async () => {
  const { blob, ending } = await encodeVideo(await cutOf({ kind: 'color', rgb: [0, 0, 255] }), signal, () => undefined);
  expect(['mp4', 'webm']).toContain(ending);
  const clip = await exactFrames(blob, `out.${ending}`, signal, () => undefined);
  expect(clip?.times).toHaveLength(5);
  const frame = await clip?.frame(4);
  if (!frame) throw new Error('no frame');
  const [inside, outside] = [pixel(frame, 4 * 6 + 16, 32), pixel(frame, 90, 8)];
  expect(inside[0]).toBeGreaterThan(180);
  expect(inside[2]).toBeLessThan(80);
  expect(outside[2]).toBeGreaterThan(180);
  expect(outside[0]).toBeLessThan(80);
});

test('frames as PNG: numbered as in the video, exact colours inside, nothing outside', async () => {
  const files = await cutPictures(await cutOf({ kind: 'transparent' }), signal, () => undefined);
  expect(files.map((f) => f.name)).toEqual(['00002.png', '00003.png', '00004.png', '00005.png', '00006.png']);
  const bitmap = await createImageBitmap(files[0]?.blob ?? new Blob());
  expect(pixel(bitmap, 24, 32)).toEqual([255, 0, 0, 255]);
  expect(pixel(bitmap, 7, 32)).toEqual([0, 0, 0, 0]);
  expect(pixel(bitmap, 8, 16)).toEqual([255, 0, 0, 255]);
});
