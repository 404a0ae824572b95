/** The dialogues that every place can call up, loaded when the first one is. */
import type { JSX } from 'react';
import { useApp } from '../app-context.tsx';
import { AddressDialog } from '../segment/AddressDialog.tsx';
import { ExportDialog } from '../segment/ExportDialog.tsx';
import { ImportDialog } from '../segment/import/ImportDialog.tsx';
import { SessionsDialog } from '../segment/sessions/SessionsDialog.tsx';
import { BatchDialog } from '../segment/strip/BatchDialog.tsx';
import { ValuesDialog } from '../segment/values/ValuesDialog.tsx';
import { Help } from './Help.tsx';
import { Palette } from './Palette.tsx';

export default function OverlaysPlace(): JSX.Element | null {
  const overlay = useApp((s) => s.overlay);
  switch (overlay) {
    case 'palette':
      return <Palette />;
    case 'help':
      return <Help />;
    case 'export':
      return <ExportDialog />;
    case 'address':
      return <AddressDialog />;
    case 'sessions':
      return <SessionsDialog />;
    case 'batch':
      return <BatchDialog />;
    case 'import':
      return <ImportDialog />;
    case 'values':
      return <ValuesDialog />;
    case 'none':
      return null;
  }
}
