/** The choices of an export: remembered until the tab is closed, with the edge of the document, which undo brings back. */
import { useMemo, useState } from 'react';
import { useApp, useServices } from '../app-context.tsx';
import { choicesNow, type ExportChoices, rememberChoices } from './export-choices.ts';

export function useExportChoices(): readonly [ExportChoices, (next: ExportChoices) => void] {
  const app = useServices();
  const edge = useApp((s) => s.doc.edge);
  const [own, setOwn] = useState(() => choicesNow(app.store.state.doc));
  const choices = useMemo(() => ({ ...own, edge: edge.kind, tune: edge.tune }), [own, edge]);
  const change = (next: ExportChoices): void => {
    rememberChoices(next);
    app.edits.setEdge({ kind: next.edge, tune: next.tune }, next.edge === edge.kind);
    setOwn(next);
  };
  return [choices, change];
}
