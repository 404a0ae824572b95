/** Draws one frame of the stage: picture, dimming, mask and plane layers. Knows WebGL2, no DOM, no React. */
import { SegError } from '../../contract/errors.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { Frame } from './frame.ts';
import { activate, type GlProgram, setUniform } from './gl-program.ts';
import { deletePicture, type PictureTile, uploadPicture } from './picture-texture.ts';
import { PlaneTextures } from './plane-textures.ts';
import { type RampName, rampTable } from './ramps.ts';
import { linkStagePrograms, type StagePrograms } from './stage-programs.ts';
import type { MaskLayer, MaskStyle, StagePicture } from './stage-types.ts';

type MaskedLayer = Exclude<MaskLayer, { kind: 'plane' }>;
type PlaneLayer = Extract<MaskLayer, { kind: 'plane' }>;

/** From this many CSS pixels a picture pixel on, pixels are shown as squares. */
const SHOW_PIXELS_FROM = 8;
/** Longest side of one picture texture. */
const TILE_LIMIT = 4096;
const ANT_CYCLES_PER_SECOND = 0.9;

/** Owner of every WebGL object of one canvas. */
export class StageRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly textures: PlaneTextures;
  private readonly programs: StagePrograms;
  private readonly ramps = new Map<RampName, WebGLTexture>();
  private readonly coverage: WebGLTexture;
  private readonly target: WebGLFramebuffer;
  private coverageSize: Size = { width: 0, height: 0 };
  private tiles: readonly PictureTile[] = [];
  private uploaded: ImageBitmap | null = null;
  private readonly tileLimit: number;

  /**
   * @param tileLimit longest side of one picture texture; smaller values are for tests
   * @throws SegError `webgl-lost` where WebGL2 cannot be had
   */
  constructor(canvas: HTMLCanvasElement | OffscreenCanvas, tileLimit: number = TILE_LIMIT, keepPixels = false) {
    this.tileLimit = tileLimit;
    const gl = canvas.getContext('webgl2', {
      alpha: true,
      premultipliedAlpha: true,
      antialias: false,
      depth: false,
      stencil: false,
      preserveDrawingBuffer: keepPixels,
      powerPreference: 'high-performance',
    });
    if (!(gl instanceof WebGL2RenderingContext)) throw new SegError('webgl-lost', 'this browser offers no WebGL2');
    this.gl = gl;
    this.textures = new PlaneTextures(gl);
    this.programs = linkStagePrograms(gl);
    this.coverage = gl.createTexture();
    this.target = gl.createFramebuffer();
  }

  /** Layer textures and picture tiles alive; for leak tests. */
  count(): { readonly planes: number; readonly tiles: number } {
    return { planes: this.textures.count, tiles: this.tiles.length };
  }

  /** Draws a frame. The canvas must already have its device size. */
  draw(frame: Frame): void {
    const { gl } = this;
    if (gl.isContextLost()) return;
    this.takePicture(frame.picture);
    this.textures.begin();
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (frame.picture) {
      this.drawPicture(frame);
      this.dimOutside(frame, frame.picture.size);
      for (const layer of frame.layers) {
        if (layer.kind === 'plane') this.drawPlane(frame, layer);
        else this.drawMask(frame, layer);
      }
    }
    this.textures.sweep();
  }

  /** Gives every WebGL object back. */
  dispose(): void {
    const { gl } = this;
    this.textures.dispose();
    deletePicture(gl, this.tiles);
    this.tiles = [];
    this.uploaded = null;
    for (const texture of this.ramps.values()) gl.deleteTexture(texture);
    this.ramps.clear();
    gl.deleteTexture(this.coverage);
    gl.deleteFramebuffer(this.target);
    for (const program of Object.values(this.programs)) gl.deleteProgram(program.handle);
  }

  private takePicture(picture: StagePicture | null): void {
    const bitmap = picture?.bitmap ?? null;
    if (bitmap === this.uploaded) return;
    deletePicture(this.gl, this.tiles);
    // A closed bitmap has no size: whoever closed it is about to hand over the next one.
    this.tiles = picture && picture.bitmap.width > 0 ? uploadPicture(this.gl, picture, this.tileLimit) : [];
    this.uploaded = bitmap;
  }

  private use(program: GlProgram, frame: Frame, rect: ImageBox, pad: number): GlProgram {
    const { gl } = this;
    const p = program;
    activate(gl, p);
    this.setBox(p, 'uRect', rect);
    setUniform(gl, p, 'uCentre', frame.view.centre.x, frame.view.centre.y);
    setUniform(gl, p, 'uScale', frame.view.zoom * frame.devicePixelRatio);
    setUniform(gl, p, 'uScreen', gl.drawingBufferWidth, gl.drawingBufferHeight);
    setUniform(gl, p, 'uPad', pad);
    return p;
  }

  private setBox(p: GlProgram, name: string, box: ImageBox): void {
    setUniform(this.gl, p, name, box.x0, box.y0, box.x1, box.y1);
  }

  private bind(unit: number, kind: number, texture: WebGLTexture): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(kind, texture);
  }

  private drawPicture(frame: Frame): void {
    const { gl } = this;
    gl.disable(gl.BLEND);
    for (const tile of this.tiles) {
      const p = this.use(this.programs.picture, frame, tile.drawn, 0);
      this.bind(0, gl.TEXTURE_2D, tile.texture);
      gl.texParameteri(
        gl.TEXTURE_2D,
        gl.TEXTURE_MAG_FILTER,
        frame.view.zoom >= SHOW_PIXELS_FROM ? gl.NEAREST : gl.LINEAR,
      );
      this.setBox(p, 'uTile', tile.shown);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
  }

  /** Makes the coverage target as large as the canvas and binds it. */
  private bindCoverage(): void {
    const { gl } = this;
    const width = gl.drawingBufferWidth;
    const height = gl.drawingBufferHeight;
    this.bind(0, gl.TEXTURE_2D, this.coverage);
    if (this.coverageSize.width !== width || this.coverageSize.height !== height) {
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      this.coverageSize = { width, height };
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.coverage, 0);
    gl.viewport(0, 0, width, height);
  }

  private bindScreen(): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.enable(gl.BLEND);
    gl.blendEquation(gl.FUNC_ADD);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Where a mask layer can have pixels, picture pixels. */
  private static extent(layer: MaskedLayer): ImageBox {
    if (layer.kind === 'packed') return layer.mask.box;
    const a = layer.plane.box;
    const b = layer.delta?.plane.box ?? a;
    return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
  }

  /** Draws a layer's coverage into the bound target. False when it has none. */
  private cover(frame: Frame, layer: MaskedLayer, pad: number): boolean {
    const { gl, textures, programs } = this;
    if (layer.kind === 'packed') {
      const rect = layer.mask.box;
      const known = textures.packed(layer.mask, programs.unpack);
      if (!known) return false;
      this.bindCoverage();
      const p = this.use(programs.packed, frame, rect, pad);
      this.bind(0, gl.TEXTURE_2D, known.texture);
      const { shown } = known;
      this.setBox(p, 'uTile', shown);
      setUniform(gl, p, 'uTexel', 1 / (frame.view.zoom * frame.devicePixelRatio * known.step));
    } else {
      const { plane, delta } = layer;
      const texture = textures.logits(plane.data, plane.width, plane.height);
      const base = delta ? textures.logits(delta.plane.data, delta.plane.width, delta.plane.height) : texture;
      this.bindCoverage();
      const p = this.use(programs.logits, frame, StageRenderer.extent(layer), pad);
      this.bind(0, gl.TEXTURE_2D, texture);
      this.bind(1, gl.TEXTURE_2D, base);
      this.setBox(p, 'uBox', plane.box);
      setUniform(gl, p, 'uContent', plane.content.width, plane.content.height);
      setUniform(gl, p, 'uThreshold', layer.threshold);
      setUniform(gl, p, 'uSoft', layer.style.soft);
      setUniform(gl, p, 'uHasBase', delta ? 1 : 0);
      const other = delta?.plane ?? plane;
      this.setBox(p, 'uBaseBox', other.box);
      setUniform(gl, p, 'uBaseContent', other.content.width, other.content.height);
      setUniform(gl, p, 'uBaseThreshold', delta?.threshold ?? 0);
    }
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    return true;
  }

  private drawMask(frame: Frame, layer: MaskedLayer): void {
    const { gl } = this;
    const { style } = layer;
    if (style.fill <= 0 && style.outline <= 0) return;
    const reach = style.outline > 0 ? (style.outline / 2 + 2) * frame.devicePixelRatio + 1 : 1;
    gl.disable(gl.BLEND);
    if (!this.cover(frame, layer, 2 * reach)) return;
    this.bindScreen();
    const p = this.use(this.programs.composite, frame, StageRenderer.extent(layer), reach);
    this.bind(0, gl.TEXTURE_2D, this.coverage);
    this.setStyle(p, frame, style);
    const removed = layer.kind === 'logits' ? layer.delta?.removed : undefined;
    setUniform(gl, p, 'uDelta', removed ? 1 : 0);
    setUniform(gl, p, 'uRemoved', removed?.[0] ?? 0, removed?.[1] ?? 0, removed?.[2] ?? 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private setStyle(p: GlProgram, frame: Frame, style: MaskStyle): void {
    const { gl } = this;
    setUniform(gl, p, 'uColor', style.color[0], style.color[1], style.color[2]);
    setUniform(gl, p, 'uFill', style.fill);
    setUniform(gl, p, 'uOutline', style.outline);
    setUniform(gl, p, 'uDpr', frame.devicePixelRatio);
    setUniform(gl, p, 'uMarch', style.marching ? ((frame.time ?? 0) * ANT_CYCLES_PER_SECOND) % 1 : -1);
  }

  /** Takes the picture away outside all layers that ask for it, together. */
  private dimOutside(frame: Frame, size: Size): void {
    const { gl } = this;
    const dim = frame.layers.reduce((most, l) => (l.kind === 'plane' ? most : Math.max(most, l.style.dimOutside)), 0);
    if (dim <= 0) return;
    this.bindCoverage();
    gl.clear(gl.COLOR_BUFFER_BIT);
    for (const layer of frame.layers) {
      if (layer.kind === 'plane' || layer.style.dimOutside <= 0) continue;
      // The texture is made first: unpacking a new mask draws, and must not find blending on.
      if (layer.kind === 'packed') this.textures.packed(layer.mask, this.programs.unpack);
      gl.enable(gl.BLEND);
      gl.blendEquation(gl.MAX);
      this.cover(frame, layer, 0);
    }
    this.bindScreen();
    gl.blendFunc(gl.ZERO, gl.ONE_MINUS_SRC_ALPHA);
    const p = this.use(this.programs.dim, frame, { x0: 0, y0: 0, x1: size.width, y1: size.height }, 1);
    this.bind(0, gl.TEXTURE_2D, this.coverage);
    setUniform(gl, p, 'uDim', dim);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private rampTexture(name: RampName): WebGLTexture {
    const known = this.ramps.get(name);
    if (known) return known;
    const { gl } = this;
    const texture = gl.createTexture();
    this.bind(1, gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, rampTable(name));
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    this.ramps.set(name, texture);
    return texture;
  }

  private drawPlane(frame: Frame, layer: PlaneLayer): void {
    const { gl } = this;
    const texture = this.textures.plane(layer.data, layer.width, layer.height, layer.channels);
    const ramp = this.rampTexture(layer.ramp === 'rgb' ? 'viridis' : layer.ramp);
    this.bindScreen();
    const p = this.use(this.programs.plane, frame, layer.box, 0);
    this.bind(0, gl.TEXTURE_2D_ARRAY, texture);
    this.bind(1, gl.TEXTURE_2D, ramp);
    this.setBox(p, 'uBox', layer.box);
    setUniform(gl, p, 'uContent', layer.content.width, layer.content.height);
    setUniform(gl, p, 'uRange', layer.range[0], layer.range[1]);
    setUniform(gl, p, 'uChannels', layer.channels);
    setUniform(gl, p, 'uOpacity', layer.opacity);
    setUniform(gl, p, 'uSmooth', layer.smooth ? 1 : 0);
    setUniform(gl, p, 'uHasLevel', layer.level === undefined ? 0 : 1);
    setUniform(gl, p, 'uLevel', layer.level ?? 0);
    setUniform(gl, p, 'uBand', layer.band ?? 0);
    setUniform(gl, p, 'uDpr', frame.devicePixelRatio);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}
