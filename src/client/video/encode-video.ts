/** A cut-out video as a file: encoded by WebCodecs, written by mediabunny. */
import {
  BufferTarget,
  CanvasSource,
  canEncodeVideo,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  type VideoCodec,
  WebMOutputFormat,
} from 'mediabunny';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { EncodedFilm, FilmCut } from '../../contract/video.ts';
import { unpackMask } from '../../core/mask/packed.ts';
import { canvasOf, cutPainter } from './cut-frames.ts';
import { soundOf } from './film-sound.ts';

type Report = (done: number, total: number) => void;

/** Frames between two that can be decoded alone. */
const KEY_EVERY = 60;
/** Frames that may wait in an encoder. */
const QUEUE = 4;
/** Bits a pixel and second at 30 frames: no visible loss on camera pictures. */
const BITS_PER_PIXEL = 4;

/** @throws SegError `unsupported-image`, `bad-file`, `aborted` */
export function encodeVideo(cut: FilmCut, signal: AbortSignal, report: Report): Promise<EncodedFilm> {
  return cut.background.kind === 'transparent' ? transparent(cut, signal, report) : opaque(cut, signal, report);
}

interface Timing {
  readonly frame: number;
  /** Seconds from the first frame that is written. */
  readonly start: number;
  readonly duration: number;
}

function timingsOf({ clip, frames }: FilmCut): readonly Timing[] {
  const first = clip.times[frames[0] ?? 0] ?? 0;
  return frames.map((frame) => {
    const start = clip.times[frame] ?? 0;
    const next = clip.times[frame + 1] ?? start + 1 / clip.framesPerSecond;
    return { frame, start: start - first, duration: next - start };
  });
}

/** Begin and end of what is written, on the video's clock, seconds. */
function spanOf({ clip, frames }: FilmCut, timings: readonly Timing[]): readonly [start: number, end: number] {
  const start = clip.times[frames[0] ?? 0] ?? 0;
  const last = timings.at(-1);
  return [start, start + (last ? last.start + last.duration : 0)];
}

async function opaque(cut: FilmCut, signal: AbortSignal, report: Report): Promise<EncodedFilm> {
  // H.264 has no odd sides: the last row or column is left out.
  const size = { width: cut.clip.size.width & ~1, height: cut.clip.size.height & ~1 };
  const codec = await firstOf(['avc', 'av1', 'vp9', 'vp8'], size);
  if (!codec) throw new SegError('unsupported-image', 'this browser encodes no video of this size');
  const isMp4 = codec === 'avc' || codec === 'av1';
  const format = isMp4 ? new Mp4OutputFormat() : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const picture = canvasOf(size);
  const source = new CanvasSource(picture.canvas, { codec, bitrate: QUALITY_HIGH, keyFrameInterval: 2 });
  output.addVideoTrack(source);
  const timings = timingsOf(cut);
  const sound = await soundOf(cut.clip, format, ...spanOf(cut, timings));
  if (sound.source) output.addAudioTrack(sound.source);
  const painter = await cutPainter(cut);
  try {
    await output.start();
    for (const [i, { frame, start, duration }] of timings.entries()) {
      throwIfAborted(signal);
      await painter.paint(frame);
      picture.context.drawImage(painter.canvas, 0, 0);
      await source.add(start, duration);
      report(i + 1, timings.length);
    }
    source.close();
    await sound.fill(signal);
    await output.finalize();
  } catch (thrown) {
    await output.cancel().catch(() => undefined);
    throw failure(thrown);
  } finally {
    painter.close();
  }
  const notes = sound.note === null ? [] : [sound.note];
  if (codec !== 'avc')
    notes.push(`This browser encodes no H.264 of this size; the video is in ${codec.toUpperCase()}.`);
  if (size.width !== cut.clip.size.width || size.height !== cut.clip.size.height)
    notes.push('The last row or column is left out: the codec has no odd sides.');
  return fileOf(target, isMp4 ? 'mp4' : 'webm', notes);
}

async function firstOf(
  codecs: readonly VideoCodec[],
  size: { readonly width: number; readonly height: number },
): Promise<VideoCodec | null> {
  for (const codec of codecs) if (await canEncodeVideo(codec, { ...size, bitrate: QUALITY_HIGH })) return codec;
  return null;
}

