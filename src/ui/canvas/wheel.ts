/** What a turn of the wheel or two fingers on a trackpad mean: zoom to the pointer, pan, or scrub through candidates. */
import type { GestureEffects, GestureSurroundings, WheelInput } from './gesture-input.ts';
import { panBy, zoomAt } from './viewport.ts';

/** Wheel travel for one step through the candidates, CSS pixels. */
const SCRUB_TRAVEL = 60;

/** The parts of a WheelEvent that tell a notched wheel from a trackpad. */
export interface WheelTraits {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  /** Chrome and Safari: 120 a notch. */
  readonly wheelDeltaY?: number;
}

/** True for what looks like a notched wheel: whole lines, or large whole steps along one axis. */
export function isNotched(e: WheelTraits): boolean {
  if (e.deltaMode !== 0) return true;
  if (e.deltaX !== 0 && e.deltaY !== 0) return false;
  if (e.wheelDeltaY !== undefined && e.wheelDeltaY !== 0 && Math.abs(e.wheelDeltaY) % 120 === 0) return true;
  return Math.abs(e.deltaY) >= 50 && Number.isInteger(e.deltaY);
}

/** Events closer together than this belong to one movement, milliseconds. */
const BURST_MS = 250;

/** Remembers which device a burst of wheel events began with: a fast flick on a trackpad looks notched halfway through. */
export class WheelDevice {
  private last = Number.NEGATIVE_INFINITY;
  private notched = false;

  /** @param time milliseconds, as of the event */
  isNotched(e: WheelTraits, time: number): boolean {
    if (time - this.last > BURST_MS) this.notched = isNotched(e);
    this.last = time;
    return this.notched;
  }
}

/** Applies wheel events; remembers the travel between scrub steps. */
export class WheelControl {
  private travelled = 0;
  private readonly look: () => GestureSurroundings;
  private readonly effects: Pick<GestureEffects, 'emit' | 'setView'>;

  constructor(look: () => GestureSurroundings, effects: Pick<GestureEffects, 'emit' | 'setView'>) {
    this.look = look;
    this.effects = effects;
  }

  turn(w: WheelInput): void {
    const { picture, stage, view } = this.look();
    if (!picture) return;
    if (w.alt) {
      this.scrub(w);
    } else if (w.ctrl) {
      // A pinch on a trackpad arrives as small steps with ctrl set.
      const dy = Math.min(Math.max(w.dy, -60), 60);
      this.effects.setView(zoomAt(view, picture, stage, w.at, Math.exp(-dy * (w.notched ? 0.004 : 0.01))));
    } else if (w.notched && !w.shift) {
      const dy = Math.min(Math.max(w.dy, -240), 240);
      this.effects.setView(zoomAt(view, picture, stage, w.at, Math.exp(-dy * 0.002)));
    } else if (w.shift) {
      this.effects.setView(panBy(view, picture, stage, -(w.dx || w.dy), 0));
    } else {
      this.effects.setView(panBy(view, picture, stage, -w.dx, -w.dy));
    }
  }

  private scrub(w: WheelInput): void {
    this.travelled += w.dy || w.dx;
    while (Math.abs(this.travelled) >= SCRUB_TRAVEL) {
      this.effects.emit({ kind: 'scrub', by: this.travelled > 0 ? -1 : 1 });
      this.travelled = w.notched ? 0 : this.travelled - Math.sign(this.travelled) * SCRUB_TRAVEL;
    }
  }
}
