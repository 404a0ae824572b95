/** The model's edge output for the picture on the stage. */
import { useEffect, useState } from 'react';
import { SegError } from '../../../../contract/errors.ts';
import type { LogitsPlane } from '../../../../core/mask/logits.ts';
import type { Encoded } from '../../../../state/flows/encode.ts';

const OUTPUT = 'edges';

type EdgeLogits =
  | { readonly phase: 'reading' }
  /** The model has no edge output. */
  | { readonly phase: 'absent' }
  | { readonly phase: 'failed'; readonly reason: string }
  | { readonly phase: 'ready'; readonly plane: LogitsPlane };

async function read({ predictor }: Encoded): Promise<EdgeLogits> {
  const names = await predictor.tensorNames();
  if (!names.some(({ name }) => name === OUTPUT)) return { phase: 'absent' };
  return { phase: 'ready', plane: await predictor.tensor(OUTPUT) };
}

export function useEdgeLogits(encoded: Encoded | null): EdgeLogits {
  const [state, setState] = useState<EdgeLogits>({ phase: 'reading' });
  useEffect(() => {
    setState({ phase: 'reading' });
    if (!encoded) return;
    let here = true;
    read(encoded).then(
      (found) => here && setState(found),
      (thrown: unknown) => here && setState({ phase: 'failed', reason: SegError.from(thrown).message }),
    );
    return () => {
      here = false;
    };
  }, [encoded]);
  return state;
}
