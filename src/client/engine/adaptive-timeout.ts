/** How long a worker may be silent before it is taken for hung: generous while its speed is unknown, then a multiple of its slowest answer. */
export class AdaptiveTimeout {
  private readonly first: number;
  private readonly least: number;
  private readonly factor: number;
  private slowest: number | undefined;

  /** Milliseconds before the first answer and at least, and how many times the slowest answer is waited. */
  constructor({ first, least, factor }: { readonly first: number; readonly least: number; readonly factor: number }) {
    this.first = first;
    this.least = least;
    this.factor = factor;
  }

  /** Notes what an answer took. */
  saw(ms: number): void {
    this.slowest = Math.max(this.slowest ?? 0, ms);
  }

  /** Forgets the speed: another worker or backend answers from now on. */
  forget(): void {
    this.slowest = undefined;
  }

  get ms(): number {
    return this.slowest === undefined
      ? this.first
      : Math.min(this.first, Math.max(this.least, this.factor * this.slowest));
  }
}
