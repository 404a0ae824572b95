/** The place to cut things out of a picture. */
import type { JSX } from 'react';
import { useApp } from '../app-context.tsx';
import { Landing } from './Landing.tsx';

export default function SegmentPlace(): JSX.Element {
  const picture = useApp((s) => s.picture);
  return picture ? <p>{picture.name}</p> : <Landing />;
}
