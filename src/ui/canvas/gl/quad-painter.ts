/** Draws quads that lie over parts of the picture, as one frame sees it. */
import type { ImageBox } from '../../../core/geometry/box.ts';
import type { Frame } from './frame.ts';
import { activate, type GlProgram, setUniform } from './gl-program.ts';

/** A part of the target in device pixels, counted from its lower left corner as WebGL does. */
export interface DeviceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Makes the program the one that draws, over the whole target, wherever the picture lies. */
export function placeEverywhere(gl: WebGL2RenderingContext, program: GlProgram): GlProgram {
  activate(gl, program);
  setUniform(gl, program, 'uRect', -1, -1, 1, 1);
  setUniform(gl, program, 'uCentre', 0, 0);
  setUniform(gl, program, 'uScreen', 2, 2);
  setUniform(gl, program, 'uScale', 1);
  setUniform(gl, program, 'uPad', 0);
  return program;
}

export class QuadPainter {
  readonly gl: WebGL2RenderingContext;
  private frame: Frame | null = null;
  private scene: WebGLFramebuffer | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
  }

  /** Size of the canvas, device pixels. */
  get width(): number {
    return this.gl.drawingBufferWidth;
  }

  get height(): number {
    return this.gl.drawingBufferHeight;
  }

  /** Device pixels per picture pixel in this frame. */
  get scale(): number {
    return this.frame ? this.frame.view.zoom * this.frame.devicePixelRatio : 1;
  }

  /** Call before anything of a frame is drawn. */
  begin(frame: Frame): void {
    this.frame = frame;
  }

  /** What `onScene` draws into from now on: a framebuffer of the canvas's size, or null for the canvas itself. */
  drawInto(scene: WebGLFramebuffer | null): void {
    this.scene = scene;
    this.onScene();
  }

  /** Binds the scene for drawing over what is there. */
  onScene(): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.scene);
    gl.viewport(0, 0, this.width, this.height);
    gl.enable(gl.BLEND);
    gl.blendEquation(gl.FUNC_ADD);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Makes the program the one that draws, over `rect` (picture pixels) grown by `pad` device pixels. */
  place(program: GlProgram, rect: ImageBox, pad: number): GlProgram {
    const { gl, frame } = this;
    activate(gl, program);
    this.setBox(program, 'uRect', rect);
    setUniform(gl, program, 'uCentre', frame?.view.centre.x ?? 0, frame?.view.centre.y ?? 0);
    setUniform(gl, program, 'uScale', this.scale);
    setUniform(gl, program, 'uScreen', this.width, this.height);
    setUniform(gl, program, 'uPad', pad);
    return program;
  }

  setBox(program: GlProgram, name: string, box: ImageBox): void {
    setUniform(this.gl, program, name, box.x0, box.y0, box.x1, box.y1);
  }

  bind(unit: number, kind: number, texture: WebGLTexture): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(kind, texture);
  }

  paint(): void {
    this.gl.drawArrays(this.gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Where a part of the picture, grown by `pad` device pixels, lies on the canvas; null when it is out of sight. */
  onCanvas(box: ImageBox, pad: number): DeviceBox | null {
    const centre = this.frame?.view.centre ?? { x: 0, y: 0 };
    const place = (at: number, middle: number, half: number): number => (at - middle) * this.scale + half;
    const x0 = Math.max(0, Math.floor(place(box.x0, centre.x, this.width / 2) - pad));
    const x1 = Math.min(this.width, Math.ceil(place(box.x1, centre.x, this.width / 2) + pad));
    // Picture rows run downwards, rows of the target upwards.
    const y0 = Math.max(0, Math.floor(this.height - place(box.y1, centre.y, this.height / 2) - pad));
    const y1 = Math.min(this.height, Math.ceil(this.height - place(box.y0, centre.y, this.height / 2) + pad));
    return x1 > x0 && y1 > y0 ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : null;
  }
}
