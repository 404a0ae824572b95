/** Before the first picture: what this is, ways in, samples to try. */
import type { JSX } from 'react';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/icons.tsx';
import { useTouch } from '../kit/use-media.ts';
import { useSamples } from '../use-samples.ts';
import css from './Landing.module.css';
import { chooseAndOpen, pasteAndOpen } from './picture-input.ts';
import { inWords } from './pointing-words.ts';
import { KeptWork, LastWork } from './sessions/LastWork.tsx';

export function Landing(): JSX.Element {
  const app = useServices();
  const opening = useApp((s) => s.opening);
  const touch = useTouch();
  const samples = useSamples();

  return (
    <div className={css.landing}>
      <section className={css.hero}>
        <h1>{inWords('Click on anything. Get its outline.', touch)}</h1>
        <p>
          Open a picture, point at a thing, and take it away as a mask or cut-out. The model runs in this tab; your
          picture stays here.
        </p>
        <LastWork />
        <div className={css.drop} aria-busy={opening !== null}>
          <span className={css.art}>
            <Icon name="image" size={40} />
          </span>
          <p className={css.dropText}>
            {opening === null
              ? touch
                ? 'Pictures of yours, or a saved project'
                : 'Drop pictures, a folder or a project anywhere'
              : `Opening ${opening}…`}
          </p>
          <div className={css.ways}>
            <Button look="primary" size="l" icon="open" onPress={() => void chooseAndOpen(app)}>
              Open a picture
            </Button>
            <Button size="l" icon="paste" onPress={() => void pasteAndOpen(app)}>
              Paste
            </Button>
            <Button size="l" icon="link" onPress={() => app.store.set({ overlay: 'address' })}>
              Web address
            </Button>
            <KeptWork />
          </div>
        </div>
      </section>
      {samples.length > 0 ? (
        <section className={css.samples} aria-labelledby="samples-heading">
          <h2 id="samples-heading">Or start with one of these</h2>
          <ul className={css.grid}>
            {samples.map((sample) => (
              <li key={sample.id}>
                <button
                  type="button"
                  className={css.sample}
                  onClick={() => void app.pictures.open({ kind: 'sample', url: sample.url, name: sample.name })}
                >
                  <img
                    src={sample.thumbnail}
                    alt={sample.alt}
                    loading="lazy"
                    width={sample.size.width}
                    height={sample.size.height}
                  />
                  <span className={css.sampleName}>{sample.name}</span>
                  <span className={css.credit}>{sample.credit}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
