import { createRoot } from 'react-dom/client';
import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Reading, ReadSource } from '../../../core/formats/reader.ts';
import { packMask } from '../../../core/mask/packed.ts';
import type { App } from '../../../state/app.ts';
import { AppStore } from '../../../state/store.ts';
import { AppProvider } from '../../app-context.tsx';
import { ImportDialog } from './ImportDialog.tsx';

const mounted: (() => void)[] = [];
afterEach(() => {
  for (const take of mounted.splice(0)) take();
});

/** A reading with objects that are columns of a 10x5 mask. */
function reading(meaning: string, columns: readonly (readonly [from: number, to: number])[]): Reading {
  const objects = columns.map(([from, to], i) => {
    const data = Uint8Array.from({ length: 50 }, (_, at) => (at % 10 >= from && at % 10 < to ? 1 : 0));
    return {
      id: `mask-${i + 1}`,
      name: `${i + 1}`,
      label: '',
      color: i === 0 ? '#ff0000' : '#0000ff',
      score: null,
      mask: packMask({ width: 10, height: 5, data }),
    };
  });
  return { meaning, objects, notices: [] };
}

const SOURCE: ReadSource = {
  file: 'trimap.png',
  format: 'Mask',
  question: 'The mask has the values 0, 128 and 255.',
  readings: [
    reading('The brightest is one object', [[0, 3]]),
    reading('Every value is an object', [
      [0, 3],
      [3, 7],
    ]),
  ],
};

function mount(): { readonly answers: (number | null)[] } {
  const store = new AppStore();
  const answers: (number | null)[] = [];
  store.set({ importQuestion: { source: SOURCE, answer: (chosen) => answers.push(chosen) }, overlay: 'import' });
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  root.render(
    <AppProvider app={{ store } as unknown as App}>
      <ImportDialog />
    </AppProvider>,
  );
  mounted.push(() => {
    root.unmount();
    host.remove();
  });
  return { answers };
}

const button = (name: string): HTMLElement => {
  const found = [...document.querySelectorAll('button')].find((b) => b.textContent === name);
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const radios = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('input[type="radio"]')];

/** Colour of a preview at a share of its width. */
function colourAt(canvas: HTMLCanvasElement, share: number): readonly number[] {
  const at = Math.floor(canvas.width * share);
  return [...(canvas.getContext('2d')?.getImageData(at, 2, 1, 1).data ?? [])];
}

it('shows every reading with its objects and numbers, and gives back the one that was chosen', async () => {
  const { answers } = mount();
  await expect.poll(() => radios().length).toBe(2);
  const words = document.querySelector('fieldset')?.textContent ?? '';
  expect(words).toContain('1 object, 15 pixels');
  expect(words).toContain('2 objects, 35 pixels');
  const [first, second] = document.querySelectorAll('canvas');
  if (!first || !second) throw new Error('no previews');
  await expect.poll(() => colourAt(second, 0.5)).toEqual([0, 0, 255, 255]);
  expect(colourAt(first, 0.5)[3]).toBe(0);
  expect(colourAt(first, 0.1)).toEqual([255, 0, 0, 255]);
  const [, other] = radios();
  if (!other) throw new Error('no second reading');
  await userEvent.click(other);
  await userEvent.click(button('Take this reading'));
  expect(answers).toEqual([1]);
});

it('leaving it out, and Escape, take nothing', async () => {
  const { answers } = mount();
  await expect.poll(() => radios().length).toBe(2);
  await userEvent.click(button('Leave it out'));
  await userEvent.keyboard('{Escape}');
  expect(answers).toEqual([null, null]);
});

it('the arrow keys go through the readings', async () => {
  const { answers } = mount();
  await expect.poll(() => radios().length).toBe(2);
  radios()[0]?.focus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.poll(() => radios()[1]?.checked).toBe(true);
  await userEvent.click(button('Take this reading'));
  expect(answers).toEqual([1]);
});
