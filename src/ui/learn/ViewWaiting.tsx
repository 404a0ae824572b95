/** What stands in the panel while a view's code is loaded. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Learn.module.css';

export function ViewWaiting(): JSX.Element {
  const { t } = useTranslation('learn');
  return <p className={css.quiet}>{t('viewLoading')}</p>;
}
