/** Decoded pictures of the strip: those used last stay decoded, within a budget; the others are decoded again when shown. */
import type { Deps, OpenedPicture, PictureSource } from '../deps.ts';

/** Four bytes a pixel: about five photos of 12 megapixels. */
const BUDGET: number = 256 << 20;

function bytesOf({ size }: OpenedPicture): number {
  return size.width * size.height * 4;
}

export class BitmapCache {
  readonly #deps: Deps;
  readonly #budget: number;
  /** By picture, the least recently used first. */
  readonly #open = new Map<string, OpenedPicture>();
  /** Pictures that something draws or reads at present. */
  readonly #pins = new Map<string, number>();

  constructor(deps: Deps, budget: number = BUDGET) {
    this.#deps = deps;
    this.#budget = budget;
  }

  /** Takes over a decoded picture. */
  put(picture: OpenedPicture): void {
    this.#open.delete(picture.id);
    this.#open.set(picture.id, picture);
    this.#evict();
  }

  /** The decoded picture, decoding it when needed. @throws SegError as `PictureService.open` */
  async get(id: string, source: PictureSource, signal: AbortSignal): Promise<OpenedPicture> {
    let picture = this.#open.get(id);
    if (!picture) {
      const decoded = { ...(await this.#deps.pictures.open(source, signal)), id };
      picture = this.#open.get(id);
      // Somebody else was faster.
      if (picture) this.#deps.pictures.close(decoded);
      else picture = decoded;
    }
    this.put(picture);
    return picture;
  }

  /** The picture where it is decoded at present. */
  peek(id: string): OpenedPicture | null {
    return this.#open.get(id) ?? null;
  }

  /** Puts a picture of the same pixels in the place of the one it was made from. */
  replace(picture: OpenedPicture): void {
    if (this.#open.has(picture.id)) this.#open.set(picture.id, picture);
  }

  /** Keeps a picture decoded until it is unpinned as often. */
  pin(id: string): void {
    this.#pins.set(id, (this.#pins.get(id) ?? 0) + 1);
  }

  unpin(id: string): void {
    const left = (this.#pins.get(id) ?? 0) - 1;
    if (left > 0) this.#pins.set(id, left);
    else this.#pins.delete(id);
    this.#evict();
  }

  /** Closes a picture that goes away. */
  drop(id: string): void {
    const picture = this.#open.get(id);
    this.#open.delete(id);
    this.#pins.delete(id);
    if (picture) this.#deps.pictures.close(picture);
  }

  #evict(): void {
    let bytes = [...this.#open.values()].reduce((n, p) => n + bytesOf(p), 0);
    for (const [id, picture] of this.#open) {
      if (bytes <= this.#budget) return;
      if (this.#pins.has(id)) continue;
      this.#open.delete(id);
      this.#deps.pictures.close(picture);
      bytes -= bytesOf(picture);
    }
  }
}
