/** Chooses one of the views. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { VIEW_IDS, type ViewId } from '../../contract/lesson.ts';
import css from './Learn.module.css';
import { VIEWS } from './views.ts';

export interface ViewPickerProps {
  readonly view: ViewId;
  readonly onChange: (view: ViewId) => void;
}

/** The browser's own list: twelve names, the same on a phone and for a screen reader. */
export function ViewPicker({ view, onChange }: ViewPickerProps): JSX.Element {
  const { t } = useTranslation('learn');
  return (
    <label className={css.picker}>
      <span>{t('explore.view')}</span>
      <select
        value={view}
        onChange={(event) => {
          const next = VIEW_IDS.find((id) => id === event.target.value);
          if (next) onChange(next);
        }}
      >
        {[...VIEWS.keys()].map((id) => (
          <option key={id} value={id}>
            {t(`views.${id}.title`)}
          </option>
        ))}
      </select>
    </label>
  );
}
