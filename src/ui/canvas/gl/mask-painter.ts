/** Draws mask layers: coverage of the layer first, then its fill and outline from that coverage. */
import type { ImageBox } from '../../../core/geometry/box.ts';
import type { Size } from '../../../core/geometry/space.ts';
import type { MaskLayer, MaskStyle } from '../stage-types.ts';
import { NEAR_BLOCK } from './coverage-shaders.ts';
import type { Frame } from './frame.ts';
import { activate, type GlProgram, setUniform } from './gl-program.ts';
import { extentOf, type MaskedLayer } from './mask-extent.ts';
import type { PlaneTextures } from './plane-textures.ts';
import { type DeviceBox, placeEverywhere, type QuadPainter } from './quad-painter.ts';
import type { StagePrograms } from './stage-programs.ts';
import { Target } from './target.ts';

type LogitsLayer = Extract<MaskedLayer, { kind: 'logits' }>;

const ANT_CYCLES_PER_SECOND = 0.9;
/** Up to this many cells of a plane across a block it pays to look at them before its pixels. */
const MOST_CELLS = 10;

export class MaskPainter {
  private readonly painter: QuadPainter;
  private readonly programs: StagePrograms;
  private readonly textures: PlaneTextures;
  private readonly coverage: Target;
  /** Least and greatest coverage around each block of the canvas: most blocks have no outline to look for. */
  private readonly near: Target;

  constructor(painter: QuadPainter, programs: StagePrograms, textures: PlaneTextures) {
    this.painter = painter;
    this.programs = programs;
    this.textures = textures;
    this.coverage = new Target(painter.gl);
    this.near = new Target(painter.gl);
  }

  dispose(): void {
    this.coverage.dispose();
    this.near.dispose();
  }

  /** Fill and outline of one layer, over what the scene shows. */
  draw(frame: Frame, layer: MaskedLayer): void {
    const { painter } = this;
    const { gl } = painter;
    const { style } = layer;
    const extent = extentOf(layer);
    if (!extent || (style.fill <= 0 && style.outline <= 0)) return;
    const reach = style.outline > 0 ? (style.outline / 2 + 2) * frame.devicePixelRatio + 1 : 1;
    const seen = painter.onCanvas(extent, reach);
    if (!seen) return;
    gl.disable(gl.BLEND);
    // The outline looks half its width and its rim around, and linear filtering one pixel further.
    const around = Math.ceil((style.outline / 2 + 0.75) * frame.devicePixelRatio + 1);
    const lined = style.outline > 0;
    const ahead = lined && this.lookAhead(frame, layer, seen, around);
    if (!this.cover(layer, 2 * reach)) return;
    if (lined && !ahead) this.lookAround(seen, around);
    painter.onScene();
    painter.bind(0, gl.TEXTURE_2D, this.coverage.texture);
    if (style.fill > 0) this.fill(frame, layer, extent);
    if (lined) this.outline(frame, style, seen);
  }

  /** Takes the picture away outside all layers that ask for it, together. */
  dimOutside(layers: readonly MaskLayer[], size: Size): void {
    const { painter } = this;
    const { gl } = painter;
    const dim = layers.reduce((most, l) => (l.kind === 'plane' ? most : Math.max(most, l.style.dimOutside)), 0);
    if (dim <= 0) return;
    this.bindCoverage();
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    for (const layer of layers) {
      if (layer.kind === 'plane' || layer.style.dimOutside <= 0) continue;
      // The texture is made first: unpacking a new mask draws, and must not find blending on.
      if (layer.kind === 'packed') this.textures.packed(layer.mask, this.programs.unpack);
      gl.enable(gl.BLEND);
      gl.blendEquation(gl.MAX);
      this.cover(layer, 0);
    }
    painter.onScene();
    gl.blendFunc(gl.ZERO, gl.ONE_MINUS_SRC_ALPHA);
    const p = painter.place(this.programs.dim, { x0: 0, y0: 0, x1: size.width, y1: size.height }, 1);
    painter.bind(0, gl.TEXTURE_2D, this.coverage.texture);
    setUniform(gl, p, 'uDim', dim);
    painter.paint();
  }

  private bindCoverage(): void {
    this.coverage.resize(this.painter.width, this.painter.height);
    this.coverage.bind();
  }

  /** Draws a layer's coverage. False when it has none. */
  private cover(layer: MaskedLayer, pad: number): boolean {
    const { painter, textures, programs } = this;
    const { gl } = painter;
    const extent = extentOf(layer);
    if (!extent) return false;
    if (layer.kind === 'packed') {
      const known = textures.packed(layer.mask, programs.unpack);
      if (!known) return false;
      this.bindCoverage();
      const p = painter.place(programs.packed, extent, pad);
      painter.bind(0, gl.TEXTURE_2D, known.texture);
      painter.setBox(p, 'uTile', known.shown);
      setUniform(gl, p, 'uTexel', 1 / (painter.scale * known.step));
    } else {
      const { plane, delta } = layer;
      const texture = textures.logits(plane.data, plane.width, plane.height);
      const base = delta ? textures.logits(delta.plane.data, delta.plane.width, delta.plane.height) : texture;
      this.bindCoverage();
      const p = painter.place(programs.logits, extent, pad);
      painter.bind(0, gl.TEXTURE_2D, texture);
      painter.bind(1, gl.TEXTURE_2D, base);
      this.setLayer(p, layer);
      setUniform(gl, p, 'uHasBase', delta ? 1 : 0);
      const other = delta?.plane ?? plane;
      painter.setBox(p, 'uBaseBox', other.box);
      setUniform(gl, p, 'uBaseContent', other.content.width, other.content.height);
      setUniform(gl, p, 'uBaseThreshold', delta?.threshold ?? 0);
    }
    painter.paint();
    return true;
  }

