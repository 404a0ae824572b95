/** Runs asynchronous work one at a time, in order; a failure reaches its own caller only. */

export class SerialQueue {
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** Work queued or running. */
  get size(): number {
    return this.waiting;
  }

  /** Runs `work` after everything queued before it has settled, fulfilled or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const result = this.tail.then(work, work);
    // `tail` never rejects: a rejected link would reject everything queued behind it.
    this.tail = result.then(
      () => this.settle(),
      () => this.settle(),
    );
    return result;
  }

  private settle(): void {
    this.waiting--;
  }
}
