/** The place for models: what can be had, what is here, what this device can do. */
import { type JSX, useState } from 'react';
import type { Library } from '../../state/models/library.ts';
import { Segmented } from '../kit/Segmented.tsx';
import { DevicePanel } from './DevicePanel.tsx';
import { ModelCard } from './ModelCard.tsx';
import css from './Models.module.css';
import { OwnModelPanel } from './OwnModelPanel.tsx';
import { StoragePanel } from './StoragePanel.tsx';
import { useLibrary, useLibraryState } from './use-library.ts';

type Show = 'all' | 'here' | 'free';

export default function ModelsPlace(): JSX.Element {
  const library = useLibrary();
  return (
    <div className={css.place}>
      <header className={css.intro}>
        <h1>Models</h1>
        <p>
          One model comes with the page. The others are public and are downloaded only when you say so, from the host
          that the button names; then they work offline. Every address, size and hash says where it was seen.
        </p>
      </header>
      {library ? <Shelves library={library} /> : <p role="status">Opening the model library</p>}
    </div>
  );
}

function Shelves({ library }: { readonly library: Library }): JSX.Element {
  const models = useLibraryState(library, (s) => s.models);
  const presence = useLibraryState(library, (s) => s.presence);
  const device = useLibraryState(library, (s) => s.device);
  const [show, setShow] = useState<Show>('all');
  const isHere = (id: string): boolean =>
    Object.entries(presence).some(([key, p]) => key.startsWith(`${id}|`) && p.phase === 'here');
  const shown = models.filter(({ manifest, origin }) => {
    if (show === 'here') return origin === 'embedded' || isHere(manifest.id);
    return show === 'all' || manifest.licence.commercial === 'yes';
  });
  return (
    <div className={css.columns}>
      <section aria-labelledby="catalogue-title">
        <header className={css.head}>
          <h2 id="catalogue-title">
            Catalogue <span className={css.count}>{shown.length}</span>
          </h2>
          <Segmented
            label="Show"
            value={show}
            options={[
              { value: 'all', label: 'All' },
              { value: 'here', label: 'Here' },
              { value: 'free', label: 'Free use' },
            ]}
            onChange={setShow}
          />
        </header>
        <ul className={css.cards}>
          {device
            ? shown.map((model) => (
                <li key={model.manifest.id}>
                  <ModelCard model={model} library={library} device={device} />
                </li>
              ))
            : null}
        </ul>
      </section>
      <aside className={css.side}>
        <OwnModelPanel library={library} />
        {device ? <DevicePanel device={device} library={library} /> : null}
        <StoragePanel library={library} />
      </aside>
    </div>
  );
}
