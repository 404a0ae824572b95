/** Turns pointer events into gestures: clicks, boxes, strokes, prompt edits, panning, pinching, long press. No DOM, so it can be tested in Node. */
import { boxFromCorners } from '../../core/geometry/box.ts';
import { distance, type ImagePoint, viewPoint } from '../../core/geometry/space.ts';
import { Fingers } from './fingers.ts';
import { FreehandPath } from './freehand-path.ts';
import type { GestureEffects, GestureSurroundings, PointerInput } from './gesture-input.ts';
import type { Mode } from './gesture-mode.ts';
import { hitPrompt, type PromptHit, resizeBox } from './hit-test.ts';
import { PolygonDraft } from './polygon-draft.ts';
import type { StageTool } from './stage-types.ts';
import { clampToPicture, onPicture, panBy, toPicture, toView, zoomAt } from './viewport.ts';

const LONG_PRESS_MS = 500;
/** Tools of which a press that does not move is a click. */
const CLICKING: ReadonlySet<StageTool> = new Set<StageTool>(['point', 'box', 'wand']);
/** A polygon is closed by a click this near to its first corner, CSS pixels. */
const CLOSE_REACH = 12;

function slopOf(kind: PointerInput['kind']): number {
  return kind === 'touch' ? 10 : kind === 'pen' ? 6 : 4;
}

/** One machine a stage. Every method takes one event; results leave through the effects. */
export class GestureMachine {
  private mode: Mode = { kind: 'idle' };
  private readonly fingers = new Fingers();
  readonly polygon: PolygonDraft;
  private readonly look: () => GestureSurroundings;
  private readonly effects: GestureEffects;

  constructor(look: () => GestureSurroundings, effects: GestureEffects) {
    this.look = look;
    this.effects = effects;
    this.polygon = new PolygonDraft(effects);
  }

  /** A button or finger went down. */
  down(p: PointerInput): void {
    const now = this.look();
    this.fingers.press(p.id, p.at);
    if (!now.picture) return;
    if (p.kind === 'touch' && this.fingers.count === 2) {
      this.abandon();
      const last = this.fingers.span();
      if (last) this.mode = { kind: 'pinch', last };
      return;
    }
    if (this.mode.kind !== 'idle') return;
    if (p.button === 1 || (p.button === 0 && (now.panKey || now.tool === 'pan' || now.tool === 'none'))) {
      const picks = p.button === 0 && now.tool === 'pan' && !now.panKey;
      this.mode = { kind: 'pan', last: p.at, picks: picks ? p.at : null };
      return;
    }
    if (p.button > 2) return;
    const alternate = p.button === 2 || p.alt || (p.ctrl && p.kind === 'mouse');
    const freehand = now.tool === 'brush' || now.tool === 'paint' || now.tool === 'erase';
    const hit = now.tool === 'point' || now.tool === 'box' ? this.hitAt(p) : null;
    const at = toPicture(now.view, now.stage, p.at);
    if ((freehand || now.tool === 'lasso') && p.kind !== 'touch') {
      this.startPath(at, p.pressure, alternate);
      return;
    }
    const cancelTimer =
      p.kind === 'touch' && !hit && CLICKING.has(now.tool)
        ? this.effects.later(() => this.longPress(p), LONG_PRESS_MS)
        : null;
    this.mode = { kind: 'press', start: p, alternate, hit, cancelTimer };
  }

  /** A pointer moved, pressed or not. */
  move(p: PointerInput): void {
    const now = this.look();
    this.fingers.move(p.id, p.at);
    if (!now.picture) return;
    const { mode } = this;
    const at = toPicture(now.view, now.stage, p.at);
    switch (mode.kind) {
      case 'idle':
        this.hover(p, at);
        return;
      case 'spent':
        return;
      case 'press':
        if (distance(mode.start.at, p.at) > slopOf(p.kind)) this.beginDrag(mode, p);
        return;
      case 'pan':
        this.effects.setView(panBy(now.view, now.picture, now.stage, p.at.x - mode.last.x, p.at.y - mode.last.y));
        mode.last = p.at;
        return;
      case 'pinch':
        this.pinch(mode);
        return;
      case 'box': {
        const box = boxFromCorners(mode.from, clampToPicture(at, now.picture));
        this.effects.setDraft({ kind: 'box', box });
        this.effects.emit({ kind: 'box', box, done: false });
        return;
      }
      case 'path':
        mode.path.add(at, p.pressure, now.view.zoom);
        return;
      case 'move-point':
        this.effects.emit({ kind: 'prompt-move', id: mode.id, at: this.dragged(mode, p), done: false });
        return;
      case 'grip': {
        const box = resizeBox(mode.box, mode.grip, clampToPicture(at, now.picture));
        this.effects.emit({ kind: 'box-resize', id: mode.id, box, done: false });
      }
    }
  }

