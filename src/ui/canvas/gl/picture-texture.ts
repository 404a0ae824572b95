/** The picture on the graphics card: one mipmapped texture, or a grid of them where the picture is larger than a texture may be. */
import type { ImageBox } from '../../../core/geometry/box.ts';
import type { StagePicture } from '../stage-types.ts';

/** One texture and the picture part it shows. `drawn` leaves out the overlap that keeps filtering seamless. */
export interface PictureTile {
  readonly texture: WebGLTexture;
  readonly shown: ImageBox;
  readonly drawn: ImageBox;
}

/** Overlap of neighbouring tiles, picture pixels: enough for the first few mipmap levels. */
const OVERLAP = 16;

/** Cuts one axis into parts of at most `most` pixels, overlap included. */
export function splitAxis(length: number, most: number): readonly { from: number; to: number }[] {
  if (length <= most) return [{ from: 0, to: length }];
  const step = most - 2 * OVERLAP;
  const parts: { from: number; to: number }[] = [];
  for (let from = 0; from < length; from += step) parts.push({ from, to: Math.min(length, from + step) });
  return parts;
}

function upload(gl: WebGL2RenderingContext, source: TexImageSource): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, source);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  gl.generateMipmap(gl.TEXTURE_2D);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

/**
 * Uploads a picture. The bitmap stays the caller's.
 *
 * @param limit longest texture side to use; the card's own limit when it is smaller
 */
export function uploadPicture(
  gl: WebGL2RenderingContext,
  picture: StagePicture,
  limit: number,
): readonly PictureTile[] {
  const most = Math.min(limit, Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)));
  const { bitmap, size } = picture;
  // A bitmap may be finer or coarser than the working size; tiles are cut in bitmap pixels and placed in picture pixels.
  const sx = size.width / bitmap.width;
  const sy = size.height / bitmap.height;
  const columns = splitAxis(bitmap.width, most);
  const rows = splitAxis(bitmap.height, most);
  if (columns.length === 1 && rows.length === 1) {
    const whole = { x0: 0, y0: 0, x1: size.width, y1: size.height };
    return [{ texture: upload(gl, bitmap), shown: whole, drawn: whole }];
  }
  const tiles: PictureTile[] = [];
  const canvas = new OffscreenCanvas(1, 1);
  for (const row of rows) {
    for (const column of columns) {
      const x0 = Math.max(0, column.from - OVERLAP);
      const x1 = Math.min(bitmap.width, column.to + OVERLAP);
      const y0 = Math.max(0, row.from - OVERLAP);
      const y1 = Math.min(bitmap.height, row.to + OVERLAP);
      canvas.width = x1 - x0;
      canvas.height = y1 - y0;
      canvas.getContext('2d')?.drawImage(bitmap, -x0, -y0);
      tiles.push({
        texture: upload(gl, canvas),
        shown: { x0: x0 * sx, y0: y0 * sy, x1: x1 * sx, y1: y1 * sy },
        drawn: { x0: column.from * sx, y0: row.from * sy, x1: column.to * sx, y1: row.to * sy },
      });
    }
  }
  return tiles;
}

/** Gives the textures back. */
export function deletePicture(gl: WebGL2RenderingContext, tiles: readonly PictureTile[]): void {
  for (const tile of tiles) gl.deleteTexture(tile.texture);
}
