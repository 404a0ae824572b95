/** What this is, what leaves the tab, how it works, keys, licences. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import { useApp } from '../app-context.tsx';
import { Mark } from '../kit/icons.tsx';
import { PLACES } from '../places.ts';
import { SEGMENT_COMMANDS } from '../segment/commands.ts';
import { KeyTable } from '../shell/KeyTable.tsx';
import { usePlaceCommands } from '../use-commands.ts';
import css from './About.module.css';
import { PrivacyPanel } from './PrivacyPanel.tsx';

const STEPS: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Look once',
    text: 'An encoder reads the picture and turns it into a grid of features: numbers that say what belongs together. This is the slow part, done once a picture.',
  },
  {
    title: 'Answer every click',
    text: 'A small decoder takes the features and your clicks and gives up to three masks: a part, the object, the whole. This takes a fraction of a second.',
  },
  {
    title: 'Draw without asking again',
    text: 'The answer is a landscape of scores, not yet a mask. Threshold, soft edge and outline are drawn from it by the graphics card, so sliders cost no new answer.',
  },
  {
    title: 'Check before use',
    text: 'On every device the model first solves a tiny known picture. If its numbers are wrong there, the backend is not used and the status line says so.',
  },
];

function ModelLicence(): JSX.Element | null {
  const model = useApp((s) => s.model);
  if (model.phase !== 'ready') return null;
  const { manifest } = model;
  return (
    <p>
      The model in use, <strong>{manifest.name}</strong>, is under {manifest.licence.spdx}: {manifest.licence.words}
    </p>
  );
}

export default function AboutPlace(): JSX.Element {
  usePlaceCommands(SEGMENT_COMMANDS);
  return (
    <article className={css.about}>
      <header className={css.intro}>
        <Mark size={52} />
        <h1>About Segment Playground</h1>
        <p>
          Cut things out of your own pictures, compare models that do it, and see why they differ. Free to use, open
          source, and private by construction.
        </p>
        <nav aria-label="Start">
          {PLACES.filter((p) => p.id !== 'about').map((p) => (
            <Link key={p.id} href={p.path} className={css.jump ?? ''}>
              {p.label}
            </Link>
          ))}
        </nav>
      </header>
      <PrivacyPanel />
      <section className={css.section} aria-labelledby="how">
        <h2 id="how">How it works</h2>
        <ol className={css.steps}>
          {STEPS.map((step) => (
            <li key={step.title}>
              <h3>{step.title}</h3>
              <p>{step.text}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className={css.section} aria-labelledby="keys">
        <h2 id="keys">Keys and gestures</h2>
        <KeyTable />
      </section>
      <section className={css.section} aria-labelledby="licences">
        <h2 id="licences">Licences</h2>
        <p>
          The app, its default model and the rendered samples are under the Apache License 2.0. Sample photographs are
          in the public domain or under CC0; their authors stand beside them. Packages, pictures and weights that others
          made are listed with their terms in the file THIRD_PARTY.md of the source.
        </p>
        <ModelLicence />
      </section>
    </article>
  );
}
