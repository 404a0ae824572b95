/** After a crash or on the next visit: the last work, to go on with or to discard. */
import { type JSX, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app-context.tsx';
import { Button } from '../../kit/Button.tsx';
import { DeleteButton } from '../../kit/DeleteButton.tsx';
import { Icon } from '../../kit/icons.tsx';
import { useObjectUrl } from '../../kit/use-object-url.ts';
import css from './Sessions.module.css';
import { whatIsInIt, whenSaved } from './session-words.ts';

/** The way to older work; renders nothing while none is kept. */
export function KeptWork(): JSX.Element | null {
  const app = useServices();
  const some = useStore(app.sessions.api, (s) => s.list.length > 0);
  if (!some) return null;
  return (
    <Button size="l" look="quiet" icon="save" onPress={() => app.store.set({ overlay: 'sessions' })}>
      Kept work
    </Button>
  );
}

/** Renders nothing when there is nothing to continue. */
export function LastWork(): JSX.Element | null {
  const app = useServices();
  const offer = useStore(app.sessions.api, (s) => s.offer);
  const url = useObjectUrl(offer?.thumbnail ?? null);
  const [opening, setOpening] = useState(false);
  if (!offer) return null;
  return (
    <section className={css.offer} aria-label="Your last work">
      <span className={css.thumb}>{url ? <img src={url} alt="" /> : <Icon name="image" size={24} />}</span>
      <div className={css.what}>
        <strong>{offer.pictures === 0 ? 'Your last video is here' : 'Your last picture is here'}</strong>
        <p>
          {offer.name}, {whatIsInIt(offer)}, {whenSaved(offer.saved)}
        </p>
      </div>
      <div className={css.choice}>
        <Button
          look="primary"
          isDisabled={opening}
          onPress={() => {
            setOpening(true);
            void app.sessions.resume(offer.id).finally(() => setOpening(false));
          }}
        >
          Continue
        </Button>
        <DeleteButton
          label="Discard"
          sure="Discard for good"
          isDisabled={opening}
          onDelete={() => void app.sessions.remove(offer.id)}
        />
      </div>
    </section>
  );
}
