import { createRoot } from 'react-dom/client';
import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PictureDisplay } from '../../../contract/picture-reading.ts';
import type { App } from '../../../state/app.ts';
import { AppStore } from '../../../state/store.ts';
import { AppProvider } from '../../app-context.tsx';
import { ValuesDialog } from './ValuesDialog.tsx';

const mounted: (() => void)[] = [];
afterEach(() => {
  for (const take of mounted.splice(0)) take();
});

/** The dialogue over a picture with these choices; `types` gathers the media types of the files that it asks for. */
function mount(display: PictureDisplay): { readonly types: string[]; readonly names: string[] } {
  const store = new AppStore();
  const types: string[] = [];
  const names: string[] = [];
  const size = { width: 4, height: 4 };
  const original = new Blob(['II'], { type: 'image/tiff' });
  const picture = { id: 'p', name: 'cells.tif', size, fullSize: size, notes: [], display, original };
  store.set({ picture: picture as unknown as NonNullable<typeof store.state.picture>, overlay: 'values' });
  const strip = {
    replaceFile: async (blob: Blob) => types.push(blob.type) > 0,
    add: async (files: readonly { readonly blob: Blob; readonly name: string }[]) => {
      for (const { blob, name } of files) types.push(blob.type) && names.push(name);
    },
  };
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  root.render(
    <AppProvider app={{ store, strip } as unknown as App}>
      <ValuesDialog />
    </AppProvider>,
  );
  mounted.push(() => {
    root.unmount();
    host.remove();
  });
  return { types, names };
}

const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((b) => b.textContent === name);
  if (!found) throw new Error(`no button ${name}`);
  return found;
};

const VALUES = { low: 100, high: 4000, least: 3, most: 4090, chosen: false };

it('moves the window to what is typed, and not to what makes no sense', async () => {
  const { types } = mount({ pages: 1, page: 1, values: VALUES });
  await expect.poll(() => document.querySelectorAll('input[type="text"]').length).toBe(2);
  const [black, white] = document.querySelectorAll<HTMLInputElement>('input[type="text"]');
  if (!black || !white) throw new Error('no fields');
  expect([black.value, white.value]).toEqual(['100', '4000']);
  expect(button('Show so').disabled).toBe(true);
  await userEvent.fill(black, '5000');
  expect(button('Show so').disabled).toBe(true);
  expect(document.querySelector('[role="alert"]')?.textContent).toContain('below white');
  await userEvent.fill(black, '250');
  await userEvent.click(button('Show so'));
  await expect.poll(() => types).toEqual(['image/tiff; low=250; high=4000']);
});

it('all values in one press', async () => {
  const { types } = mount({ pages: 1, page: 1, values: VALUES });
  await expect.poll(() => document.querySelectorAll('input[type="text"]').length).toBe(2);
  await userEvent.click(button('All values'));
  await userEvent.click(button('Show so'));
  await expect.poll(() => types).toEqual(['image/tiff; low=3; high=4090']);
});

it('another page opens as a picture of its own', async () => {
  const { types, names } = mount({ pages: 3, page: 1, values: null });
  await expect.poll(() => document.querySelector('select')).not.toBeNull();
  await userEvent.selectOptions(document.querySelector('select') as HTMLSelectElement, '3');
  await userEvent.click(button('Open page 3'));
  await expect.poll(() => types).toEqual(['image/tiff; page=3']);
  expect(names).toEqual(['cells (page 3).tif']);
});
