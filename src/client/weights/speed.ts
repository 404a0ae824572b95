/** Bytes a second over the last few seconds, for the time left. */

const WINDOW_MS = 6_000;
const LEAST_MS = 400;

export class Speedometer {
  private readonly marks: { readonly at: number; readonly done: number }[] = [];

  add(at: number, done: number): void {
    this.marks.push({ at, done });
    while (this.marks.length > 2 && at - (this.marks[0]?.at ?? at) > WINDOW_MS) this.marks.shift();
  }

  /** 0 until at least 0.4 s have been seen. */
  perSecond(): number {
    const first = this.marks[0];
    const last = this.marks.at(-1);
    if (!first || !last || last.at - first.at < LEAST_MS) return 0;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }

  /** Forgets the past, e.g. after a pause. */
  reset(): void {
    this.marks.length = 0;
  }
}
