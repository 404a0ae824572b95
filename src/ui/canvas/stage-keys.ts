/** The stage's own keys: crosshair, clicks, box by corners, zoom. Active only while the stage has focus. */
import { boxFromCorners } from '../../core/geometry/box.ts';
import { type ImagePoint, imagePoint, type Size, viewPoint } from '../../core/geometry/space.ts';
import type { Draft } from './gesture-input.ts';
import type { StageGesture, StageTool, Viewport } from './stage-types.ts';
import { clampToPicture, panBy, revealPoint, zoomAt } from './viewport.ts';

/** Steps of the crosshair and of keyboard panning, CSS pixels. */
const CROSSHAIR_STEP = 12;
const PAN_STEP = 60;
const ZOOM_STEP = 1.25;

/** The parts of a KeyboardEvent that matter. */
export interface KeyInput {
  readonly key: string;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** What the keys read and do. */
export interface KeyWorld {
  readonly look: () => {
    readonly picture: Size | null;
    readonly stage: Size;
    readonly view: Viewport;
    readonly tool: StageTool;
    readonly crosshair: ImagePoint | null;
  };
  readonly emit: (gesture: StageGesture) => void;
  readonly setView: (view: Viewport) => void;
  readonly setDraft: (draft: Draft | null) => void;
  readonly fit: () => void;
  readonly actualSize: () => void;
  readonly polygon: {
    readonly add: (at: ImagePoint) => void;
    readonly finish: () => boolean;
    readonly undo: () => boolean;
  };
  /** Gives up a pointer gesture or a polygon. True when there was one. */
  readonly cancel: () => boolean;
}

/** One a stage; remembers the first corner of a box drawn by keys. */
export class StageKeys {
  private corner: ImagePoint | null = null;
  private readonly world: KeyWorld;

  constructor(world: KeyWorld) {
    this.world = world;
  }

  /** True while a box is being drawn by keys. */
  get drawingBox(): boolean {
    return this.corner !== null;
  }

  /** Handles a key. False when it means nothing here, so that the app's shortcuts may have it. */
  press(k: KeyInput): boolean {
    const { picture } = this.world.look();
    if (!picture || k.meta || k.alt) return false;
    const arrow = ARROWS[k.key];
    if (arrow) return this.arrow(arrow[0], arrow[1], k, picture);
    if (k.ctrl) return false;
    switch (k.key) {
      case 'Enter':
        this.enter(k.shift);
        return true;
      case 'b':
      case 'B':
        this.startBox();
        return true;
      case 'Escape':
        return this.escape();
      case 'Backspace':
        return this.world.polygon.undo();
      case '+':
      case '=':
        this.zoomBy(ZOOM_STEP);
        return true;
      case '-':
      case '_':
        this.zoomBy(1 / ZOOM_STEP);
        return true;
      case '0':
        this.world.fit();
        return true;
      case '1':
        this.world.actualSize();
        return true;
      case 'q':
      case 'w':
        this.world.emit({ kind: 'scrub', by: k.key === 'w' ? 1 : -1 });
        return true;
      default:
        return false;
    }
  }

  /** Forgets whatever was being drawn; another tool or picture came. */
  reset(): void {
    this.escape();
  }

  /** Zooms about the crosshair, or the middle of the stage. */
  zoomBy(factor: number): void {
    const { picture, stage, view, crosshair } = this.world.look();
    if (!picture) return;
    const anchor = crosshair
      ? viewPoint(
          (crosshair.x - view.centre.x) * view.zoom + stage.width / 2,
          (crosshair.y - view.centre.y) * view.zoom + stage.height / 2,
        )
      : viewPoint(stage.width / 2, stage.height / 2);
    this.world.setView(zoomAt(view, picture, stage, anchor, factor));
  }

  /** First corner of a box at the crosshair; the next call (or Enter) ends it. */
  startBox(): void {
    const at = this.crosshair();
    if (!at) return;
    if (this.corner) this.endBox(at);
    else {
      this.corner = at;
      this.world.setDraft({ kind: 'box', box: boxFromCorners(at, at) });
    }
  }

  /** A click at the crosshair, as Enter gives it. */
  click(alternate: boolean): void {
    const at = this.crosshair();
    if (at) this.world.emit({ kind: 'click', at, alternate, pointer: 'keyboard' });
  }

  private enter(shift: boolean): void {
    const { tool, crosshair } = this.world.look();
    // Corners that were clicked with the pointer: no crosshair is shown, so Enter can only mean that this was all.
    if (tool === 'polygon' && !crosshair && this.world.polygon.finish()) return;
    const at = this.crosshair();
    if (!at) return;
    if (this.corner) this.endBox(at);
    else if (tool === 'polygon' || tool === 'lasso') {
      if (!(shift && this.world.polygon.finish())) this.world.polygon.add(at);
    } else if (tool === 'brush' || tool === 'paint' || tool === 'erase') {
      this.world.emit({ kind: 'stroke', path: [at], pressure: [0.5], alternate: shift, done: true });
    } else this.click(shift);
  }

  private escape(): boolean {
    if (this.corner) {
      this.corner = null;
      this.world.setDraft(null);
      this.world.emit({ kind: 'cancel' });
      return true;
    }
    return this.world.cancel();
  }

  private endBox(at: ImagePoint): void {
    const from = this.corner;
    if (!from) return;
    const box = boxFromCorners(from, at);
    if (box.x1 - box.x0 < 1 || box.y1 - box.y0 < 1) return;
    this.corner = null;
    this.world.setDraft(null);
    this.world.emit({ kind: 'box', box, done: true });
  }

  /** The crosshair, placed in the middle of what is visible when there is none yet. */
  private crosshair(): ImagePoint | null {
    const { picture, view, crosshair } = this.world.look();
    if (!picture) return null;
    if (crosshair) return crosshair;
    const at = clampToPicture(view.centre, picture);
    this.world.emit({ kind: 'crosshair', at });
    return at;
  }

  private arrow(dx: number, dy: number, k: KeyInput, picture: Size): boolean {
    const { stage, view, crosshair } = this.world.look();
    if (k.ctrl) {
      this.world.setView(panBy(view, picture, stage, -dx * PAN_STEP, -dy * PAN_STEP));
      return true;
    }
    const from = crosshair ?? clampToPicture(view.centre, picture);
    const step = crosshair ? (k.shift ? 1 : Math.max(1, CROSSHAIR_STEP / view.zoom)) : 0;
    const last = { width: picture.width - 0.5, height: picture.height - 0.5 };
    const moved = clampToPicture(imagePoint(from.x + dx * step, from.y + dy * step), last);
    this.world.emit({ kind: 'crosshair', at: moved });
    this.world.emit({ kind: 'hover', at: moved });
    const shown = revealPoint(view, picture, stage, moved, 32);
    if (shown !== view) this.world.setView(shown);
    if (this.corner) {
      const box = boxFromCorners(this.corner, moved);
      this.world.setDraft({ kind: 'box', box });
      this.world.emit({ kind: 'box', box, done: false });
    }
    return true;
  }
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
