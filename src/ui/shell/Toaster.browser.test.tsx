import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../state/app.ts';
import { AppStore } from '../../state/store.ts';
import { AppProvider } from '../app-context.tsx';
import { Toaster } from './Toaster.tsx';

const mounted: (() => void)[] = [];
afterEach(() => {
  for (const take of mounted.splice(0)) take();
});

/** A stage that fills the window, with the toaster above it. */
async function mount(): Promise<{ readonly store: AppStore; readonly stage: HTMLElement }> {
  const store = new AppStore();
  const stage = document.createElement('div');
  stage.style.cssText = 'position: fixed; inset: 0';
  const host = document.createElement('div');
  document.body.append(stage, host);
  const root = createRoot(host);
  // The toaster reads nothing of the app but its store.
  root.render(
    <StrictMode>
      <AppProvider app={{ store } as unknown as App}>
        <Toaster />
      </AppProvider>
    </StrictMode>,
  );
  mounted.push(() => {
    root.unmount();
    host.remove();
    stage.remove();
  });
  await expect.poll(() => host.querySelector('ul')).not.toBeNull();
  return { store, stage };
}

async function shown(words: string): Promise<HTMLElement> {
  const find = (): HTMLElement | undefined =>
    [...document.querySelectorAll('li')].find((li) => li.textContent?.includes(words));
  await expect.poll(find).toBeDefined();
  return find() ?? document.body;
}

function under(element: Element): Element | null {
  const { left, top, width, height } = element.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2);
}

describe('a notice over the picture', () => {
  it.each(['good', 'info', 'warning'] as const)(
    'lets clicks and strokes through but for its buttons: %s',
    async (tone) => {
      const { store, stage } = await mount();
      store.notify({ tone, title: 'Saved as coins-mask.png', text: 'To the folder of downloads.' });
      const toast = await shown('Saved as');
      expect(under(toast)).toBe(stage);
      for (const words of toast.querySelectorAll('strong, p')) expect(under(words)).toBe(stage);
      const dismiss = toast.querySelector('button');
      expect(dismiss?.contains(under(dismiss))).toBe(true);
      dismiss?.click();
      expect(store.state.notices).toEqual([]);
    },
  );

  it('keeps the words of a failure, which people copy, within reach', async () => {
    const { store } = await mount();
    store.fail('export', new Error('the disk is full'));
    const toast = await shown('');
    expect(toast.contains(under(toast))).toBe(true);
  });
});
