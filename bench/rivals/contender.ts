/** What every contender does, each in its own page; times are milliseconds on the page's clock. */

export interface Contender {
  /** From nothing to a model that answers. */
  load(): Promise<number>;
  /** Takes a decoded picture; not timed. */
  show(picture: ImageBitmap): Promise<void>;
  /** Picture to embedding, resizing and normalising included. */
  encode(): Promise<number>;
  /** One click to low-resolution logits on the page's side. */
  decode(x: number, y: number): Promise<number>;
  /** Those logits to what is shown: pixels on a canvas of the page. */
  post(): Promise<number>;
  /** Both in one, as a person feels it. */
  click(x: number, y: number): Promise<number>;
  /** Bytes that the last click moved to where it is drawn. */
  bytes(): number;
}

/** Time of one piece of work. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Whether the page was asked for with the model in the repository, `?model=default`; else it is the bench's own SAM. */
export function isDefault(): boolean {
  return new URLSearchParams(location.search).get('model') === 'default';
}
