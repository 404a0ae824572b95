/** How far a refined edge may have moved: let go of the slider, and the edge is refined anew from the mask of before. */
import { type JSX, useState } from 'react';
import type { SegObject } from '../../state/document.ts';
import { useServices } from '../app-context.tsx';
import { Slider } from '../kit/Slider.tsx';

export function RefineReach({ object }: { readonly object: SegObject }): JSX.Element | null {
  const app = useServices();
  const refined = app.edits.refined(object);
  const [wanted, setWanted] = useState<number | null>(null);
  if (!refined) return null;
  return (
    <Slider
      label="Reach of the refined edge"
      value={wanted ?? refined.reach}
      min={refined.least}
      max={refined.most}
      step={1}
      format={(v) => `${v} px`}
      onChange={setWanted}
      onSettle={(reach) => {
        app.edits.refine(reach);
        setWanted(null);
      }}
    />
  );
}