  /** A button or finger went up. */
  up(p: PointerInput): void {
    const now = this.look();
    this.fingers.lift(p.id);
    const { mode } = this;
    if (mode.kind === 'pinch') {
      // The finger that stays down would otherwise draw or click by accident.
      this.mode = this.fingers.count === 0 ? { kind: 'idle' } : { kind: 'spent' };
      return;
    }
    if (mode.kind === 'spent') {
      if (this.fingers.count === 0) this.mode = { kind: 'idle' };
      return;
    }
    if (mode.kind === 'press') mode.cancelTimer?.();
    this.mode = { kind: 'idle' };
    if (!now.picture) return;
    const at = toPicture(now.view, now.stage, p.at);
    const { emit } = this.effects;
    switch (mode.kind) {
      case 'press':
        this.click(mode, p);
        return;
      case 'pan':
        if (mode.picks && distance(mode.picks, p.at) <= slopOf(p.kind) && onPicture(at, now.picture))
          emit({ kind: 'pick', at });
        return;
      case 'box':
        this.effects.setDraft(null);
        emit({ kind: 'box', box: boxFromCorners(mode.from, clampToPicture(at, now.picture)), done: true });
        return;
      case 'path':
        mode.path.finish();
        return;
      case 'move-point':
        emit({ kind: 'prompt-move', id: mode.id, at: this.dragged(mode, p), done: true });
        return;
      case 'grip': {
        const box = resizeBox(mode.box, mode.grip, clampToPicture(at, now.picture));
        emit({ kind: 'box-resize', id: mode.id, box, done: true });
        return;
      }
      default:
    }
  }

  /** The pointer left the stage without a button held. */
  leave(p: PointerInput): void {
    if (this.mode.kind !== 'idle') return;
    this.fingers.lift(p.id);
    this.effects.setHit(null);
    this.effects.emit({ kind: 'leave' });
  }

  /** The browser took the pointer away. */
  lost(p: PointerInput): void {
    this.fingers.lift(p.id);
    this.abandon();
    this.mode = this.fingers.count === 0 ? { kind: 'idle' } : { kind: 'spent' };
  }

  /** Gives up what is being drawn. True when there was something. */
  cancel(): boolean {
    const drawing = this.polygon.cancel() || (this.mode.kind !== 'idle' && this.mode.kind !== 'spent');
    this.abandon();
    this.effects.setDraft(null);
    if (this.fingers.count > 0) this.mode = { kind: 'spent' };
    return drawing;
  }

  private hitAt(p: PointerInput): PromptHit | null {
    const { prompts, view, stage } = this.look();
    return hitPrompt(prompts, view, stage, p.at, p.kind === 'touch' ? 22 : 12);
  }

  private hover(p: PointerInput, at: ImagePoint): void {
    const now = this.look();
    if (p.kind === 'touch' || !now.picture) return;
    const pointing = now.tool === 'point' || now.tool === 'box';
    const hit = pointing && !now.panKey ? this.hitAt(p) : null;
    this.effects.setHit(hit);
    if (now.tool === 'polygon') this.polygon.follow(at);
    if (hit || !onPicture(at, now.picture)) this.effects.emit({ kind: 'leave' });
    else this.effects.emit({ kind: 'hover', at });
  }

  private longPress(p: PointerInput): void {
    const now = this.look();
    const at = toPicture(now.view, now.stage, p.at);
    this.mode = { kind: 'spent' };
    if (!now.picture || !onPicture(at, now.picture)) return;
    this.effects.buzz();
    this.effects.emit({ kind: 'click', at, alternate: true, pointer: p.kind });
  }

