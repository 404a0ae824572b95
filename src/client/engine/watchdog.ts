/** Notices silence. One timer for all that is watched, left to run when nothing is: most calls end long before it and set none. */
export class Watchdog {
  /** When each watched thing is overdue, on the page's clock, and how long it may be silent. */
  private readonly watched = new Map<object, { readonly due: number; readonly ms: number }>();
  private readonly onSilent: (ms: number) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private fires = Number.POSITIVE_INFINITY;

  /** @param onSilent told the milliseconds that something was silent for; the watchdog goes on watching the rest */
  constructor(onSilent: (ms: number) => void) {
    this.onSilent = onSilent;
  }

  /** Starts the time of `what`, or starts it anew. */
  watch(what: object, ms: number): void {
    const due = performance.now() + ms;
    this.watched.set(what, { due, ms });
    if (due < this.fires) this.arm(due);
  }

  /** No longer waits for `what`. */
  stop(what: object): void {
    this.watched.delete(what);
  }

  /** Watches nothing any more. */
  close(): void {
    this.watched.clear();
    clearTimeout(this.timer);
    this.fires = Number.POSITIVE_INFINITY;
  }

  private arm(due: number): void {
    clearTimeout(this.timer);
    this.fires = due;
    this.timer = setTimeout(() => this.look(), Math.max(0, due - performance.now()));
  }

  private look(): void {
    this.fires = Number.POSITIVE_INFINITY;
    // Timers may fire a little early.
    const now = performance.now() + 1;
    let next = Number.POSITIVE_INFINITY;
    for (const [what, { due, ms }] of [...this.watched]) {
      if (due <= now) {
        this.watched.delete(what);
        this.onSilent(ms);
      } else next = Math.min(next, due);
    }
    if (this.watched.size > 0 && next < this.fires) this.arm(next);
  }
}
