/** GLSL of the stage: one quad over a part of the picture, five ways to colour it. */

/** Side of the blocks of the canvas that are looked at before their pixels are, device pixels. */
export const NEAR_BLOCK = 8;

/** Places a quad over `uRect` (picture pixels) grown by `uPad` device pixels; hands on the picture position. */
export const QUAD_VERTEX: string = `#version 300 es
precision highp float;
uniform vec4 uRect;
uniform vec2 uCentre;
uniform float uScale;
uniform vec2 uScreen;
uniform float uPad;
out vec2 vPicture;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 grow = (corner * 2.0 - 1.0) * uPad / uScale;
  vPicture = mix(uRect.xy, uRect.zw, corner) + grow;
  vec2 device = (vPicture - uCentre) * uScale;
  gl_Position = vec4(device.x / uScreen.x * 2.0, -device.y / uScreen.y * 2.0, 0.0, 1.0);
}`;

/** The picture itself: `uTile` is the picture part that the texture shows; the texture holds premultiplied sRGB as it came. */
export const PICTURE_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uTexture;
uniform vec4 uTile;
in vec2 vPicture;
out vec4 outColor;
void main() {
  outColor = texture(uTexture, (vPicture - uTile.xy) / (uTile.zw - uTile.xy));
}`;

/**
 * Bilinear sampling of a one-channel float texture by hand (linear filtering of float textures is optional in WebGL2);
 * half-pixel centres, clamped to the picture part of the plane: the same taps as `core/mask/logits.ts`.
 */
const PLANE_SAMPLING = `
vec2 planeAt(vec2 p, vec4 box, vec2 content) {
  vec2 last = max(vec2(0.0), ceil(content) - 1.0);
  return clamp((p - box.xy) * content / (box.zw - box.xy) - 0.5, vec2(0.0), last);
}
float bilinear(sampler2D plane, vec2 p, vec4 box, vec2 content) {
  vec2 at = planeAt(p, box, content);
  ivec2 low = ivec2(floor(at));
  ivec2 high = min(low + 1, ivec2(max(vec2(0.0), ceil(content) - 1.0)));
  vec2 w = at - vec2(low);
  float a = texelFetch(plane, low, 0).r;
  float b = texelFetch(plane, ivec2(high.x, low.y), 0).r;
  float c = texelFetch(plane, ivec2(low.x, high.y), 0).r;
  float d = texelFetch(plane, high, 0).r;
  return mix(mix(a, b, w.x), mix(c, d, w.x), w.y);
}
float inside(vec2 p, vec4 box) {
  return p.x >= box.x && p.y >= box.y && p.x < box.z && p.y < box.w ? 1.0 : 0.0;
}`;

/**
 * Coverage of a logits layer: red = mask with an edge one device pixel wide, green = the same with the soft edge
 * (a linear ramp `uSoft` logits to either side), blue = coverage of the accepted mask for hover deltas.
 */
export const LOGITS_FRAGMENT: string = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D uPlane;
uniform vec4 uBox;
uniform vec2 uContent;
uniform float uThreshold;
uniform float uSoft;
uniform sampler2D uBasePlane;
uniform vec4 uBaseBox;
uniform vec2 uBaseContent;
uniform float uBaseThreshold;
uniform float uHasBase;
in vec2 vPicture;
out vec4 outColor;
${PLANE_SAMPLING}
float crisp(float v) {
  float slope = max(length(vec2(dFdx(v), dFdy(v))), 1e-6);
  return clamp(0.5 + v / slope, 0.0, 1.0);
}
void main() {
  float v = bilinear(uPlane, vPicture, uBox, uContent) - uThreshold;
  float here = inside(vPicture, uBox);
  float hard = crisp(v) * here;
  float soft = uSoft > 0.0 ? clamp(0.5 + v / (2.0 * uSoft), 0.0, 1.0) * here : hard;
  float base = 0.0;
  if (uHasBase > 0.5) {
    float b = bilinear(uBasePlane, vPicture, uBaseBox, uBaseContent) - uBaseThreshold;
    base = crisp(b) * inside(vPicture, uBaseBox);
  }
  outColor = vec4(hard, soft, base, hard);
}`;

