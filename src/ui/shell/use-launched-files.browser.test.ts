import { expect, it, vi } from 'vitest';
import type { App } from '../../state/app.ts';
import { AppStore } from '../../state/store.ts';
// Loaded before the test begins: the listener asks for it when it is first needed.
import '../segment/picture-input.ts';
import { listenForLaunches } from './use-launched-files.ts';

/** Milliseconds, for a busy machine. */
const PATIENCE = 12_000;

type Consumer = (launch: { files?: readonly { getFile: () => Promise<File> }[] }) => void;

it('a picture that the system opens with the app is opened; one that cannot be read is said', {
  timeout: 30_000,
}, async () => {
  let consumer: Consumer = () => undefined;
  Object.defineProperty(window, 'launchQueue', {
    configurable: true,
    value: {
      setConsumer: (next: Consumer) => {
        consumer = next;
      },
    },
  });
  const done: string[] = [];
  const store = new AppStore();
  const pictures = { open: async ({ name }: { name: string }) => done.push(`opened ${name}`) };
  // Only what opening files touches.
  const app = { store, pictures } as unknown as App;
  listenForLaunches({ app, go: (path) => done.push(`went to ${path}`) });
  consumer({ files: [] });
  consumer({ files: [{ getFile: async () => new File(['no picture yet'], 'holiday.jpg', { type: 'image/jpeg' }) }] });
  await vi.waitFor(() => expect(done).toEqual(['went to /segment', 'opened holiday.jpg']), PATIENCE);
  expect(store.state.failures).toEqual([]);
  consumer({ files: [{ getFile: async () => Promise.reject(new DOMException('gone', 'NotFoundError')) }] });
  await vi.waitFor(() => expect(store.state.failures).toHaveLength(1), PATIENCE);
  Reflect.deleteProperty(window, 'launchQueue');
});
