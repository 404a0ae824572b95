/** Bundled pictures to start a task with. */
import { type JSX, useEffect, useState } from 'react';
import type { Sample } from '../../state/deps.ts';
import { useServices } from '../app-context.tsx';
import startCss from './Start.module.css';

/** The samples, once they are known. */
export function useSamples(): readonly Sample[] {
  const app = useServices();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    let here = true;
    app.deps.pictures.samples().then(
      (list) => here && setSamples(list),
      (thrown: unknown) => app.store.fail('open-picture', thrown),
    );
    return () => {
      here = false;
    };
  }, [app]);
  return samples;
}

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
