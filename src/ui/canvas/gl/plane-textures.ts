/** Textures of mask layers, kept by the identity of their data and given back as soon as no layer uses them. */
import type { ImageBox } from '../../../core/geometry/box.ts';
import { type PackedMask, packedStride } from '../../../core/mask/packed.ts';
import type { MaskLayer } from '../stage-types.ts';
import type { GlProgram } from './gl-program.ts';
import { placeEverywhere } from './quad-painter.ts';
import { clampEdges } from './target.ts';

interface Entry {
  readonly texture: WebGLTexture;
  /** For packed masks: the picture part shown, and picture pixels per texel. */
  readonly shown: ImageBox;
  readonly step: number;
  used: number;
}

/** A packed mask as an 8-bit texture. */
export interface PackedTexture {
  readonly texture: WebGLTexture;
  readonly shown: ImageBox;
  /** Picture pixels per texel: 1 unless the mask is larger than a texture may be. */
  readonly step: number;
}

const NOWHERE: ImageBox = { x0: 0, y0: 0, x1: 0, y1: 0 };

/** Owner of all layer textures of one drawing context. */
export class PlaneTextures {
  private readonly gl: WebGL2RenderingContext;
  private readonly entries = new Map<object, Entry>();
  /** Texture arrays apart: the same logits may be a mask and a teaching plane in one frame, as textures of two kinds. */
  private readonly stacks = new Map<object, Entry>();
  private readonly maxSide: number;
  private round = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.maxSide = Number(gl.getParameter(gl.MAX_TEXTURE_SIZE));
  }

  /** Textures alive now; for leak tests. */
  get count(): number {
    return this.entries.size + this.stacks.size;
  }

  private remember(key: object, texture: WebGLTexture, shown: ImageBox, step: number, among = this.entries): Entry {
    const entry = { texture, shown, step, used: this.round };
    among.set(key, entry);
    return entry;
  }

  private find(key: object, among = this.entries): Entry | undefined {
    const entry = among.get(key);
    if (entry) entry.used = this.round;
    return entry;
  }

  /** One-channel float texture [height, width] of logits. */
  logits(data: Float32Array<ArrayBuffer>, width: number, height: number): WebGLTexture {
    const known = this.find(data);
    if (known) return known.texture;
    const { gl } = this;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R32F, width, height);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED, gl.FLOAT, data);
    clampEdges(gl, gl.TEXTURE_2D, gl.NEAREST, gl.NEAREST);
    return this.remember(data, texture, NOWHERE, 1).texture;
  }

  /** Float texture array [channels, height, width] of a teaching plane. */
  plane(data: Float32Array<ArrayBuffer>, width: number, height: number, channels: number): WebGLTexture {
    const known = this.find(data, this.stacks);
    if (known) return known.texture;
    const { gl } = this;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.R32F, width, height, channels);
    gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, 0, width, height, channels, gl.RED, gl.FLOAT, data);
    clampEdges(gl, gl.TEXTURE_2D_ARRAY, gl.NEAREST, gl.NEAREST);
    return this.remember(data, texture, NOWHERE, 1, this.stacks).texture;
  }

  /** The bits of a packed mask, unpacked on the card into a mipmapped 8-bit texture. Leaves the framebuffer unbound. */
  packed(mask: PackedMask, unpack: GlProgram): PackedTexture | null {
    const stride = packedStride(mask.box);
    const rows = mask.box.y1 - mask.box.y0;
    if (stride === 0 || rows <= 0) return null;
    const known = this.find(mask.bits);
    if (known) return known;
    const { gl } = this;
    const words = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, words);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R32UI, stride, rows);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, stride, rows, gl.RED_INTEGER, gl.UNSIGNED_INT, mask.bits);
    clampEdges(gl, gl.TEXTURE_2D, gl.NEAREST, gl.NEAREST);

    const step = Math.max(1, Math.ceil(Math.max(stride * 32, rows) / this.maxSide));
    const width = Math.ceil((stride * 32) / step);
    const height = Math.ceil(rows / step);
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, Math.floor(Math.log2(Math.max(width, height))) + 1, gl.R8, width, height);
    clampEdges(gl, gl.TEXTURE_2D, gl.LINEAR_MIPMAP_LINEAR, gl.LINEAR);
    const target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.viewport(0, 0, width, height);
    gl.disable(gl.BLEND);
    placeEverywhere(gl, unpack);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, words);
    gl.uniform1i(unpack.uniforms.get('uStep') ?? null, step);
    gl.uniform2i(unpack.uniforms.get('uBits') ?? null, stride * 32, rows);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(target);
    gl.deleteTexture(words);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.generateMipmap(gl.TEXTURE_2D);
    const x0 = (mask.box.x0 >> 5) << 5;
    const shown = { x0, y0: mask.box.y0, x1: x0 + width * step, y1: mask.box.y0 + height * step };
    return this.remember(mask.bits, texture, shown, step);
  }

  /** A layer of this frame needs its textures again, though they are not drawn now. */
  keep(layer: MaskLayer): void {
    if (layer.kind === 'plane') this.find(layer.data, this.stacks);
    else if (layer.kind === 'packed') this.find(layer.mask.bits);
    else for (const plane of [layer.plane, layer.delta?.plane]) if (plane) this.find(plane.data);
  }

  /** Call before drawing the frame's layers. */
  begin(): void {
    this.round++;
  }

  /** Call after: deletes what no layer of this frame used. */
  sweep(): void {
    for (const among of [this.entries, this.stacks]) {
      for (const [key, entry] of among) {
        if (entry.used === this.round) continue;
        this.gl.deleteTexture(entry.texture);
        among.delete(key);
      }
    }
  }

  /** Gives everything back. */
  dispose(): void {
    this.round++;
    this.sweep();
  }
}
