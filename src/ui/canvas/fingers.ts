/** The pointers that are down now, and the span of the first two for pinching. */
import { distance, type ViewPoint, viewPoint } from '../../core/geometry/space.ts';

/** Distance and middle of two fingers, CSS pixels. */
export interface Span {
  readonly spread: number;
  readonly middle: ViewPoint;
}

export class Fingers {
  private readonly down = new Map<number, ViewPoint>();

  get count(): number {
    return this.down.size;
  }

  press(id: number, at: ViewPoint): void {
    this.down.set(id, at);
  }

  move(id: number, at: ViewPoint): void {
    if (this.down.has(id)) this.down.set(id, at);
  }

  lift(id: number): void {
    this.down.delete(id);
  }

  /** Null while fewer than two are down. */
  span(): Span | null {
    const [a, b] = [...this.down.values()];
    if (!a || !b) return null;
    return { spread: Math.max(1, distance(a, b)), middle: viewPoint((a.x + b.x) / 2, (a.y + b.y) / 2) };
  }
}
