/** What image segmentation is, in our words and four little drawings of one scene. */
import type { JSX } from 'react';
import css from './Intro.module.css';

type Kind = 'semantic' | 'instance' | 'panoptic' | 'interactive';

const KINDS: readonly { readonly kind: Kind; readonly name: string; readonly text: string }[] = [
  {
    kind: 'semantic',
    name: 'Semantic',
    text: 'Every pixel gets a class. Two balls are one patch of “ball”.',
  },
  {
    kind: 'instance',
    name: 'Instance',
    text: 'Every countable object gets its own mask. What cannot be counted, such as sky, gets none.',
  },
  {
    kind: 'panoptic',
    name: 'Panoptic',
    text: 'Both at once: each pixel a class, each object its own number.',
  },
  {
    kind: 'interactive',
    name: 'Interactive',
    text: 'No classes. A person points, the model answers with the thing meant. This is what you do in Segment.',
  },
];

/** One scene, two balls on a ground, coloured as each kind of segmentation sees it. */
function Scene({ kind }: { readonly kind: Kind }): JSX.Element {
  const ground = kind === 'semantic' || kind === 'panoptic' ? css.ground : css.blank;
  const sky = kind === 'semantic' || kind === 'panoptic' ? css.sky : css.blank;
  const first = kind === 'interactive' ? css.outlined : css.one;
  const second = kind === 'semantic' || kind === 'interactive' ? css.one : css.two;
  return (
    <svg className={css.scene} viewBox="0 0 120 72" aria-hidden="true">
      <rect className={sky} width="120" height="50" />
      <rect className={ground} y="50" width="120" height="22" />
      <circle className={first} cx="42" cy="42" r="18" />
      <circle className={second} cx="76" cy="38" r="20" />
      {kind === 'interactive' ? (
        <g className={css.click}>
          <circle cx="78" cy="36" r="4.5" />
          <path d="M78 33.6v4.8M75.6 36h4.8" />
        </g>
      ) : null}
    </svg>
  );
}

export function Intro(): JSX.Element {
  return (
    <header className={css.intro}>
      <h1>Benchmarks you can question</h1>
      <p className={css.lead}>
        Segmentation says, for every pixel, what it belongs to. It is the step from “there is a cat in this picture” to
        “these are its pixels”, and the ground under cut-outs, measuring, maps, medicine and cars that see. How well a
        model does it is told by benchmarks: pictures whose true masks people drew, and a rule that turns a comparison
        into a number. Each card tells you what its number is, what it is not, and where it comes from.
      </p>
      <ul className={css.kinds}>
        {KINDS.map(({ kind, name, text }) => (
          <li key={kind} className={css.kind}>
            <Scene kind={kind} />
            <div>
              <h2>{name}</h2>
              <p>{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </header>
  );
}
