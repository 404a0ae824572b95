/** Figures in the language of the lessons. */
import { useMemo } from 'react';
import type { Language } from './i18n.ts';
import { useLanguage } from './LearnTexts.tsx';

export interface Figures {
  /** 0.42 */
  readonly ratio: (value: number) => string;
  /** 42 % */
  readonly percent: (share: number) => string;
  /** 1,234 */
  readonly count: (value: number) => string;
  /** A signed figure with one or two digits: −1.5 */
  readonly signed: (value: number) => string;
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

function figuresOf(language: Language): Figures {
  const locale = LOCALES[language];
  const ratio = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const small = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const count = new Intl.NumberFormat(locale);
  return {
    ratio: (value) => ratio.format(value),
    percent: (share) => (share < 0.1 ? small : percent).format(share),
    count: (value) => count.format(value),
    signed: (value) => ratio.format(value).replace('-', '−'),
  };
}

export function useFigures(): Figures {
  const { language } = useLanguage();
  return useMemo(() => figuresOf(language), [language]);
}