  private setLayer(p: GlProgram, { plane, threshold, style }: LogitsLayer): void {
    const { painter } = this;
    painter.setBox(p, 'uBox', plane.box);
    setUniform(painter.gl, p, 'uContent', plane.content.width, plane.content.height);
    setUniform(painter.gl, p, 'uThreshold', threshold);
    setUniform(painter.gl, p, 'uSoft', style.soft);
  }

  /** For each block of the canvas in `seen`: the range of the coverage in it and `reach` device pixels around. */
  private lookAround(seen: DeviceBox, reach: number): void {
    const { painter, programs } = this;
    const { gl } = painter;
    this.overBlocks(seen, () => {
      const p = placeEverywhere(gl, programs.near);
      painter.bind(0, gl.TEXTURE_2D, this.coverage.texture);
      gl.uniform1i(p.uniforms.get('uReach') ?? null, reach);
    });
  }

  /**
   * The same for a layer of logits, before its coverage is drawn, where a block has few of them.
   * @returns whether it was done
   */
  private lookAhead(frame: Frame, layer: MaskedLayer, seen: DeviceBox, reach: number): boolean {
    if (layer.kind !== 'logits' || layer.delta) return false;
    const { painter, programs, textures } = this;
    const { gl } = painter;
    const { plane } = layer;
    const cell = (painter.scale * (plane.box.x1 - plane.box.x0)) / plane.content.width;
    if ((NEAR_BLOCK + 2 * reach) / cell > MOST_CELLS) return false;
    const texture = textures.logits(plane.data, plane.width, plane.height);
    this.overBlocks(seen, () => {
      const p = placeEverywhere(gl, programs.nearLogits);
      painter.bind(0, gl.TEXTURE_2D, texture);
      this.setLayer(p, layer);
      setUniform(gl, p, 'uCentreAt', frame.view.centre.x, frame.view.centre.y);
      setUniform(gl, p, 'uZoom', painter.scale);
      setUniform(gl, p, 'uCanvas', painter.width, painter.height);
      gl.uniform1i(p.uniforms.get('uReach') ?? null, reach);
    });
    return true;
  }

  /** Draws over the blocks that `seen` touches, with what `prepare` puts in place. */
  private overBlocks(seen: DeviceBox, prepare: () => void): void {
    const { painter, near } = this;
    const { gl } = painter;
    near.resize(Math.ceil(painter.width / NEAR_BLOCK), Math.ceil(painter.height / NEAR_BLOCK));
    near.bind();
    const { column, row, columns, rows } = blocksOf(seen);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(column, row, columns, rows);
    prepare();
    painter.paint();
    gl.disable(gl.SCISSOR_TEST);
  }

  private fill(frame: Frame, layer: MaskedLayer, extent: ImageBox): void {
    const { painter, programs } = this;
    const { gl } = painter;
    const { color, fill } = layer.style;
    const removed = layer.kind === 'logits' ? layer.delta?.removed : undefined;
    const p = painter.place(removed ? programs.delta : programs.fill, extent, 1);
    setUniform(gl, p, 'uColor', color[0], color[1], color[2]);
    setUniform(gl, p, 'uFill', fill);
    if (removed) {
      setUniform(gl, p, 'uRemoved', removed[0], removed[1], removed[2]);
      setUniform(gl, p, 'uDpr', frame.devicePixelRatio);
    }
    painter.paint();
  }

  /** Over those blocks alone that have an edge near them. */
  private outline(frame: Frame, { color, outline, marching }: MaskStyle, seen: DeviceBox): void {
    const { painter, programs } = this;
    const { gl } = painter;
    const { column, row, columns, rows } = blocksOf(seen);
    const p = programs.line;
    activate(gl, p);
    painter.bind(1, gl.TEXTURE_2D, this.near.texture);
    setUniform(gl, p, 'uBlocks', column, row, columns, rows);
    setUniform(gl, p, 'uScreen', painter.width, painter.height);
    setUniform(gl, p, 'uColor', color[0], color[1], color[2]);
    setUniform(gl, p, 'uOutline', outline);
    setUniform(gl, p, 'uDpr', frame.devicePixelRatio);
    setUniform(gl, p, 'uMarch', marching ? ((frame.time ?? 0) * ANT_CYCLES_PER_SECOND) % 1 : -1);
    // Blocks reach beyond what was covered: there the coverage is another layer's.
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(seen.x, seen.y, seen.width, seen.height);
    gl.drawArrays(gl.TRIANGLES, 0, 6 * columns * rows);
    gl.disable(gl.SCISSOR_TEST);
  }
}

/** The blocks that a part of the canvas touches. */
function blocksOf({ x, y, width, height }: DeviceBox): {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
} {
  const column = Math.floor(x / NEAR_BLOCK);
  const row = Math.floor(y / NEAR_BLOCK);
  return {
    column,
    row,
    columns: Math.ceil((x + width) / NEAR_BLOCK) - column,
    rows: Math.ceil((y + height) / NEAR_BLOCK) - row,
  };
}
