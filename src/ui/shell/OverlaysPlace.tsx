/** The dialogues that every place can call up, loaded when the first one is. */
import type { JSX } from 'react';
import { useApp } from '../app-context.tsx';
import { Help } from './Help.tsx';
import { Palette } from './Palette.tsx';

export default function OverlaysPlace(): JSX.Element | null {
  const overlay = useApp((s) => s.overlay);
  if (overlay === 'palette') return <Palette />;
  if (overlay === 'help') return <Help />;
  return null;
}
