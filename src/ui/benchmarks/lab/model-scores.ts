/** What the project measured of its own model, from the file beside the weights. */
import { useEffect, useState } from 'react';
import { type ModelScoreRow, parseModelScores } from '../../../contract/model-scores.ts';

async function read(): Promise<readonly ModelScoreRow[]> {
  const response = await fetch(new URL('models/playground/scores.json', document.baseURI));
  return response.ok ? parseModelScores(await response.json()) : [];
}

let all: Promise<readonly ModelScoreRow[]> | null = null;

/** Rows of one card; none while they are read or where they cannot be. */
export function useModelScores(card: string): readonly ModelScoreRow[] {
  const [rows, setRows] = useState<readonly ModelScoreRow[]>([]);
  useEffect(() => {
    let here = true;
    all ??= read().catch(() => []);
    void all.then((found) => here && setRows(found.filter((row) => row.card === card)));
    return () => {
      here = false;
    };
  }, [card]);
  return rows;
}
