/** Words for a mask that the model itself is unsure of. */
import type { JSX } from 'react';
import { activeObject } from '../../state/document.ts';
import { isUnsure } from '../../state/doubt.ts';
import { useApp } from '../app-context.tsx';
import { Icon } from '../kit/icons.tsx';
import { useTouch } from '../kit/use-media.ts';
import css from './Doubt.module.css';
import { inWords } from './pointing-words.ts';

export const DOUBT_WORDS = 'Unsure: add a click or a box';

export function Doubt({ short = false }: { readonly short?: boolean }): JSX.Element | null {
  const unsure = useApp((s) => {
    const object = activeObject(s.doc);
    return object !== null && s.model.phase === 'ready' && isUnsure(object, s.model.manifest);
  });
  const touch = useTouch();
  if (!unsure) return null;
  const words = inWords(DOUBT_WORDS, touch);
  return (
    <p className={css.doubt} data-testid="doubt" title={words}>
      <Icon name="warning" size={15} />
      <span>{short ? 'Unsure' : words}</span>
    </p>
  );
}
