/** Every shortcut, from the command table, and what the pointer does. */
import type { JSX } from 'react';
import { useServices } from '../app-context.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { KeyTable } from './KeyTable.tsx';

export function Help(): JSX.Element {
  const { store } = useServices();
  return (
    <Dialog title="Shortcuts and help" size="l" isOpen onClose={() => store.set({ overlay: 'none' })}>
      <KeyTable />
    </Dialog>
  );
}
