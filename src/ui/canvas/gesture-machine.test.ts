import { describe, expect, it } from 'vitest';
import { imagePoint, viewPoint } from '../../core/geometry/space.ts';
import type { Draft, GestureSurroundings, PointerInput } from './gesture-input.ts';
import { GestureMachine } from './gesture-machine.ts';
import { resizeBox } from './hit-test.ts';
import { StageKeys } from './stage-keys.ts';
import type { StageGesture, StageTool, Viewport } from './stage-types.ts';
import { isNotched, WheelControl, WheelDevice } from './wheel.ts';

/** A stage of 200 x 100 CSS pixels that shows a picture of the same size one to one. */
function setUp(tool: StageTool = 'point', prompts: GestureSurroundings['prompts'] = []) {
  const gestures: StageGesture[] = [];
  const drafts: (Draft | null)[] = [];
  const timers: (() => void)[] = [];
  let view: Viewport = { centre: imagePoint(100, 50), zoom: 1 };
  const world = { tool, prompts, panKey: false, crosshair: null as ReturnType<typeof imagePoint> | null };
  const look = () => ({ picture: { width: 200, height: 100 }, stage: { width: 200, height: 100 }, view, ...world });
  const effects = {
    emit: (g: StageGesture) => {
      if (g.kind === 'crosshair') world.crosshair = g.at;
      gestures.push(g);
    },
    setView: (v: Viewport) => {
      view = v;
    },
    setDraft: (d: Draft | null) => drafts.push(d),
    setHit: () => undefined,
    later: (run: () => void) => {
      timers.push(run);
      return () => timers.splice(timers.indexOf(run), 1);
    },
    buzz: () => undefined,
  };
  const machine = new GestureMachine(look, effects);
  const keys = new StageKeys({
    look,
    emit: effects.emit,
    setView: effects.setView,
    setDraft: effects.setDraft,
    fit: () => undefined,
    actualSize: () => undefined,
    polygon: machine.polygon,
    cancel: () => machine.cancel(),
  });
  const of = <K extends StageGesture['kind']>(kind: K) =>
    gestures.filter((g): g is Extract<StageGesture, { kind: K }> => g.kind === kind);
  return { machine, keys, gestures, drafts, timers, world, of, look, effects, view: () => view };
}

function at(x: number, y: number, more: Partial<PointerInput> = {}): PointerInput {
  return {
    id: 1,
    kind: 'mouse',
    at: viewPoint(x, y),
    button: 0,
    alt: false,
    ctrl: false,
    shift: false,
    pressure: 0.5,
    ...more,
  };
}

const key = (name: string, shift = false) => ({ key: name, shift, ctrl: false, alt: false, meta: false });