/** What was drawn before, pixel for pixel: several times as fast as a blit where the processor draws. */
export const COPY_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uTexture;
out vec4 outColor;
void main() {
  outColor = texelFetch(uTexture, ivec2(gl_FragCoord.xy), 0);
}`;

/** Coverage of a packed mask, held as an 8-bit texture with mipmaps over `uTile`. */
export const PACKED_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uTexture;
uniform vec4 uTile;
uniform float uTexel;
in vec2 vPicture;
out vec4 outColor;
void main() {
  vec2 uv = (vPicture - uTile.xy) / (uTile.zw - uTile.xy);
  float v = texture(uTexture, uv).r;
  float slope = max(length(vec2(dFdx(v), dFdy(v))), 1e-6);
  // Enlarged, the half-way line is the outline; shrunk, the mipmap's mean is the coverage.
  float c = mix(clamp(0.5 + (v - 0.5) / slope, 0.0, 1.0), v, clamp(log2(max(uTexel, 1e-6)), 0.0, 1.0));
  vec2 in2 = step(uTile.xy, vPicture) * step(vPicture, uTile.zw);
  c *= in2.x * in2.y;
  outColor = vec4(c, c, 0.0, c);
}`;

/** Unpacks bits (one word = 32 pixels of a row) into an 8-bit texture, averaging `uStep` x `uStep` pixels where it must shrink. */
export const UNPACK_FRAGMENT: string = `#version 300 es
precision highp float;
precision highp usampler2D;
uniform usampler2D uWords;
uniform int uStep;
uniform ivec2 uBits;
out vec4 outColor;
void main() {
  ivec2 first = ivec2(gl_FragCoord.xy) * uStep;
  float sum = 0.0;
  for (int y = 0; y < uStep; y++) {
    for (int x = 0; x < uStep; x++) {
      ivec2 at = min(first + ivec2(x, y), uBits - 1);
      uint word = texelFetch(uWords, ivec2(at.x >> 5, at.y), 0).r;
      sum += float((word >> uint(at.x & 31)) & 1u);
    }
  }
  outColor = vec4(sum / float(uStep * uStep));
}`;

/** Least and greatest coverage (red and green) of each block of the canvas and of `uReach` pixels around it. */
export const NEAR_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uCoverage;
uniform int uReach;
out vec4 outColor;
void main() {
  ivec2 last = textureSize(uCoverage, 0) - 1;
  ivec2 from = max(ivec2(gl_FragCoord.xy) * ${NEAR_BLOCK} - uReach, ivec2(0));
  ivec2 to = min(ivec2(gl_FragCoord.xy) * ${NEAR_BLOCK} + ${NEAR_BLOCK - 1} + uReach, last);
  float lo = 1.0;
  float hi = 0.0;
  for (int y = from.y; y <= to.y; y++) {
    for (int x = from.x; x <= to.x; x++) {
      float v = texelFetch(uCoverage, ivec2(x, y), 0).r;
      lo = min(lo, v);
      hi = max(hi, v);
    }
  }
  outColor = vec4(lo, hi, 0.0, 1.0);
}`;

/**
 * The same as `NEAR_FRAGMENT`, from the logits themselves and before there is a coverage: 0, 0 where nothing around a block can be
 * mask, 1, 1 where all of it must be, else 0, 1.
 */
export const NEAR_LOGITS_FRAGMENT: string = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D uPlane;
uniform vec4 uBox;
uniform vec2 uContent;
uniform float uThreshold;
uniform float uSoft;
uniform int uReach;
uniform vec2 uCentreAt;
uniform float uZoom;
uniform vec2 uCanvas;
out vec4 outColor;
${PLANE_SAMPLING}
vec2 pictureAt(vec2 device) {
  return uCentreAt + (vec2(device.x, uCanvas.y - device.y) - 0.5 * uCanvas) / uZoom;
}
void main() {
  vec2 block = floor(gl_FragCoord.xy) * ${NEAR_BLOCK}.0;
  vec2 a = pictureAt(block - float(uReach));
  vec2 b = pictureAt(block + ${NEAR_BLOCK}.0 + float(uReach));
  vec2 low = min(a, b);
  vec2 high = max(a, b);
  ivec2 last = ivec2(max(vec2(0.0), ceil(uContent) - 1.0));
  ivec2 from = ivec2(floor(planeAt(low, uBox, uContent)));
  ivec2 to = min(ivec2(floor(planeAt(high, uBox, uContent))) + 1, last);
  float least = 1e38;
  float most = -1e38;
  for (int y = from.y; y <= to.y; y++) {
    for (int x = from.x; x <= to.x; x++) {
      float v = texelFetch(uPlane, ivec2(x, y), 0).r;
      least = min(least, v);
      most = max(most, v);
    }
  }
  bool whole = low.x >= uBox.x && low.y >= uBox.y && high.x <= uBox.z && high.y <= uBox.w;
  float all = whole && least > uThreshold + uSoft ? 1.0 : 0.0;
  float any = most > uThreshold - uSoft ? 1.0 : 0.0;
  outColor = vec4(all, max(all, any), 0.0, 1.0);
}`;

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

