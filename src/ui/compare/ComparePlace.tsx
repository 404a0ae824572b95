/** The place where models answer the same clicks on the same picture. */
import type { JSX } from 'react';
import { useServices } from '../app-context.tsx';
import { useLibrary } from '../models/use-library.ts';
import { CompareRoom } from './CompareRoom.tsx';
import { useComparison } from './use-comparison.ts';

export default function ComparePlace(): JSX.Element | null {
  const app = useServices();
  const library = useLibrary();
  const comparison = useComparison(app, library);
  return comparison && library ? <CompareRoom comparison={comparison} library={library} /> : null;
}
