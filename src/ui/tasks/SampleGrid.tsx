/** Bundled pictures to start a task with. */
import type { JSX } from 'react';
import type { Sample } from '../../state/deps.ts';
import { useSamples } from '../use-samples.ts';
import startCss from './Start.module.css';

export function SampleGrid({ onChoose }: { readonly onChoose: (sample: Sample) => void }): JSX.Element {
  return (
    <ul className={startCss.samples}>
      {useSamples().map((sample) => (
        <li key={sample.id}>
          <button type="button" onClick={() => onChoose(sample)}>
            <img src={sample.thumbnail} alt={sample.alt} width={sample.size.width} height={sample.size.height} />
          </button>
        </li>
      ))}
    </ul>
  );
}
