import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import type { App } from '../../state/app.ts';
import { AppStore } from '../../state/store.ts';
import { AppProvider } from '../app-context.tsx';
import { useLaunchedFiles } from './use-launched-files.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

type Consumer = (launch: { files?: readonly { getFile: () => Promise<File> }[] }) => void;

function Listening(): null {
  useLaunchedFiles();
  return null;
}

it('a picture that the system opens with the app is opened; one that cannot be read is said', async () => {
  let consumer: Consumer = () => undefined;
  Object.defineProperty(window, 'launchQueue', {
    configurable: true,
    value: { setConsumer: (next: Consumer) => (consumer = next) },
  });
  const opened: string[] = [];
  const store = new AppStore();
  const pictures = { open: async ({ name }: { name: string }) => opened.push(name) };
  // Only what opening files touches.
  const app = { store, pictures } as unknown as App;
  const root = createRoot(document.createElement('div'));
  await act(async () =>
    root.render(
      <AppProvider app={app}>
        <Listening />
      </AppProvider>,
    ),
  );
  consumer({ files: [] });
  consumer({ files: [{ getFile: async () => new File(['no picture yet'], 'holiday.jpg', { type: 'image/jpeg' }) }] });
  await vi.waitFor(() => expect(opened).toEqual(['holiday.jpg']));
  expect(store.state.failures).toEqual([]);
  consumer({ files: [{ getFile: async () => Promise.reject(new DOMException('gone', 'NotFoundError')) }] });
  await vi.waitFor(() => expect(store.state.failures).toHaveLength(1));
  act(() => root.unmount());
  Reflect.deleteProperty(window, 'launchQueue');
});
