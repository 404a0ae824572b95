/** A texture to draw into, remade when another size is asked for. */
import type { Size } from '../../../core/geometry/space.ts';

/** How the bound texture is sampled: with these filters, and beyond its edge as at it. */
export function clampEdges(gl: WebGL2RenderingContext, target: number, min: number, mag: number): void {
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, min);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, mag);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

export class Target {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
  private readonly gl: WebGL2RenderingContext;
  private size: Size = { width: 0, height: 0 };

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.texture = gl.createTexture();
    this.framebuffer = gl.createFramebuffer();
  }

  /** Gives it this size (8-bit RGBA). @returns whether that lost what it held */
  resize(width: number, height: number): boolean {
    const { gl } = this;
    if (this.size.width === width && this.size.height === height) return false;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    clampEdges(gl, gl.TEXTURE_2D, gl.LINEAR, gl.LINEAR);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
    this.size = { width, height };
    return true;
  }

  /** Binds it for drawing, all of it in view. */
  bind(): void {
    const { gl, size } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.viewport(0, 0, size.width, size.height);
  }

  dispose(): void {
    this.gl.deleteTexture(this.texture);
    this.gl.deleteFramebuffer(this.framebuffer);
  }
}
