/** The program family of the stage. */

import * as coverage from './coverage-shaders.ts';
import { type GlProgram, linkProgram } from './gl-program.ts';
import * as masks from './mask-shaders.ts';
import * as scene from './scene-shaders.ts';

/** One program a kind of drawing. */
export interface StagePrograms {
  readonly picture: GlProgram;
  readonly copy: GlProgram;
  readonly logits: GlProgram;
  readonly packed: GlProgram;
  readonly unpack: GlProgram;
  readonly near: GlProgram;
  readonly nearLogits: GlProgram;
  readonly fill: GlProgram;
  readonly delta: GlProgram;
  readonly line: GlProgram;
  readonly dim: GlProgram;
  readonly plane: GlProgram;
}

/** Compiles them all. */
export function linkStagePrograms(gl: WebGL2RenderingContext): StagePrograms {
  const link = (fragment: string, ...samplers: readonly string[]): GlProgram =>
    linkProgram(gl, scene.QUAD_VERTEX, fragment, samplers);
  return {
    picture: link(scene.PICTURE_FRAGMENT, 'uTexture'),
    copy: link(scene.COPY_FRAGMENT, 'uTexture'),
    logits: link(coverage.LOGITS_FRAGMENT, 'uPlane', 'uBasePlane'),
    packed: link(coverage.PACKED_FRAGMENT, 'uTexture'),
    unpack: link(coverage.UNPACK_FRAGMENT, 'uWords'),
    near: link(coverage.NEAR_FRAGMENT, 'uCoverage'),
    nearLogits: link(coverage.NEAR_LOGITS_FRAGMENT, 'uPlane'),
    fill: link(masks.FILL_FRAGMENT, 'uCoverage'),
    delta: link(masks.DELTA_FRAGMENT, 'uCoverage'),
    line: linkProgram(gl, masks.BLOCK_VERTEX, masks.LINE_FRAGMENT, ['uCoverage', 'uNear']),
    dim: link(masks.DIM_FRAGMENT, 'uCoverage'),
    plane: link(scene.PLANE_FRAGMENT, 'uPlanes', 'uRamp'),
  };
}
