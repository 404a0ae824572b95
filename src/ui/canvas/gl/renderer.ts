/** Draws one frame of the stage: picture, dimming, mask and plane layers. Knows WebGL2, no DOM, no React. */
import { SegError } from '../../../contract/errors.ts';
import type { MaskLayer, StagePicture } from '../stage-types.ts';
import type { Frame } from './frame.ts';
import { setUniform } from './gl-program.ts';
import { MaskPainter } from './mask-painter.ts';
import { deletePicture, type PictureTile, uploadPicture } from './picture-texture.ts';
import { PlaneTextures } from './plane-textures.ts';
import { placeEverywhere, QuadPainter } from './quad-painter.ts';
import { type RampName, rampTable } from './ramps.ts';
import { SettledLayers } from './settled-layers.ts';
import { linkStagePrograms, type StagePrograms } from './stage-programs.ts';

type PlaneLayer = Extract<MaskLayer, { kind: 'plane' }>;

/** From this many CSS pixels a picture pixel on, pixels are shown as squares. */
const SHOW_PIXELS_FROM = 8;
/** Longest side of one picture texture. */
const TILE_LIMIT = 4096;

/** Names under which browsers report that the processor draws. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  return SOFTWARE.test(String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER)));
}

/** Owner of every WebGL object of one canvas. */
export class StageRenderer {
  /** The processor stands in for a graphics card: every frame takes time from the model. */
  readonly software: boolean;
  private readonly gl: WebGL2RenderingContext;
  private readonly painter: QuadPainter;
  private readonly textures: PlaneTextures;
  private readonly programs: StagePrograms;
  private readonly masks: MaskPainter;
  private readonly settled: SettledLayers;
  private readonly ramps = new Map<RampName, WebGLTexture>();
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
    this.software = isSoftware(gl);
    this.painter = new QuadPainter(gl);
    this.textures = new PlaneTextures(gl);
    this.programs = linkStagePrograms(gl);
    this.masks = new MaskPainter(this.painter, this.programs, this.textures);
    this.settled = new SettledLayers(gl);
  }

  /** Layer textures and picture tiles alive; for leak tests. */
  count(): { readonly planes: number; readonly tiles: number } {
    return { planes: this.textures.count, tiles: this.tiles.length };
  }

  /** Draws a frame. The canvas must already have its device size. */
  draw(frame: Frame): void {
    const { gl, painter, textures } = this;
    if (gl.isContextLost()) return;
    this.takePicture(frame.picture);
    textures.begin();
    painter.begin(frame);
    if (frame.picture) this.drawScene(frame);
    else {
      this.settled.forget();
      this.clear(null);
    }
    textures.sweep();
  }

  /** Gives every WebGL object back. */
  dispose(): void {
    const { gl } = this;
    this.textures.dispose();
    this.masks.dispose();
    this.settled.dispose();
    deletePicture(gl, this.tiles);
    this.tiles = [];
    this.uploaded = null;
    for (const texture of this.ramps.values()) gl.deleteTexture(texture);
    this.ramps.clear();
    for (const program of Object.values(this.programs)) gl.deleteProgram(program.handle);
  }

  private drawScene(frame: Frame): void {
    const { painter, settled } = this;
    if (frame.layers.some((l) => l.kind !== 'plane' && l.style.dimOutside > 0)) {
      // What dims is one for all layers: nothing below it can stay as it was.
      settled.forget();
      this.drawBase(frame, null);
      if (frame.picture) this.masks.dimOutside(frame.layers, frame.picture.size);
      for (const layer of frame.layers) this.drawLayer(frame, layer);
      return;
    }
    const { width, height } = painter;
    const held = settled.settle(
      frame,
      width,
      height,
      () => this.drawBase(frame, settled.framebuffer),
      (layer) => {
        painter.drawInto(settled.framebuffer);
        this.drawLayer(frame, layer);
      },
    );
    this.copy(settled.texture);
    for (const [i, layer] of frame.layers.entries()) {
      if (i < held) this.textures.keep(layer);
      else this.drawLayer(frame, layer);
    }
  }

  /** Fills the canvas with what the texture holds, pixel for pixel. */
  private copy(texture: WebGLTexture): void {
    const { gl, painter } = this;
    painter.drawInto(null);
    gl.disable(gl.BLEND);
    placeEverywhere(gl, this.programs.copy);
    painter.bind(0, gl.TEXTURE_2D, texture);
    painter.paint();
  }

  private clear(scene: WebGLFramebuffer | null): void {
    const { gl, painter } = this;
    painter.drawInto(scene);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  private drawBase(frame: Frame, scene: WebGLFramebuffer | null): void {
    this.clear(scene);
    this.drawPicture(frame);
  }

  private drawLayer(frame: Frame, layer: MaskLayer): void {
    if (layer.kind === 'plane') this.drawPlane(frame, layer);
    else this.masks.draw(frame, layer);
  }

  private takePicture(picture: StagePicture | null): void {
    const bitmap = picture?.bitmap ?? null;
    if (bitmap === this.uploaded) return;
    deletePicture(this.gl, this.tiles);
    // A closed bitmap has no size: whoever closed it is about to hand over the next one.
    this.tiles = picture && picture.bitmap.width > 0 ? uploadPicture(this.gl, picture, this.tileLimit) : [];
    this.uploaded = bitmap;
    this.settled.forget();
  }

  private drawPicture(frame: Frame): void {
    const { gl, painter } = this;
    gl.disable(gl.BLEND);
    for (const tile of this.tiles) {
      const p = painter.place(this.programs.picture, tile.drawn, 0);
      painter.bind(0, gl.TEXTURE_2D, tile.texture);
      gl.texParameteri(
        gl.TEXTURE_2D,
        gl.TEXTURE_MAG_FILTER,
        frame.view.zoom >= SHOW_PIXELS_FROM ? gl.NEAREST : gl.LINEAR,
      );
      painter.setBox(p, 'uTile', tile.shown);
      painter.paint();
    }
  }

  private rampTexture(name: RampName): WebGLTexture {
    const known = this.ramps.get(name);
    if (known) return known;
    const { gl } = this;
    const texture = gl.createTexture();
    this.painter.bind(1, gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, rampTable(name));
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    this.ramps.set(name, texture);
    return texture;
  }

  private drawPlane(frame: Frame, layer: PlaneLayer): void {
    const { gl, painter } = this;
    const texture = this.textures.plane(layer.data, layer.width, layer.height, layer.channels);
    const ramp = this.rampTexture(layer.ramp === 'rgb' ? 'viridis' : layer.ramp);
    painter.onScene();
    const p = painter.place(this.programs.plane, layer.box, 0);
    painter.bind(0, gl.TEXTURE_2D_ARRAY, texture);
    painter.bind(1, gl.TEXTURE_2D, ramp);
    painter.setBox(p, 'uBox', layer.box);
    setUniform(gl, p, 'uContent', layer.content.width, layer.content.height);
    setUniform(gl, p, 'uRange', layer.range[0], layer.range[1]);
    setUniform(gl, p, 'uChannels', layer.channels);
    setUniform(gl, p, 'uOpacity', layer.opacity);
    setUniform(gl, p, 'uSmooth', layer.smooth ? 1 : 0);
    setUniform(gl, p, 'uHasLevel', layer.level === undefined ? 0 : 1);
    setUniform(gl, p, 'uLevel', layer.level ?? 0);
    setUniform(gl, p, 'uBand', layer.band ?? 0);
    setUniform(gl, p, 'uDpr', frame.devicePixelRatio);
    painter.paint();
  }
}
