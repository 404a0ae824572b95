import { act, type JSX, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { SwipeDivider } from './SwipeDivider.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

function Room(): JSX.Element {
  const [value, setValue] = useState(50);
  return <SwipeDivider label="How much is shown" value={value} onChange={setValue} />;
}

it('the line follows a drag within its room, and the keys', async () => {
  const host = document.createElement('div');
  host.style.cssText = 'position: relative; width: 400px; height: 200px';
  document.body.append(host);
  const root = createRoot(host);
  await act(async () => root.render(<Room />));
  const line = host.querySelector<HTMLElement>('[role=slider]');
  if (!line) throw new Error('no divider');
  const now = (): number => Number(line.getAttribute('aria-valuenow'));
  await act(() =>
    userEvent.dragAndDrop(line, host, { sourcePosition: { x: 8, y: 150 }, targetPosition: { x: 100, y: 150 } }),
  );
  expect(now()).toBe(25);
  const { left, width } = line.getBoundingClientRect();
  expect(left + width / 2 - host.getBoundingClientRect().left).toBeCloseTo(100, 0);
  expect(document.activeElement).toBe(line);
  await act(() => userEvent.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}'));
  expect(now()).toBe(36);
  await act(() => userEvent.keyboard('{Home}{ArrowLeft}'));
  expect(now()).toBe(0);
  act(() => root.unmount());
  host.remove();
});
