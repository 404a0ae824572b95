/** Compiles the stage's small shader programs and remembers their uniforms. */
import { SegError } from '../../../contract/errors.ts';

/** A linked program with its active uniforms by name. */
export interface GlProgram {
  readonly handle: WebGLProgram;
  readonly uniforms: ReadonlyMap<string, WebGLUniformLocation>;
}

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (!shader) throw new SegError('webgl-lost', 'the browser gave no shader object');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
    const log = gl.getShaderInfoLog(shader) ?? '';
    if (gl.isContextLost()) throw new SegError('webgl-lost', 'the drawing context was lost while shaders compiled');
    throw new SegError('internal', `a shader does not compile: ${log}`);
  }
  return shader;
}

/** Makes the program the one that draws. */
export function activate(gl: WebGL2RenderingContext, program: GlProgram): void {
  // biome-ignore lint/correctness/useHookAtTopLevel: a WebGL call whose name merely begins with "use"
  gl.useProgram(program.handle);
}

/**
 * @param samplers names of the program's samplers; each is given the texture unit of its place in the list
 * @throws SegError `webgl-lost` when the context is gone, `internal` when the source is wrong
 */
export function linkProgram(
  gl: WebGL2RenderingContext,
  vertex: string,
  fragment: string,
  samplers: readonly string[],
): GlProgram {
  const handle = gl.createProgram();
  const vs = compile(gl, gl.VERTEX_SHADER, vertex);
  const fs = compile(gl, gl.FRAGMENT_SHADER, fragment);
  gl.attachShader(handle, vs);
  gl.attachShader(handle, fs);
  gl.linkProgram(handle);
  gl.deleteShader(vs);
  gl.deleteShader(fs);
  if (!gl.getProgramParameter(handle, gl.LINK_STATUS)) {
    if (gl.isContextLost()) throw new SegError('webgl-lost', 'the drawing context was lost while programs linked');
    throw new SegError('internal', `a shader program does not link: ${gl.getProgramInfoLog(handle) ?? ''}`);
  }
  const uniforms = new Map<string, WebGLUniformLocation>();
  const count = Number(gl.getProgramParameter(handle, gl.ACTIVE_UNIFORMS));
  for (let i = 0; i < count; i++) {
    const info = gl.getActiveUniform(handle, i);
    const location = info ? gl.getUniformLocation(handle, info.name) : null;
    if (info && location) uniforms.set(info.name, location);
  }
  const program = { handle, uniforms };
  activate(gl, program);
  for (const [unit, name] of samplers.entries()) gl.uniform1i(uniforms.get(name) ?? null, unit);
  return program;
}

/** Sets a float or vector uniform of the program in use; a name the shader optimised away is ignored. */
export function setUniform(
  gl: WebGL2RenderingContext,
  program: GlProgram,
  name: string,
  a: number,
  b?: number,
  c?: number,
  d?: number,
): void {
  const at = program.uniforms.get(name) ?? null;
  if (b === undefined) gl.uniform1f(at, a);
  else if (c === undefined) gl.uniform2f(at, a, b);
  else if (d === undefined) gl.uniform3f(at, a, b, c);
  else gl.uniform4f(at, a, b, c, d);
}
