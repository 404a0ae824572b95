/** Area, share of the picture and box of the active object. */
import { type JSX, useDeferredValue, useMemo } from 'react';
import type { OpenedPicture } from '../../state/deps.ts';
import type { SegObject } from '../../state/document.ts';
import { objectMeasures } from '../../state/object-measures.ts';
import { formatShare } from '../format.ts';
import css from './ObjectPanel.module.css';

export function ObjectMeasuresLine({
  object,
  picture,
}: {
  readonly object: SegObject;
  readonly picture: OpenedPicture;
}): JSX.Element | null {
  const settled = useDeferredValue(object);
  const measures = useMemo(() => objectMeasures(settled, picture), [settled, picture]);
  if (!measures) return null;
  const { area, share, box, exact } = measures;
  return (
    <dl className={css.measures} data-testid="measures">
      <dt>Area</dt>
      <dd>
        {exact ? '' : 'about '}
        {area.toLocaleString('en')} px, {formatShare(share)} of the picture
      </dd>
      <dt>Box</dt>
      <dd>
        {box.x1 - box.x0} × {box.y1 - box.y0} px at {box.x0}, {box.y0}
      </dd>
    </dl>
  );
}