describe('gesture machine', () => {
  it('clicks with the main button, alternates with the right button and with Alt', () => {
    const s = setUp();
    for (const more of [{}, { button: 2 }, { alt: true }]) {
      s.machine.down(at(30, 40, more));
      s.machine.up(at(31, 40, more));
    }
    expect(s.of('click').map((g) => g.alternate)).toEqual([false, true, true]);
    expect(s.of('click')[0]?.at).toEqual({ x: 30, y: 40 });
  });

  it('pans instead of clicking when the point tool drags', () => {
    const s = setUp();
    s.machine.down(at(30, 40));
    s.machine.move(at(50, 40));
    s.machine.up(at(50, 40));
    expect(s.of('click')).toEqual([]);
    expect(s.view().centre.x).toBe(80);
  });

  it('the hand pans when it drags and picks when it clicks; the middle button only pans', () => {
    const s = setUp('pan');
    s.machine.down(at(30, 40));
    s.machine.up(at(31, 40));
    expect(s.of('pick')).toEqual([{ kind: 'pick', at: { x: 31, y: 40 } }]);
    s.machine.down(at(30, 40));
    s.machine.move(at(50, 40));
    s.machine.up(at(50, 40));
    s.machine.down(at(30, 40, { button: 1 }));
    s.machine.up(at(30, 40, { button: 1 }));
    expect(s.of('pick')).toHaveLength(1);
    expect(s.of('click')).toEqual([]);
  });

  it('drags a box with the box tool, and still clicks', () => {
    const s = setUp('box');
    s.machine.down(at(30, 40));
    s.machine.move(at(90, 80));
    s.machine.up(at(250, 80));
    s.machine.down(at(10, 10));
    s.machine.up(at(10, 10));
    expect(s.of('box').at(-1)).toEqual({ kind: 'box', box: { x0: 30, y0: 40, x1: 200, y1: 80 }, done: true });
    expect(s.of('click')).toHaveLength(1);
  });

  it('the wand clicks where prompts lie too, pans when it drags, and takes Enter', () => {
    const s = setUp('wand', [{ id: 'p', kind: 'point', label: 'include', at: imagePoint(30, 40) }]);
    s.machine.down(at(30, 40, { button: 2 }));
    s.machine.up(at(30, 40, { button: 2 }));
    s.machine.down(at(60, 40, { kind: 'touch' }));
    s.machine.move(at(90, 40, { kind: 'touch' }));
    s.machine.up(at(90, 40, { kind: 'touch' }));
    s.keys.press(key('Enter'));
    expect(s.of('click').map((g) => [g.at.x, g.alternate])).toMatchObject([
      [30, true],
      [70, false],
    ]);
    expect(s.of('prompt-remove')).toEqual([]);
    expect(s.of('stroke')).toEqual([]);
  });

  it.each(['point', 'wand'] as const)('gives the alternate label on a long press, once: %s', (tool) => {
    const s = setUp(tool);
    const finger = { kind: 'touch' as const };
    s.machine.down(at(30, 40, finger));
    for (const run of s.timers) run();
    s.machine.up(at(30, 40, finger));
    expect(s.of('click')).toEqual([{ kind: 'click', at: imagePoint(30, 40), alternate: true, pointer: 'touch' }]);
  });

  it('pinches with two fingers without leaving a click or a stroke', () => {
    for (const tool of ['point', 'paint'] as const) {
      const s = setUp(tool);
      s.machine.down(at(80, 50, { kind: 'touch' }));
      s.machine.down(at(120, 50, { kind: 'touch', id: 2 }));
      s.machine.move(at(60, 50, { kind: 'touch' }));
      s.machine.move(at(140, 50, { kind: 'touch', id: 2 }));
      s.machine.up(at(60, 50, { kind: 'touch' }));
      s.machine.move(at(150, 50, { kind: 'touch', id: 2 }));
      s.machine.up(at(150, 50, { kind: 'touch', id: 2 }));
      expect(s.view().zoom).toBeCloseTo(2, 6);
      expect(s.of('click')).toEqual([]);
      expect(s.of('stroke').filter((g) => g.done)).toEqual([]);
    }
  });

  it('removes a point that is clicked and moves one that is dragged', () => {
    const s = setUp('point', [{ id: 'p', kind: 'point', label: 'include', at: imagePoint(50, 50) }]);
    s.machine.down(at(52, 51));
    s.machine.up(at(52, 51));
    s.machine.down(at(52, 51));
    s.machine.move(at(72, 61));
    s.machine.up(at(82, 61));
    expect(s.of('prompt-remove')).toEqual([{ kind: 'prompt-remove', id: 'p' }]);
    expect(s.of('prompt-move').at(-1)).toEqual({ kind: 'prompt-move', id: 'p', at: imagePoint(80, 60), done: true });
  });

  it('resizes a box by its grip', () => {
    const s = setUp('point', [{ id: 'b', kind: 'box', label: 'include', box: { x0: 20, y0: 20, x1: 80, y1: 80 } }]);
    s.machine.down(at(80, 80));
    s.machine.move(at(100, 90));
    s.machine.up(at(100, 90));
    expect(s.of('box-resize').at(-1)?.box).toEqual({ x0: 20, y0: 20, x1: 100, y1: 90 });
    expect(resizeBox({ x0: 20, y0: 20, x1: 80, y1: 80 }, 'w', imagePoint(100, 0))).toEqual({
      x0: 80,
      y0: 20,
      x1: 100,
      y1: 80,
    });
  });

  it('collects strokes with pressure and lassos as polygons', () => {
    const s = setUp('paint');
    s.machine.down(at(10, 10, { pressure: 0.2 }));
    s.machine.move(at(20, 10, { pressure: 0.9 }));
    s.machine.up(at(20, 10));
    const stroke = s.of('stroke').at(-1);
    expect(stroke?.path).toHaveLength(2);
    expect(stroke?.pressure).toEqual([0.2, 0.9]);
    s.world.tool = 'lasso';
    for (const [i, p] of [at(10, 10), at(30, 10), at(30, 30)].entries())
      i === 0 ? s.machine.down(p) : s.machine.move(p);
    s.machine.up(at(30, 30));
    expect(s.of('polygon').at(-1)).toMatchObject({ done: true, path: [{ x: 10 }, { x: 30 }, { x: 30 }] });
  });

  it('closes a clicked polygon at its first corner and forgets it on Escape', () => {
    const s = setUp('polygon');
    const click = (x: number, y: number): void => {
      s.machine.down(at(x, y));
      s.machine.up(at(x, y));
    };
    click(10, 10);
    click(60, 10);
    click(60, 60);
    click(12, 12);
    expect(s.of('polygon').at(-1)).toMatchObject({ done: true });
    expect(s.of('polygon').at(-1)?.path).toHaveLength(3);
    click(10, 10);
    expect(s.keys.press(key('Escape'))).toBe(true);
    expect(s.machine.polygon.first).toBeUndefined();
  });

  it('cancels a box that Escape interrupts', () => {
    const s = setUp('box');
    s.machine.down(at(30, 40));
    s.machine.move(at(90, 80));
    s.keys.press(key('Escape'));
    s.machine.up(at(90, 80));
    expect(s.of('cancel')).toHaveLength(1);
    expect(s.of('box').filter((g) => g.done)).toEqual([]);
    expect(s.drafts.at(-1)).toBeNull();
  });

  it('announces hovers on the picture only', () => {
    const s = setUp();
    s.machine.move(at(30, 40));
    s.machine.move(at(-5, 40));
    expect(s.gestures.map((g) => g.kind)).toEqual(['hover', 'leave']);
  });
});

