/** GLSL that shows a mask from its coverage: fill, difference, outline, dimming. */
import { NEAR_BLOCK } from './coverage-shaders.ts';

/** Directions all around, for an outline that is equally wide in all of them. */
function ring(taps: number): string {
  const parts = Array.from({ length: taps }, (_, i) => (2 * i * Math.PI) / taps);
  return parts.map((angle) => `vec2(${Math.cos(angle).toFixed(6)}, ${Math.sin(angle).toFixed(6)})`).join(', ');
}

/**
 * Places a quad over each block of the canvas that has an edge near it; of all others nothing is left. `uBlocks` is the first column
 * and row, and how many of each; two triangles a block (instances would be slow where the processor draws).
 */
export const BLOCK_VERTEX: string = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D uNear;
uniform vec4 uBlocks;
uniform vec2 uScreen;
void main() {
  ivec4 blocks = ivec4(uBlocks);
  int number = gl_VertexID / 6;
  ivec2 block = blocks.xy + ivec2(number % blocks.z, number / blocks.z);
  vec2 range = texelFetch(uNear, block, 0).rg;
  int turn = gl_VertexID % 6;
  vec2 corner = vec2(turn == 1 || turn == 3 || turn == 4 ? 1.0 : 0.0, turn == 2 || turn == 4 || turn == 5 ? 1.0 : 0.0);
  vec2 device = (vec2(block) + corner) * ${NEAR_BLOCK}.0;
  gl_Position = range.r == range.g ? vec4(2.0, 2.0, 0.0, 1.0) : vec4(device / uScreen * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Fill of a mask. Each kind of drawing is a program of its own: where the processor draws, a branch not taken is computed all the
 * same.
 */
export const FILL_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uCoverage;
uniform vec3 uColor;
uniform float uFill;
out vec4 outColor;
void main() {
  float alpha = uFill * texelFetch(uCoverage, ivec2(gl_FragCoord.xy), 0).g;
  outColor = vec4(uColor * alpha, alpha);
}`;

/** Fill of a hover over an accepted mask: what comes in the layer's colour, what goes in stripes. */
export const DELTA_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uCoverage;
uniform vec3 uColor;
uniform vec3 uRemoved;
uniform float uFill;
uniform float uDpr;
out vec4 outColor;
void main() {
  vec2 at = gl_FragCoord.xy;
  vec4 c = texelFetch(uCoverage, ivec2(at), 0);
  float comes = uFill * c.g * (1.0 - c.b);
  float stripe = step(0.5, fract((at.x - at.y) / uDpr / 6.0));
  float goes = uFill * c.b * (1.0 - c.g) * mix(0.55, 1.0, stripe);
  outColor = vec4(uRemoved * goes, goes) + vec4(uColor * comes, comes) * (1.0 - goes);
}`;

/** Outline of constant width (dilation minus erosion of the coverage), its dark rim, and marching ants. */
export const LINE_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uCoverage;
uniform vec2 uScreen;
uniform vec3 uColor;
uniform float uOutline;
uniform float uDpr;
uniform float uMarch;
out vec4 outColor;
vec4 over(vec4 under, vec3 color, float alpha) {
  return vec4(color * alpha, alpha) + under * (1.0 - alpha);
}
float shown(vec2 at) {
  return texture(uCoverage, at / uScreen).r;
}
const vec2 RING8[8] = vec2[8](${ring(8)});
const vec2 RING12[12] = vec2[12](${ring(12)});
float edge(vec2 at, float radius) {
  float lo = shown(at);
  float hi = lo;
  // Of a thin outline eight directions are a tenth of a pixel from round.
  bool thin = radius < 2.0;
  int taps = thin ? 8 : 12;
  for (int i = 0; i < taps; i++) {
    float v = shown(at + radius * (thin ? RING8[i & 7] : RING12[i]));
    lo = min(lo, v);
    hi = max(hi, v);
  }
  return hi - lo;
}
void main() {
  vec2 at = gl_FragCoord.xy;
  float radius = 0.5 * uOutline * uDpr;
  float rim = edge(at, radius + 0.75 * uDpr);
  float line = edge(at, radius);
  vec3 ink = uColor;
  if (uMarch >= 0.0) {
    float phase = fract((at.x + at.y) / uDpr / 10.0 - uMarch);
    ink = mix(uColor, vec3(1.0), step(0.5, phase));
  }
  outColor = over(over(vec4(0.0), vec3(0.0, 0.03, 0.05), 0.42 * rim), ink, line);
}`;

/** How much of what lies below is taken away: everything outside the gathered coverage. */
export const DIM_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uCoverage;
uniform vec2 uScreen;
uniform float uDim;
out vec4 outColor;
void main() {
  float kept = texture(uCoverage, gl_FragCoord.xy / uScreen).g;
  outColor = vec4(0.0, 0.0, 0.0, uDim * (1.0 - kept));
}`;
