import { describe, expect, it } from 'vitest';
import { imagePoint } from '../../../core/geometry/space.ts';
import { type LogitsPlane, logitsToMask } from '../../../core/mask/logits.ts';
import { packMask } from '../../../core/mask/packed.ts';
import type { MaskLayer, MaskStyle, StagePicture } from '../stage-types.ts';
import type { MaskedLayer } from './mask-extent.ts';
import { StageRenderer } from './renderer.ts';

const SIZE = { width: 256, height: 192 };
const FLAT: MaskStyle = { color: [1, 0, 0], fill: 1, outline: 0, marching: false, soft: 0, dimOutside: 0 };

async function picture(size = SIZE, paint?: (c: OffscreenCanvasRenderingContext2D) => void): Promise<StagePicture> {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.fillStyle = '#000';
  context.fillRect(0, 0, size.width, size.height);
  paint?.(context);
  return { id: 'p', name: 'p', size, bitmap: await createImageBitmap(canvas) };
}

/** Smooth logits with several islands and a hole. */
function waves(): LogitsPlane {
  const [width, height] = [64, 64];
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = 6 * Math.sin(x / 7) * Math.cos(y / 5) - 1 + 0.02 * x;
  }
  // The plane spans a square canvas; only its upper three quarters show the picture.
  return { width, height, data, content: { width: 64, height: 48 }, box: { x0: 0, y0: 0, x1: 256, y1: 192 } };
}

/** RGBA, top row first, of a frame at one device pixel a picture pixel unless told otherwise. */
function draw(p: StagePicture, layers: readonly MaskLayer[], zoom = 1, tileLimit = 4096, size = SIZE) {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const renderer = new StageRenderer(canvas, tileLimit, true);
  renderer.draw({
    picture: p,
    layers,
    view: { centre: imagePoint(p.size.width / 2, p.size.height / 2), zoom },
    devicePixelRatio: 1,
    time: null,
  });
  const copy = new OffscreenCanvas(size.width, size.height).getContext('2d');
  if (!copy) throw new Error('no 2d context');
  copy.drawImage(canvas, 0, 0);
  return { pixels: copy.getImageData(0, 0, size.width, size.height).data, renderer };
}

