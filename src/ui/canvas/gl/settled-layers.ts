/**
 * The picture and the layers at the bottom that are as they were a frame ago, kept drawn: while only the topmost layer changes
 * (a hover, ants that march) nothing else is drawn again.
 */
import type { MaskLayer } from '../stage-types.ts';
import type { Frame } from './frame.ts';
import { sameValue } from './same-value.ts';
import { Target } from './target.ts';

function sameView(a: Frame, b: Frame): boolean {
  return a.picture === b.picture && a.devicePixelRatio === b.devicePixelRatio && sameValue(a.view, b.view);
}

/** Ants that walk make a layer new in every frame. */
function canSettle(layer: MaskLayer, frame: Frame): boolean {
  return layer.kind === 'plane' || !(layer.style.marching && frame.time !== null);
}

function common(a: readonly MaskLayer[], b: readonly MaskLayer[]): number {
  let n = 0;
  while (n < a.length && n < b.length && sameValue(a[n], b[n])) n++;
  return n;
}

export class SettledLayers {
  private readonly target: Target;
  /** The frame drawn last, and what the target holds of it: its picture and its first `held` layers. */
  private last: Frame | null = null;
  private held = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.target = new Target(gl);
  }

  get framebuffer(): WebGLFramebuffer {
    return this.target.framebuffer;
  }

  get texture(): WebGLTexture {
    return this.target.texture;
  }

  /**
   * Brings the target up to what of this frame has settled: the picture, and the layers that stand as they stood in the last frame.
   * @param drawBase draws the picture alone into the target, over whatever is in it
   * @param drawLayer draws one layer into the target, over what is there
   * @returns how many layers from the bottom the target holds
   */
  settle(frame: Frame, width: number, height: number, drawBase: () => void, drawLayer: (l: MaskLayer) => void): number {
    const emptied = this.target.resize(width, height);
    const { last } = this;
    const still = last !== null && !emptied && sameView(last, frame);
    const standing = still ? common(last.layers, frame.layers) : 0;
    if (!still || standing < this.held) {
      drawBase();
      this.held = 0;
    }
    while (this.held < standing) {
      const layer = frame.layers[this.held];
      if (!layer || !canSettle(layer, frame)) break;
      drawLayer(layer);
      this.held++;
    }
    this.last = frame;
    return this.held;
  }

  /** Forgets what is held: the next frame is drawn from its picture on. */
  forget(): void {
    this.last = null;
    this.held = 0;
  }

  dispose(): void {
    this.target.dispose();
    this.forget();
  }
}
