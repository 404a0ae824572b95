import { type JSX, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ComposeOptions } from './ComposeOptions.tsx';
import { type ComposeChoices, compositionOf, PLAIN_COMPOSE } from './compose-choices.ts';
import { FramedPreview } from './FramedPreview.tsx';

const mounted: (() => void)[] = [];
afterEach(() => {
  for (const take of mounted.splice(0)) take();
});

const SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"/>';
const URL_OF_IT = `data:image/svg+xml,${encodeURIComponent(SQUARE)}`;

function Both({
  first,
  told,
}: {
  readonly first: ComposeChoices;
  readonly told: (value: ComposeChoices) => void;
}): JSX.Element {
  const [value, setValue] = useState(first);
  const change = (next: ComposeChoices): void => {
    told(next);
    setValue(next);
  };
  return (
    <>
      <FramedPreview url={URL_OF_IT} alt="preview" value={value} onChange={change} />
      <ComposeOptions value={value} onChange={change} />
    </>
  );
}

function mount(change: Partial<ComposeChoices> = {}): { readonly now: () => ComposeChoices } {
  let now: ComposeChoices = { ...PLAIN_COMPOSE, ...change };
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  const told = (value: ComposeChoices): void => {
    now = value;
  };
  root.render(<Both first={now} told={told} />);
  mounted.push(() => {
    root.unmount();
    host.remove();
  });
  return { now: () => now };
}

const preview = (): HTMLImageElement => {
  const found = document.querySelector('img');
  if (!found) throw new Error('no preview');
  return found;
};

it('drags the object by shares of the frame, scales it by the wheel, and goes back to the middle', async () => {
  const { now } = mount({ frame: 'square' });
  await expect.poll(() => document.querySelector('img')?.complete).toBe(true);
  const image = preview();
  await expect.poll(() => image.getBoundingClientRect().width).toBe(200);
  const { left, top } = image.getBoundingClientRect();
  const point = (type: string, x: number, y: number): void => {
    image.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: left + x, clientY: top + y, isPrimary: true }),
    );
  };
  image.setPointerCapture = () => undefined; // made events have no pointer to capture
  point('pointerdown', 100, 100);
  point('pointermove', 140, 80);
  point('pointerup', 140, 80);
  point('pointermove', 10, 10);
  await expect.poll(() => [now().x, now().y]).toEqual([0.2, -0.1]);
  image.dispatchEvent(new WheelEvent('wheel', { bubbles: true, deltaY: -500 }));
  await expect.poll(() => now().scale).toBeCloseTo(Math.E, 1);
  const back = [...document.querySelectorAll('button')].find((b) => b.textContent === 'Back to the middle');
  if (!back) throw new Error('no way back');
  await userEvent.click(back);
  await expect.poll(() => [now().x, now().y, now().scale]).toEqual([0, 0, 1]);
});

it('an own size takes whole pixels that a canvas can hold, and leaves the last one where it cannot', async () => {
  const { now } = mount({ frame: 'own' });
  await expect.poll(() => document.querySelectorAll('input[type="number"]').length).toBe(2);
  const width = (): HTMLInputElement => {
    const found = document.querySelector<HTMLInputElement>('input[type="number"]');
    if (!found) throw new Error('no width');
    return found;
  };
  await userEvent.fill(width(), '640');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => now().own.width).toBe(640);
  await userEvent.fill(width(), '900000');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => width().value).toBe('640');
  expect(compositionOf(now())?.frame).toEqual({ width: 640, height: 1200 });
});

it('frames are chosen by name; the picture’s own is no composition', async () => {
  const { now } = mount();
  await expect.poll(() => document.querySelector('select')).not.toBeNull();
  expect(compositionOf(now())).toBeNull();
  const select = document.querySelector('select');
  if (!select) throw new Error('no frames');
  await userEvent.selectOptions(select, 'passport');
  await expect.poll(() => compositionOf(now())?.frame).toEqual({ width: 827, height: 1063 });
  expect(document.querySelectorAll('input[type="range"]').length).toBeGreaterThan(5);
});