/** Colours and transparency are two streams of VP9, a packet of the second beside each of the first, as Chromium and Firefox play them. */
async function transparent(cut: FilmCut, signal: AbortSignal, report: Report): Promise<EncodedFilm> {
  const { clip } = cut;
  const { width, height } = clip.size;
  const config: VideoEncoderConfig = {
    codec: 'vp09.00.40.08',
    width,
    height,
    bitrate: Math.round(BITS_PER_PIXEL * width * height),
    latencyMode: 'quality',
  };
  const { supported = false } =
    'VideoEncoder' in globalThis
      ? await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }))
      : { supported: false };
  if (!supported)
    throw new SegError(
      'unsupported-image',
      'this browser encodes no VP9 of this size; PNG files with alpha work everywhere',
    );
  const format = new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, { canBeTransparent: true });
  const timings = timingsOf(cut);
  const sound = await soundOf(clip, format, ...spanOf(cut, timings));
  if (sound.source) output.addAudioTrack(sound.source);
  const pairs = new PacketPairs(source);
  const colours = pairs.encoder(config, 'colours');
  const alpha = pairs.encoder(config, 'alpha');
  try {
    await output.start();
    for (const [i, { frame, start, duration }] of timings.entries()) {
      throwIfAborted(signal);
      const init = { timestamp: Math.round(1e6 * start), duration: Math.round(1e6 * duration) };
      const options = { keyFrame: i % KEY_EVERY === 0 };
      const bitmap = await clip.frame(frame);
      const colour = new VideoFrame(bitmap, init);
      bitmap.close();
      const matte = alphaFrame(cut, frame, init);
      colours.encode(colour, options);
      alpha.encode(matte, options);
      colour.close();
      matte.close();
      while (colours.encodeQueueSize > QUEUE || alpha.encodeQueueSize > QUEUE) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        pairs.check();
      }
      await pairs.written();
      report(i + 1, timings.length);
    }
    await Promise.all([colours.flush(), alpha.flush()]);
    await pairs.written();
    source.close();
    await sound.fill(signal);
    await output.finalize();
  } catch (thrown) {
    await output.cancel().catch(() => undefined);
    throw failure(thrown);
  } finally {
    for (const encoder of [colours, alpha]) if (encoder.state !== 'closed') encoder.close();
  }
  return fileOf(target, 'webm', sound.note === null ? [] : [sound.note]);
}

/** The mask as the luma of a frame without colours. */
function alphaFrame({ clip, mask }: FilmCut, frame: number, init: { timestamp: number; duration: number }): VideoFrame {
  const { width, height } = clip.size;
  const quarter = Math.ceil(width / 2) * Math.ceil(height / 2);
  const data = new Uint8Array(width * height + 2 * quarter).fill(128, width * height);
  const covered = unpackMask(mask(frame)).data;
  for (let i = 0; i < covered.length; i++) if (covered[i] === 1) data[i] = 255;
  return new VideoFrame(data, { format: 'I420', codedWidth: width, codedHeight: height, ...init });
}

/** Joins the packets of both encoders, which come in the same order, and writes them. */
class PacketPairs {
  private readonly source: EncodedVideoPacketSource;
  private readonly waiting = { colours: [] as EncodedVideoChunk[], alpha: [] as EncodedVideoChunk[] };
  private meta: EncodedVideoChunkMetadata | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failed: unknown = null;

  constructor(source: EncodedVideoPacketSource) {
    this.source = source;
  }

  encoder(config: VideoEncoderConfig, kind: 'colours' | 'alpha'): VideoEncoder {
    const encoder = new VideoEncoder({
      output: (chunk, meta) => {
        if (kind === 'colours') this.meta ??= meta;
        this.waiting[kind].push(chunk);
        this.join();
      },
      error: (error) => {
        this.failed = error;
      },
    });
    encoder.configure(config);
    return encoder;
  }

  /** @throws what an encoder failed with */
  check(): void {
    if (this.failed !== null) throw this.failed;
  }

  async written(): Promise<void> {
    await this.writing;
    this.check();
  }

  private join(): void {
    const { colours, alpha } = this.waiting;
    while (colours.length > 0 && alpha.length > 0) {
      const [colour, matte] = [colours.shift(), alpha.shift()];
      if (!colour || !matte) return;
      const bytes = new Uint8Array(matte.byteLength);
      matte.copyTo(bytes);
      const packet = EncodedPacket.fromEncodedChunk(colour, { alpha: bytes });
      this.writing = this.writing
        .then(() => this.source.add(packet, this.meta))
        .catch((error: unknown) => {
          this.failed ??= error;
        });
    }
  }
}

const failure = (thrown: unknown): unknown =>
  thrown instanceof SegError
    ? thrown
    : new SegError('unsupported-image', 'the browser’s encoder gave up', { cause: thrown });

function fileOf(target: BufferTarget, ending: 'mp4' | 'webm', notes: readonly string[]): EncodedFilm {
  if (!target.buffer) throw new SegError('internal', 'the encoder wrote nothing');
  return { blob: new Blob([target.buffer], { type: `video/${ending}` }), ending, notes };
}
