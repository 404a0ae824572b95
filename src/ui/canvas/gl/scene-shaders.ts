/** GLSL of the stage: a quad over a part of the picture, and what is drawn with it besides masks. */

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

/** What was drawn before, pixel for pixel: several times as fast as a blit where the processor draws. */
export const COPY_FRAGMENT: string = `#version 300 es
precision highp float;
uniform sampler2D uTexture;
out vec4 outColor;
void main() {
  outColor = texelFetch(uTexture, ivec2(gl_FragCoord.xy), 0);
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
