/** Where the model did worst: small pictures that open in Segment with the same prompts. */
import { type JSX, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { RunRecord } from '../../../contract/benchmark.ts';
import type { LabDataset, SamplePicture } from '../../../contract/dataset-lab.ts';
import { openCase } from '../../../state/benchmark/open-case.ts';
import { useServices } from '../../app-context.tsx';
import css from './Dataset.module.css';
import labCss from './Lab.module.css';
import { Thumb } from './Thumb.tsx';
import { type WorstCase, worstCases } from './worst-cases.ts';

const SIDE = 220;

export function WorstGallery(props: { readonly record: RunRecord; readonly dataset: LabDataset }): JSX.Element | null {
  const { record, dataset } = props;
  const app = useServices();
  const [, go] = useLocation();
  const [samples, setSamples] = useState<ReadonlyMap<string, SamplePicture>>(new Map());
  const [failed, setFailed] = useState<string | null>(null);
  const cases = worstCases(record);
  const wanted = [...new Set(cases.map((c) => c.picture))].join('\n');
  useEffect(() => {
    let here = true;
    dataset.sample(wanted === '' ? [] : wanted.split('\n'), SIDE).then(
      (found) => here && setSamples(new Map(found.map((s) => [s.id, s]))),
      () => undefined, // without small pictures the list still opens the large ones
    );
    return () => {
      here = false;
    };
  }, [dataset, wanted]);
  if (cases.length === 0) return null;
  const open = async (worst: WorstCase): Promise<void> => {
    setFailed(null);
    const sample = samples.get(worst.picture);
    const size = sample && { width: sample.size.width * sample.scale, height: sample.size.height * sample.scale };
    const reason = await openCase(app, dataset, worst, size ?? null, () => go('/segment'));
    setFailed(reason);
  };
  return (
    <div>
      <p className={labCss.quiet}>Worst first. Click one to open the picture in Segment with the same prompts.</p>
      <ul className={css.samples}>
        {cases.map((c) => {
          const sample = samples.get(c.picture);
          return (
            <li key={c.key}>
              <button type="button" className={css.worstButton} onClick={() => void open(c)}>
                {sample ? <Thumb sample={sample} prompts={c.prompts} /> : <span className={css.thumb} />}
                <span>
                  {c.words}: {(c.value * 100).toFixed(1)} %
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {failed === null ? null : <p role="alert">{failed}</p>}
    </div>
  );
}
