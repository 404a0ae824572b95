/** GLSL of a mask layer before it is seen: its coverage, and which blocks of the canvas have an edge. */

/** Side of the blocks of the canvas that are looked at before their pixels are, device pixels. */
export const NEAR_BLOCK = 8;

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

/** A layer of logits as both of its programs are told of it. */
const LAYER_UNIFORMS = `
uniform sampler2D uPlane;
uniform vec4 uBox;
uniform vec2 uContent;
uniform float uThreshold;
uniform float uSoft;`;

/**
 * Coverage of a logits layer: red = mask with an edge one device pixel wide, green = the same with the soft edge
 * (a linear ramp `uSoft` logits to either side), blue = coverage of the accepted mask for hover deltas.
 */
export const LOGITS_FRAGMENT: string = `#version 300 es
precision highp float;
precision highp sampler2D;
${LAYER_UNIFORMS}
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
${LAYER_UNIFORMS}
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
