/** Files that the system opens with the installed app (File Handling API): they go to the Segment place. */
import { useEffect } from 'react';
import { loadPart } from '../../contract/load-part.ts';
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

export function useLaunchedFiles(): void {
  const context = useCommandContext();
  useEffect(() => listenForLaunches(context), [context]);
}
