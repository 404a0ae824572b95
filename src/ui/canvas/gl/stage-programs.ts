/** The program family of the stage. */
import { type GlProgram, linkProgram } from './gl-program.ts';
import * as shaders from './shaders.ts';

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
    linkProgram(gl, shaders.QUAD_VERTEX, fragment, samplers);
  return {
    picture: link(shaders.PICTURE_FRAGMENT, 'uTexture'),
    copy: link(shaders.COPY_FRAGMENT, 'uTexture'),
    logits: link(shaders.LOGITS_FRAGMENT, 'uPlane', 'uBasePlane'),
    packed: link(shaders.PACKED_FRAGMENT, 'uTexture'),
    unpack: link(shaders.UNPACK_FRAGMENT, 'uWords'),
    near: link(shaders.NEAR_FRAGMENT, 'uCoverage'),
    nearLogits: link(shaders.NEAR_LOGITS_FRAGMENT, 'uPlane'),
    fill: link(shaders.FILL_FRAGMENT, 'uCoverage'),
    delta: link(shaders.DELTA_FRAGMENT, 'uCoverage'),
    line: linkProgram(gl, shaders.BLOCK_VERTEX, shaders.LINE_FRAGMENT, ['uCoverage', 'uNear']),
    dim: link(shaders.DIM_FRAGMENT, 'uCoverage'),
    plane: link(shaders.PLANE_FRAGMENT, 'uPlanes', 'uRamp'),
  };
}
