import { act, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, describe, expect, it } from 'vitest';
import { imagePoint } from '../../core/geometry/space.ts';
import { emptyPacked } from '../../core/mask/packed.ts';
import { Stage } from './Stage.tsx';
import type { MaskLayer, StageGesture, StagePicture, StageProps } from './stage-types.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const mounted: (() => void)[] = [];
afterEach(() => {
  for (const unmount of mounted.splice(0)) unmount();
});

async function picture(): Promise<StagePicture> {
  const canvas = new OffscreenCanvas(200, 100);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.fillStyle = 'rgb(0, 128, 255)';
  context.fillRect(0, 0, 200, 100);
  return { id: 'one', name: 'one', size: { width: 200, height: 100 }, bitmap: await createImageBitmap(canvas) };
}

async function mount(more: Partial<StageProps> = {}) {
  const host = document.createElement('div');
  host.style.cssText = 'width: 432px; height: 232px';
  document.body.append(host);
  const root = createRoot(host);
  const gestures: StageGesture[] = [];
  const base: StageProps = {
    picture: await picture(),
    viewport: 'fit',
    layers: [],
    prompts: [],
    tool: 'point',
    label: 'include',
    brushRadius: 10,
    crosshair: null,
    ariaLabel: 'Picture one',
    onGesture: (g) => gestures.push(g),
    ...more,
  };
  const render = async (props: Partial<StageProps> = {}): Promise<void> => {
    const element: ReactElement = <Stage {...base} {...props} />;
    await act(async () => root.render(element));
  };
  const show = async (props: Partial<StageProps> = {}): Promise<void> => {
    await render(props);
    await new Promise((done) => setTimeout(done, 60));
  };
  await show();
  mounted.push(() => {
    act(() => root.unmount());
    host.remove();
  });
  const stage = host.querySelector<HTMLElement>('[data-testid=stage]');
  const canvas = host.querySelector('canvas');
  if (!stage || !canvas) throw new Error('no stage');
  const send = async (type: string, x: number, y: number, init: PointerEventInit = {}): Promise<void> => {
    const r = stage.getBoundingClientRect();
    const at = {
      clientX: r.left + x,
      clientY: r.top + y,
      pointerId: 1,
      pointerType: 'mouse',
      bubbles: true,
      cancelable: true,
    };
    await act(async () => {
      stage.dispatchEvent(new PointerEvent(type, { ...at, ...init }));
    });
    await new Promise((done) => requestAnimationFrame(done));
  };
  return { stage, canvas, gestures, render, show, send, host };
}