/** Heat and PCA planes: one channel through a ramp, or three as colours; level line, band, and nothing where there is no number. */
export const PLANE_FRAGMENT: string = `#version 300 es
precision highp float;
precision highp sampler2D;
precision highp sampler2DArray;
uniform sampler2DArray uPlanes;
uniform sampler2D uRamp;
uniform vec4 uBox;
uniform vec2 uContent;
uniform vec2 uRange;
uniform float uChannels;
uniform float uOpacity;
uniform float uSmooth;
uniform float uHasLevel;
uniform float uLevel;
uniform float uBand;
uniform float uDpr;
in vec2 vPicture;
out vec4 outColor;
float fetchAt(ivec2 at, int layer) {
  return texelFetch(uPlanes, ivec3(at, layer), 0).r;
}
float valueAt(vec2 at, ivec2 last, int layer) {
  if (uSmooth < 0.5) return fetchAt(ivec2(floor(at + 0.5)), layer);
  ivec2 low = ivec2(floor(at));
  ivec2 high = min(low + 1, last);
  vec2 w = at - vec2(low);
  return mix(mix(fetchAt(low, layer), fetchAt(ivec2(high.x, low.y), layer), w.x),
             mix(fetchAt(ivec2(low.x, high.y), layer), fetchAt(high, layer), w.x), w.y);
}
float unit(float v) {
  return clamp((v - uRange.x) / (uRange.y - uRange.x), 0.0, 1.0);
}
void main() {
  vec2 lastF = max(vec2(0.0), ceil(uContent) - 1.0);
  vec2 at = clamp((vPicture - uBox.xy) * uContent / (uBox.zw - uBox.xy) - 0.5, vec2(0.0), lastF);
  ivec2 last = ivec2(lastF);
  float v = valueAt(at, last, 0);
  float nearest = fetchAt(ivec2(floor(at + 0.5)), 0);
  float there = nearest > -1e37 ? 1.0 : 0.0;
  vec3 color = uChannels > 1.5
    ? vec3(unit(v), unit(valueAt(at, last, 1)), unit(valueAt(at, last, 2)))
    : texture(uRamp, vec2(unit(v) * (255.0 / 256.0) + 0.5 / 256.0, 0.5)).rgb;
  float alpha = uOpacity * there;
  vec4 result = vec4(color * alpha, alpha);
  if (uHasLevel > 0.5) {
    float d = v - uLevel;
    if (uBand > 0.0 && abs(d) < uBand) {
      float stripe = 0.35 + 0.35 * step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / uDpr / 8.0));
      result = mix(result, vec4(1.0), stripe * there);
    }
    float slope = max(length(vec2(dFdx(v), dFdy(v))), 1e-6);
    float away = abs(d) / slope / uDpr;
    float rim = clamp(2.25 - away, 0.0, 1.0) * there;
    float line = clamp(1.35 - away, 0.0, 1.0) * there;
    result = mix(result, vec4(0.0, 0.0, 0.0, 1.0), 0.6 * rim);
    result = mix(result, vec4(1.0), line);
  }
  outColor = result;
}`;
