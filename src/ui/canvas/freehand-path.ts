/** A brush stroke or lasso while it is being drawn. */
import { distance, type ImagePoint } from '../../core/geometry/space.ts';
import type { GestureEffects } from './gesture-input.ts';

/** Gathers points and pressure; shows and announces itself as it grows. */
export class FreehandPath {
  private readonly path: ImagePoint[] = [];
  private readonly pressure: number[] = [];
  private readonly lasso: boolean;
  private readonly alternate: boolean;
  private readonly effects: Pick<GestureEffects, 'emit' | 'setDraft'>;

  constructor(lasso: boolean, alternate: boolean, effects: Pick<GestureEffects, 'emit' | 'setDraft'>) {
    this.lasso = lasso;
    this.alternate = alternate;
    this.effects = effects;
  }

  /** Adds a point unless it is nearer than a CSS pixel to the last one. */
  add(at: ImagePoint, pressure: number, zoom: number): void {
    const last = this.path.at(-1);
    if (last && distance(last, at) * zoom < 1) return;
    this.path.push(at);
    this.pressure.push(pressure);
    const path = this.path.slice();
    if (this.lasso) {
      this.effects.setDraft({ kind: 'polygon', path, closed: true });
      this.effects.emit({ kind: 'polygon', path, done: false });
    } else {
      this.effects.setDraft({ kind: 'stroke', path, alternate: this.alternate });
      this.emitStroke(path, false);
    }
  }

  /** Hands it over; a lasso of fewer than three points is given up. */
  finish(): void {
    this.effects.setDraft(null);
    if (!this.lasso) this.emitStroke(this.path, true);
    else if (this.path.length >= 3) this.effects.emit({ kind: 'polygon', path: this.path, done: true });
    else this.effects.emit({ kind: 'cancel' });
  }

  private emitStroke(path: readonly ImagePoint[], done: boolean): void {
    const pressure = done ? this.pressure : this.pressure.slice();
    this.effects.emit({ kind: 'stroke', path, pressure, alternate: this.alternate, done });
  }
}
