/** The language of lessons and views. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../kit/Button.tsx';
import { Menu } from '../kit/Menu.tsx';
import { LANGUAGES } from './i18n.ts';
import { useLanguage } from './LearnTexts.tsx';

export function LanguageMenu(): JSX.Element {
  const { t } = useTranslation('learn');
  const { language, choose } = useLanguage();
  const name = LANGUAGES.find(({ id }) => id === language)?.name ?? language;
  return (
    <Menu
      label={t('language')}
      trigger={
        <Button size="s" look="quiet" aria-label={`${t('language')}: ${name}`}>
          {name}
        </Button>
      }
      entries={LANGUAGES.map(({ id, name: label }) => ({ id, label, run: () => choose(id) }))}
    />
  );
}