  private click(mode: Extract<Mode, { kind: 'press' }>, p: PointerInput): void {
    const now = this.look();
    const at = toPicture(now.view, now.stage, mode.start.at);
    if (mode.hit) {
      if (mode.hit.kind !== 'grip') {
        this.effects.setHit(null);
        this.effects.emit({ kind: 'prompt-remove', id: mode.hit.id });
      }
      return;
    }
    if (!now.picture || !onPicture(at, now.picture)) return;
    if (now.tool === 'polygon') {
      const { first } = this.polygon;
      const closes = first !== undefined && distance(toView(now.view, now.stage, first), mode.start.at) <= CLOSE_REACH;
      if (!(closes && this.polygon.finish())) this.polygon.add(at);
      return;
    }
    if (CLICKING.has(now.tool)) {
      this.effects.emit({ kind: 'click', at, alternate: mode.alternate, pointer: p.kind });
      return;
    }
    // A tap with a drawing tool is a stroke of one dot.
    if (now.tool !== 'lasso') {
      this.effects.emit({ kind: 'stroke', path: [at], pressure: [p.pressure], alternate: mode.alternate, done: true });
    }
  }

  /** The press became a drag: decides what is dragged. */
  private beginDrag(mode: Extract<Mode, { kind: 'press' }>, p: PointerInput): void {
    const now = this.look();
    mode.cancelTimer?.();
    const from = toPicture(now.view, now.stage, mode.start.at);
    const { hit, start } = mode;
    if (hit?.kind === 'point') {
      const at = toView(now.view, now.stage, hit.at);
      this.mode = { kind: 'move-point', id: hit.id, dx: at.x - start.at.x, dy: at.y - start.at.y };
    } else if (hit?.kind === 'grip') {
      this.mode = { kind: 'grip', id: hit.id, grip: hit.grip, box: hit.box };
    } else if (now.tool === 'box' && now.picture && start.button === 0) {
      this.mode = { kind: 'box', from: clampToPicture(from, now.picture) };
    } else if (start.kind === 'touch' && now.tool !== 'polygon' && !CLICKING.has(now.tool)) {
      this.startPath(from, start.pressure, mode.alternate);
    } else {
      this.effects.emit({ kind: 'leave' });
      this.mode = { kind: 'pan', last: start.at, picks: null };
    }
    this.move(p);
  }

  private startPath(at: ImagePoint, pressure: number, alternate: boolean): void {
    const { tool, view } = this.look();
    this.effects.setHit(null);
    this.effects.emit({ kind: 'leave' });
    const path = new FreehandPath(tool === 'lasso', alternate, this.effects);
    this.mode = { kind: 'path', path };
    path.add(at, pressure, view.zoom);
  }

  /** Where a dragged point now is: it keeps its distance from the pointer. */
  private dragged(mode: Extract<Mode, { kind: 'move-point' }>, p: PointerInput): ImagePoint {
    const now = this.look();
    const at = toPicture(now.view, now.stage, viewPoint(p.at.x + mode.dx, p.at.y + mode.dy));
    return now.picture ? clampToPicture(at, now.picture) : at;
  }

  private pinch(mode: Extract<Mode, { kind: 'pinch' }>): void {
    const now = this.look();
    const span = this.fingers.span();
    if (!now.picture || !span) return;
    const { middle, spread } = mode.last;
    const moved = panBy(now.view, now.picture, now.stage, span.middle.x - middle.x, span.middle.y - middle.y);
    this.effects.setView(zoomAt(moved, now.picture, now.stage, span.middle, span.spread / spread));
    mode.last = span;
  }

  /** Leaves the current mode without its result. */
  private abandon(): void {
    const { mode } = this;
    if (mode.kind === 'press') mode.cancelTimer?.();
    if (mode.kind === 'box' || mode.kind === 'path') {
      this.effects.setDraft(null);
      this.effects.emit({ kind: 'cancel' });
    }
    this.mode = { kind: 'idle' };
  }
}
