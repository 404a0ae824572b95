/** Frames of a video by number, decoded when they are asked for; a few stay in memory. */
import { SegError } from '../../contract/errors.ts';
import type { Size } from '../../core/geometry/space.ts';

/** Bytes of decoded frames that may stay in memory, and the fewest and most frames. */
const CACHE_BYTES = 96 * 2 ** 20;
const [FEWEST, MOST] = [3, 24];
/** Frames between the last one read and the one asked for up to which reading on is cheaper than seeking. */
const READ_ON = 24;
/** Frames read before the one asked for, so that stepping backwards does not seek for each. */
const READ_BEFORE = 6;

/** Decodes frames in order from a frame on. Each bitmap belongs to whoever takes it. */
export type FrameRun = (from: number) => AsyncGenerator<{ readonly index: number; readonly bitmap: ImageBitmap }>;

/** One reader per video: calls are answered one after another, each with a copy that the caller closes. */
export class FrameReader {
  private readonly run: FrameRun;
  private readonly capacity: number;
  /** Least recently used first. */
  private readonly kept = new Map<number, ImageBitmap>();
  private chain: Promise<unknown> = Promise.resolve();
  private reading: { readonly frames: ReturnType<FrameRun>; next: number } | null = null;
  private isClosed = false;

  constructor(run: FrameRun, size: Size) {
    this.run = run;
    this.capacity = Math.min(MOST, Math.max(FEWEST, Math.floor(CACHE_BYTES / (4 * size.width * size.height))));
  }

  /** @throws SegError `bad-file` when the frame cannot be decoded, `aborted` after `close` */
  frame(index: number): Promise<ImageBitmap> {
    const answer = this.chain.then(() => this.read(index));
    this.chain = answer.catch(() => undefined);
    return answer;
  }

  /** Frees every bitmap; later calls reject. */
  close(): void {
    this.isClosed = true;
    this.chain = this.chain.then(() => this.stopReading());
    for (const bitmap of this.kept.values()) bitmap.close();
    this.kept.clear();
  }

  private async read(index: number): Promise<ImageBitmap> {
    if (!this.kept.has(index)) await this.decodeTo(index);
    if (this.isClosed) throw new SegError('aborted', 'the video was closed');
    const bitmap = this.kept.get(index);
    if (!bitmap) throw new SegError('bad-file', `frame ${index + 1} cannot be decoded`);
    this.kept.delete(index);
    this.kept.set(index, bitmap);
    return createImageBitmap(bitmap);
  }

  private async decodeTo(index: number): Promise<void> {
    const ahead = this.reading ? index - this.reading.next : -1;
    if (ahead < 0 || ahead > READ_ON) {
      await this.stopReading();
      const from = Math.max(0, index - Math.min(READ_BEFORE, this.capacity - 1));
      this.reading = { frames: this.run(from), next: from };
    }
    const { reading } = this;
    if (!reading) return;
    try {
      while (!this.isClosed && reading.next <= index) {
        const { value } = await reading.frames.next();
        if (!value) break;
        reading.next = value.index + 1;
        this.keep(value.index, value.bitmap);
      }
    } catch (thrown) {
      await this.stopReading();
      throw this.isClosed
        ? SegError.from(thrown)
        : new SegError('bad-file', `frame ${index + 1} is damaged`, { cause: thrown });
    }
    if (reading.next <= index) await this.stopReading();
  }

  private keep(index: number, bitmap: ImageBitmap): void {
    this.kept.get(index)?.close();
    this.kept.delete(index);
    if (this.isClosed) {
      bitmap.close();
      return;
    }
    this.kept.set(index, bitmap);
    for (const [oldest, old] of this.kept) {
      if (this.kept.size <= this.capacity) break;
      old.close();
      this.kept.delete(oldest);
    }
  }

  private async stopReading(): Promise<void> {
    const { reading } = this;
    this.reading = null;
    await reading?.frames.return(undefined).catch(() => undefined);
  }
}