describe('stage renderer', () => {
  it('thresholds as the core does: at 1:1 less than 0.1 % of pixels differ, all of them on the edge', async () => {
    const plane = waves();
    for (const threshold of [0, 1.5, -2]) {
      const { pixels, renderer } = draw(await picture(), [{ id: 'm', kind: 'logits', plane, threshold, style: FLAT }]);
      const mask = logitsToMask(plane, SIZE, threshold);
      const area = mask.data.reduce((sum: number, v) => sum + v, 0);
      expect(area).toBeGreaterThan(2000);
      let wrong = 0;
      for (let i = 0; i < mask.data.length; i++) {
        if ((pixels[i * 4] ?? 0) > 127 === (mask.data[i] === 1)) continue;
        wrong++;
        const near = [-1, 1, -256, 256].some((d) => mask.data[i + d] !== mask.data[i]);
        expect(near).toBe(true);
      }
      expect(wrong).toBeLessThan(SIZE.width * SIZE.height * 0.001);
      renderer.dispose();
    }
  });

  it('draws packed masks pixel for pixel at 1:1', async () => {
    const mask = logitsToMask(waves(), SIZE, 0);
    const { pixels } = draw(await picture(), [{ id: 'm', kind: 'packed', mask: packMask(mask), style: FLAT }]);
    let wrong = 0;
    for (let i = 0; i < mask.data.length; i++) if ((pixels[i * 4] ?? 0) > 127 !== (mask.data[i] === 1)) wrong++;
    expect(wrong).toBe(0);
  });

  it('keeps the outline equally wide at every zoom', async () => {
    const data = new Uint8Array(SIZE.width * SIZE.height);
    for (let y = 0; y < SIZE.height; y++) for (let x = 0; x < 128; x++) data[y * SIZE.width + x] = 1;
    const mask = packMask({ ...SIZE, data });
    for (const zoom of [0.5, 1, 4]) {
      const style = { ...FLAT, color: [0, 1, 0] as const, fill: 0, outline: 4 };
      const { pixels } = draw(await picture(), [{ id: 'm', kind: 'packed', mask, style }], zoom);
      let green = 0;
      for (let x = 0; x < SIZE.width; x++) green += (pixels[(96 * SIZE.width + x) * 4 + 1] ?? 0) / 255;
      // At half size the left border of the mask is in view as well.
      expect(green).toBeGreaterThan(3.2 * (zoom < 1 ? 2 : 1));
      expect(green).toBeLessThan(5.4 * (zoom < 1 ? 2 : 1));
    }
  });

  it('shows the picture with its own colours, in one texture or in tiles', async () => {
    const p = await picture(SIZE, (c) => {
      c.fillStyle = 'rgb(200, 100, 50)';
      c.fillRect(0, 0, 256, 192);
      c.fillStyle = 'rgb(10, 220, 90)';
      c.fillRect(100, 50, 3, 60);
    });
    const whole = draw(p, []);
    const tiled = draw(p, [], 1, 96);
    expect(whole.renderer.count().tiles).toBe(1);
    expect(tiled.renderer.count().tiles).toBeGreaterThan(4);
    expect([...whole.pixels.slice(0, 4)]).toEqual([200, 100, 50, 255]);
    const different = whole.pixels.reduce(
      (sum: number, v, i) => sum + (Math.abs(v - (tiled.pixels[i] ?? 0)) > 1 ? 1 : 0),
      0,
    );
    expect(different).toBe(0);
  });

  it('takes away what lies outside all dimming layers together', async () => {
    const half = (from: number, to: number) => {
      const data = new Uint8Array(SIZE.width * SIZE.height);
      for (let y = 0; y < SIZE.height; y++) for (let x = from; x < to; x++) data[y * SIZE.width + x] = 1;
      return packMask({ ...SIZE, data });
    };
    const style = { ...FLAT, fill: 0, dimOutside: 1 };
    const layers: MaskLayer[] = [
      { id: 'a', kind: 'packed', mask: half(0, 60), style },
      { id: 'b', kind: 'packed', mask: half(200, 256), style },
    ];
    const { pixels } = draw(await picture(), layers);
    const alpha = (x: number): number => pixels[(90 * SIZE.width + x) * 4 + 3] ?? -1;
    expect([alpha(30), alpha(130), alpha(230)]).toEqual([255, 0, 255]);
  });

  it('shows a hover as what it would add and take away', async () => {
    const flat = (from: number, to: number): LogitsPlane => ({
      width: 256,
      height: 1,
      data: Float32Array.from({ length: 256 }, (_, x) => (x >= from && x < to ? 5 : -5)),
      content: { width: 256, height: 1 },
      box: { x0: 0, y0: 0, x1: 256, y1: 192 },
    });
    const delta = { plane: flat(0, 128), threshold: 0, removed: [0, 0, 1] as const };
    const { pixels } = draw(await picture(), [
      { id: 'h', kind: 'logits', plane: flat(64, 192), threshold: 0, style: FLAT, delta },
    ]);
    const at = (x: number) => [...pixels.slice((90 * SIZE.width + x) * 4, (90 * SIZE.width + x) * 4 + 3)];
    expect(at(96)).toEqual([0, 0, 0]);
    expect(at(160)).toEqual([255, 0, 0]);
    expect(at(30)[2]).toBeGreaterThan(120);
    expect(at(230)).toEqual([0, 0, 0]);
  });

  it('draws the same logits as a mask and as a plane in one frame', async () => {
    const plane = waves();
    const heat: MaskLayer = {
      ...{ id: 'heat', kind: 'plane', width: 64, height: 64, channels: 1, data: plane.data },
      ...{ content: plane.content, box: plane.box, range: [-8, 8], ramp: 'viridis', opacity: 1, smooth: true },
    };
    const { pixels, renderer } = draw(await picture(), [
      heat,
      { id: 'm', kind: 'logits', plane, threshold: 0, style: FLAT },
    ]);
    const mask = logitsToMask(plane, SIZE, 0);
    // Inside the mask's own red; outside the ramp, which has blue everywhere below its middle.
    const inside = mask.data.indexOf(1, 40 * SIZE.width) + 2;
    const outside = mask.data.indexOf(0, 40 * SIZE.width) + 2;
    expect([...pixels.slice(inside * 4, inside * 4 + 3)]).toEqual([255, 0, 0]);
    expect(pixels[outside * 4 + 2]).toBeGreaterThan(80);
    expect(renderer.count().planes).toBe(2);
    renderer.dispose();
  });

  it('draws planes through a ramp, and nothing where there is no number', async () => {
    const data = Float32Array.from([0, 1, Number.NaN, 0.5]);
    const layer: MaskLayer = {
      id: 'h',
      kind: 'plane',
      width: 4,
      height: 1,
      channels: 1,
      data,
      content: { width: 4, height: 1 },
      box: { x0: 0, y0: 0, x1: 256, y1: 192 },
      range: [0, 1],
      ramp: 'viridis',
      opacity: 1,
      smooth: false,
    };
    const { pixels } = draw(await picture(), [layer]);
    const at = (x: number) => [...pixels.slice((90 * SIZE.width + x) * 4, (90 * SIZE.width + x) * 4 + 3)];
    expect(at(30)).toEqual([0x44, 0x01, 0x54]);
    expect(at(90)).toEqual([0xfd, 0xe7, 0x25]);
    expect(at(150)).toEqual([0, 0, 0]);
  });

  it('gives textures back as soon as no layer needs them', async () => {
    const p = await picture();
    const { renderer } = draw(p, []);
    for (let i = 0; i < 50; i++) {
      const layers: MaskLayer[] = [{ id: 'm', kind: 'logits', plane: waves(), threshold: 0, style: FLAT }];
      renderer.draw({
        picture: p,
        layers,
        view: { centre: imagePoint(128, 96), zoom: 1 },
        devicePixelRatio: 1,
        time: null,
      });
      expect(renderer.count()).toEqual({ planes: 1, tiles: 1 });
    }
    renderer.draw({
      picture: null,
      layers: [],
      view: { centre: imagePoint(0, 0), zoom: 1 },
      devicePixelRatio: 1,
      time: null,
    });
    expect(renderer.count()).toEqual({ planes: 0, tiles: 0 });
  });

  describe('what stands still', () => {
    const view = { centre: imagePoint(128, 96), zoom: 1 };
    const disk = (cx: number, cy: number): LogitsPlane => {
      const data = new Float32Array(64 * 48);
      for (let y = 0; y < 48; y++) for (let x = 0; x < 64; x++) data[y * 64 + x] = 9 - Math.hypot(x - cx, y - cy);
      return {
        width: 64,
        height: 48,
        data,
        content: { width: 64, height: 48 },
        box: { x0: 0, y0: 0, x1: 256, y1: 192 },
      };
    };
    const layer = (id: string, cx: number, cy: number, color: readonly [number, number, number]): MaskedLayer => ({
      ...{ id, kind: 'logits', plane: disk(cx, cy), threshold: 0 },
      style: { ...FLAT, color, fill: 0.5, outline: 2 },
    });
    const seen = (canvas: OffscreenCanvas): Uint8ClampedArray => {
      const copy = new OffscreenCanvas(SIZE.width, SIZE.height).getContext('2d');
      copy?.drawImage(canvas, 0, 0);
      return copy?.getImageData(0, 0, SIZE.width, SIZE.height).data ?? new Uint8ClampedArray();
    };

    it('looks in every frame as if it had been drawn anew', async () => {
      const p = await picture(SIZE, (c) => {
        c.fillStyle = '#274';
        c.fillRect(20, 30, 180, 90);
      });
      const [a, b, c] = [layer('a', 20, 20, [1, 0, 0]), layer('b', 30, 25, [0, 1, 0]), layer('c', 40, 20, [0, 0, 1])];
      const soft: MaskLayer = { ...b, id: 'dim', style: { ...FLAT, fill: 0, dimOutside: 0.8 } };
      const hovers = [15, 25, 35].map((x) => layer('hover', x, 30, [1, 1, 1]));
      const marching: MaskLayer = { ...a, style: { ...FLAT, outline: 3, marching: true } };
      const frames: { layers: MaskLayer[]; view?: typeof view; time?: number }[] = [
        { layers: [a, b] },
        ...hovers.map((h) => ({ layers: [a, b, h] })),
        // Equal layers that are other objects, as the page makes them.
        { layers: structuredClone([a, b]) },
        { layers: [a, c, b] },
        { layers: [a, c, b] },
        { layers: [c, b] },
        { layers: [c, b], view: { centre: imagePoint(100, 80), zoom: 2 } },
        { layers: [c, b], view: { centre: imagePoint(100, 80), zoom: 2 } },
        { layers: [c, b, a], view: { centre: imagePoint(100, 80), zoom: 2 } },
        { layers: [b, marching, c], time: 0.1 },
        { layers: [b, marching, c], time: 0.4 },
        { layers: [soft, c] },
        { layers: [soft, c] },
        { layers: [b, c] },
        { layers: [] },
        { layers: [] },
      ];
      const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
      const renderer = new StageRenderer(canvas, 4096, true);
      for (const [i, frame] of frames.entries()) {
        const whole = { picture: p, view, devicePixelRatio: 1, time: null, ...frame };
        renderer.draw(whole);
        const fresh = new OffscreenCanvas(SIZE.width, SIZE.height);
        const once = new StageRenderer(fresh, 4096, true);
        once.draw(whole);
        const [kept, anew] = [seen(canvas), seen(fresh)];
        expect({ frame: i, different: kept.filter((v, at) => v !== anew[at]).length }).toEqual({
          frame: i,
          different: 0,
        });
        once.dispose();
        fresh.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
      }
      renderer.dispose();
    });

    it('has the same outline wherever on the canvas it lies', async () => {
      const p = await picture();
      const plane = waves();
      const lines: MaskLayer[] = [
        { id: 'm', kind: 'logits', plane, threshold: 0, style: { ...FLAT, fill: 0.3, outline: 2.5 } },
      ];
      const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
      const renderer = new StageRenderer(canvas, 4096, true);
      const at = (dx: number, dy: number): Uint8ClampedArray => {
        const moved = { centre: imagePoint(128 - dx, 96 - dy), zoom: 1 };
        renderer.draw({ picture: p, layers: lines, view: moved, devicePixelRatio: 1, time: null });
        return seen(canvas);
      };
      const first = at(0, 0);
      expect(first.filter((v, i) => i % 4 === 0 && v > 200).length).toBeGreaterThan(500);
      for (const [dx, dy] of [
        [1, 0],
        [3, 5],
        [7, 2],
        [4, 6],
      ] as const) {
        const shifted = at(dx, dy);
        let different = 0;
        for (let y = 20; y < 170; y++) {
          for (let x = 20; x < 230; x++) {
            const [i, j] = [(y * SIZE.width + x) * 4, ((y + dy) * SIZE.width + x + dx) * 4];
            // Rounding of positions on the card may move a shade.
            if (Math.abs((first[i] ?? 0) - (shifted[j] ?? 0)) > 24) different++;
          }
        }
        expect(different).toBe(0);
      }
      renderer.dispose();
    });
  });
});
