/** A polygon that is being clicked together, corner by corner. */
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { GestureEffects } from './gesture-input.ts';

/** Holds the corners between clicks. */
export class PolygonDraft {
  private corners: ImagePoint[] = [];
  private readonly effects: Pick<GestureEffects, 'emit' | 'setDraft'>;

  constructor(effects: Pick<GestureEffects, 'emit' | 'setDraft'>) {
    this.effects = effects;
  }

  /** Where a click closes the ring. */
  get first(): ImagePoint | undefined {
    return this.corners[0];
  }

  add(at: ImagePoint): void {
    this.corners.push(at);
    this.show();
    this.effects.emit({ kind: 'polygon', path: this.corners.slice(), done: false });
  }

  /** Draws the edge from the last corner to the pointer. */
  follow(at: ImagePoint): void {
    if (this.corners.length > 0) this.show(at);
  }

  /** Hands the polygon over. False when it has fewer than three corners. */
  finish(): boolean {
    if (this.corners.length < 3) return false;
    const path = this.corners;
    this.corners = [];
    this.effects.setDraft(null);
    this.effects.emit({ kind: 'polygon', path, done: true });
    return true;
  }

  /** Takes the last corner back. False when there is none. */
  undo(): boolean {
    if (this.corners.pop() === undefined) return false;
    this.show();
    return true;
  }

  /** Forgets it. False when there was nothing. */
  cancel(): boolean {
    if (this.corners.length === 0) return false;
    this.corners = [];
    this.effects.setDraft(null);
    this.effects.emit({ kind: 'cancel' });
    return true;
  }

  private show(pointer?: ImagePoint): void {
    const path = pointer ? [...this.corners, pointer] : this.corners.slice();
    this.effects.setDraft(path.length > 0 ? { kind: 'polygon', path, closed: false } : null);
  }
}
