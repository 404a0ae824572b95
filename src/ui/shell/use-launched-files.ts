/** Files that the system opens with the installed app, or that other apps share with it: they go to the Segment place. */
import { useEffect } from 'react';
import { loadPart } from '../../contract/load-part.ts';
import { SHARE_QUERY } from '../../contract/shared-pictures.ts';
import type { CommandContext } from '../command.ts';
import { useCommandContext } from '../use-commands.ts';

type LaunchedFile = Pick<FileSystemFileHandle, 'getFile'>;

interface LaunchWindow {
  readonly launchQueue?: {
    setConsumer(consumer: (launch: { readonly files?: readonly LaunchedFile[] }) => void): void;
  };
}

async function open({ app, go }: CommandContext, launched: readonly LaunchedFile[]): Promise<void> {
  try {
    const { openFiles } = await loadPart(() => import('../segment/picture-input.ts'));
    const files = await Promise.all(launched.map((handle) => handle.getFile()));
    go('/segment');
    await openFiles(app, files, true);
  } catch (thrown) {
    app.store.fail('open-picture', thrown);
  }
}

/** Opens what the system hands over from now on. Does nothing in browsers without a launch queue. */
export function listenForLaunches(context: CommandContext): void {
  // The queue is not in the standard library of types, since not every browser has it.
  const { launchQueue } = window as unknown as LaunchWindow;
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) void open(context, files);
  });
}

/** Opens what another app shared, where the address says that something was; what could not be read is said. */
export async function openShared({ app, go }: CommandContext, hash: string = window.location.hash): Promise<void> {
  const outcome = new URLSearchParams(hash.split('?')[1]).get(SHARE_QUERY);
  if (outcome === null) return;
  go('/segment');
  try {
    const files = (await app.deps.pictures.shared?.()) ?? [];
    if (files.length > 0) {
      const { openFiles } = await loadPart(() => import('../segment/picture-input.ts'));
      await openFiles(app, [...files], true);
    } else if (outcome !== 'pictures') {
      const title = outcome === 'failed' ? 'The shared pictures did not arrive' : 'What was shared has no picture';
      const text = 'Share pictures, or open them here.';
      app.store.notify({ tone: 'warning', title, text });
    }
  } catch (thrown) {
    app.store.fail('open-picture', thrown);
  }
}

export function useLaunchedFiles(): void {
  const context = useCommandContext();
  useEffect(() => listenForLaunches(context), [context]);
  useEffect(() => void openShared(context), [context]);
}