describe('stage keys', () => {
  it('clicks where the arrows led the crosshair, label by Shift', () => {
    const s = setUp();
    s.keys.press(key('ArrowRight'));
    s.keys.press(key('ArrowRight'));
    s.keys.press(key('ArrowDown', true));
    s.keys.press(key('Enter'));
    s.keys.press(key('Enter', true));
    expect(s.of('click')).toEqual([
      { kind: 'click', at: imagePoint(112, 51), alternate: false, pointer: 'keyboard' },
      { kind: 'click', at: imagePoint(112, 51), alternate: true, pointer: 'keyboard' },
    ]);
  });

  it('draws a box: B, arrows, Enter', () => {
    const s = setUp();
    s.keys.press(key('b'));
    for (let i = 0; i < 3; i++) s.keys.press(key('ArrowRight'));
    s.keys.press(key('ArrowDown'));
    s.keys.press(key('Enter'));
    expect(s.of('box').at(-1)).toEqual({ kind: 'box', box: { x0: 100, y0: 50, x1: 136, y1: 62 }, done: true });
    expect(s.of('click')).toEqual([]);
  });

  it('leaves keys it does not know to the app', () => {
    expect(setUp().keys.press(key('z'))).toBe(false);
    expect(setUp().keys.press({ ...key('0'), ctrl: true })).toBe(false);
  });
});

describe('wheel', () => {
  it('zooms with a notch, pans with a trackpad, zooms with a pinch, scrubs with Alt', () => {
    const s = setUp();
    const wheel = new WheelControl(s.look, s.effects);
    const turn = { at: viewPoint(100, 50), dx: 0, dy: -100, alt: false, ctrl: false, shift: false, notched: true };
    wheel.turn(turn);
    expect(s.view().zoom).toBeGreaterThan(1.1);
    const zoom = s.view().zoom;
    wheel.turn({ ...turn, notched: false, dx: 4, dy: 3 });
    expect(s.view().zoom).toBe(zoom);
    wheel.turn({ ...turn, notched: false, ctrl: true, dy: 5 });
    expect(s.view().zoom).toBeLessThan(zoom);
    wheel.turn({ ...turn, alt: true });
    wheel.turn({ ...turn, alt: true, dy: 100 });
    expect(s.of('scrub').map((g) => g.by)).toEqual([1, -1]);
  });

  it('tells a notched wheel from a trackpad', () => {
    expect(isNotched({ deltaX: 0, deltaY: 3, deltaMode: 1 })).toBe(true);
    expect(isNotched({ deltaX: 0, deltaY: 100, deltaMode: 0, wheelDeltaY: -120 })).toBe(true);
    expect(isNotched({ deltaX: 0, deltaY: 4, deltaMode: 0, wheelDeltaY: -12 })).toBe(false);
    expect(isNotched({ deltaX: 3, deltaY: 120, deltaMode: 0, wheelDeltaY: -120 })).toBe(false);
    const device = new WheelDevice();
    const step = (deltaY: number, time: number) => device.isNotched({ deltaX: 0, deltaY, deltaMode: 0 }, time);
    expect([step(4, 0), step(90, 16), step(100, 32), step(100, 900)]).toEqual([false, false, false, true]);
  });
});
