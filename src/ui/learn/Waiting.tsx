/** What a view says while it cannot show anything. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Learn.module.css';
import type { Reading } from './use-document.ts';

export function Waiting({ reading }: { readonly reading: Reading<unknown> }): JSX.Element {
  const { t } = useTranslation('learn');
  if (reading.phase === 'failed') {
    return (
      <p className={css.warning} role="alert">
        {t('viewFailed', { reason: reading.reason })}
      </p>
    );
  }
  return <p className={css.quiet}>{t(reading.phase === 'ready' ? 'noEmbedding' : 'needPicture')}</p>;
}