describe('Stage', () => {
  it('tells clicks in picture pixels of a fitted picture', async () => {
    const s = await mount();
    // 432 x 232 with a margin of 16: two CSS pixels a picture pixel, picture corner at (16, 16).
    await s.send('pointerdown', 116, 66, { buttons: 1 });
    await s.send('pointerup', 116, 66);
    const click = s.gestures.find((g) => g.kind === 'click');
    expect(click).toEqual({ kind: 'click', at: imagePoint(50, 25), alternate: false, pointer: 'mouse' });
  });

  it('zooms to the pointer by wheel and stays there', async () => {
    const s = await mount();
    const r = s.stage.getBoundingClientRect();
    await act(async () => {
      s.stage.dispatchEvent(
        new WheelEvent('wheel', {
          deltaY: -100,
          deltaMode: 0,
          clientX: r.left + 116,
          clientY: r.top + 66,
          cancelable: true,
        }),
      );
    });
    const told = s.gestures.findLast((g) => g.kind === 'viewport');
    expect(told?.kind === 'viewport' && told.viewport.zoom).toBeGreaterThan(2.2);
    await s.send('pointerdown', 116, 66, { buttons: 1 });
    await s.send('pointerup', 116, 66);
    const click = s.gestures.findLast((g) => g.kind === 'click');
    expect(click?.kind === 'click' && click.at.x).toBeCloseTo(50, 3);
  });

  it('has a name, takes focus and places a point by keyboard alone', async () => {
    const s = await mount();
    expect(s.stage.getAttribute('role')).toBe('application');
    expect(s.stage.getAttribute('aria-label')).toBe('Picture one');
    s.stage.focus();
    await act(async () => {
      s.stage.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true, bubbles: true, cancelable: true }),
      );
    });
    const click = s.gestures.find((g) => g.kind === 'click');
    expect(click).toEqual({ kind: 'click', at: imagePoint(100, 50), alternate: true, pointer: 'keyboard' });
  });

  it('shows prompts by shape and shows the crosshair', async () => {
    const s = await mount();
    await s.show({
      prompts: [
        { id: 'a', kind: 'point', label: 'include', at: imagePoint(20, 20) },
        { id: 'b', kind: 'point', label: 'exclude', at: imagePoint(60, 20) },
        { id: 'c', kind: 'box', label: 'include', box: { x0: 40, y0: 40, x1: 120, y1: 90 } },
      ],
      crosshair: imagePoint(100, 50),
    });
    expect(s.host.querySelectorAll('svg circle').length).toBeGreaterThan(1);
    expect(s.host.querySelector('[data-testid=crosshair]')).not.toBeNull();
  });

  it('a marker under the pointer grows about its own centre', async () => {
    const s = await mount({
      prompts: [
        { id: 'a', kind: 'point', label: 'include', at: imagePoint(150, 70) },
        { id: 'b', kind: 'point', label: 'exclude', at: imagePoint(60, 20) },
      ],
    });
    const middles = (): readonly (readonly [number, number])[] =>
      [...s.host.querySelectorAll('svg g > :first-child')].map((mark) => {
        const { x, y, width, height } = mark.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
      });
    const before = middles();
    const { left, top } = s.host.getBoundingClientRect();
    for (const [i, [x, y]] of before.entries()) {
      await s.send('pointermove', x - left, y - top);
      await new Promise((done) => setTimeout(done, 60));
      expect(s.host.querySelectorAll('svg [class*=hot]')).toHaveLength(1);
      expect(middles()[i]?.[0]).toBeCloseTo(x, 1);
      expect(middles()[i]?.[1]).toBeCloseTo(y, 1);
    }
  });

  /** A layer that is new and shows nothing: a frame that differs from the last one only so is drawn all the same. */
  const nothing = (id: string): MaskLayer => ({
    ...{ id, kind: 'packed', mask: emptyPacked({ width: 8, height: 8 }) },
    style: { color: [0, 0, 0], fill: 1, outline: 0, marching: false, soft: 0, dimOutside: 0 },
  });

  it('draws again after the graphics card was lost and came back', async () => {
    let lost = 0;
    const s = await mount({ onContextLost: () => lost++ });
    const gl = s.canvas.getContext('webgl2');
    const extension = gl?.getExtension('WEBGL_lose_context');
    if (!gl || !extension) throw new Error('context cannot be lost here');
    await act(async () => {
      extension.loseContext();
      await new Promise((done) => setTimeout(done, 100));
    });
    expect(lost).toBe(1);
    expect(s.host.textContent).toContain('cannot be drawn');
    await act(async () => {
      extension.restoreContext();
      await new Promise((done) => setTimeout(done, 200));
    });
    expect(s.host.textContent).not.toContain('cannot be drawn');
    // A drawn frame can be read until the browser shows it: ask for a new one and look right after it, a few times if need be.
    let shot = new Uint8ClampedArray(4);
    for (let tries = 0; tries < 20 && shot[3] === 0; tries++) {
      await s.render({ layers: [nothing(`${tries}`)] });
      shot = await new Promise<Uint8ClampedArray<ArrayBuffer>>((done) => {
        requestAnimationFrame(() => {
          const copy = new OffscreenCanvas(s.canvas.width, s.canvas.height).getContext('2d');
          copy?.drawImage(s.canvas, 0, 0);
          done(copy?.getImageData(s.canvas.width / 2, s.canvas.height / 2, 1, 1).data ?? new Uint8ClampedArray(4));
        });
      });
    }
    expect([...shot]).toEqual([0, 128, 255, 255]);
  });
});
