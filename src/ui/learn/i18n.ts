/** Texts of the lessons and views, fetched a language at a time. Another language = a folder in `public/locales` and a line here. */
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
] as const;
export type Language = (typeof LANGUAGES)[number]['id'];

const FALLBACK: Language = 'en';
const NAMESPACES = ['learn', 'lessons', 'views'] as const;

async function readTexts(language: Language, namespace: string): Promise<unknown> {
  const response = await fetch(new URL(`locales/${language}/${namespace}.json`, document.baseURI));
  if (!response.ok) throw new Error(`locales/${language}/${namespace}.json answered ${response.status}`);
  return response.json();
}

let instance: Promise<i18n> | undefined;
const loaded = new Set<Language>();

async function start(): Promise<i18n> {
  const made = createInstance();
  await made.use(initReactI18next).init({
    lng: FALLBACK,
    fallbackLng: FALLBACK,
    ns: NAMESPACES,
    defaultNS: 'learn',
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: false },
  });
  return made;
}

/** The language that the browser asks for, if there is one of ours among its wishes. */
export function preferredLanguage(): Language {
  for (const wish of navigator.languages) {
    const found = LANGUAGES.find(({ id }) => wish.toLowerCase().startsWith(id));
    if (found) return found.id;
  }
  return FALLBACK;
}

/**
 * Switches to a language, fetching its texts when they are not there yet. Texts missing in it are shown in English.
 * @throws Error when they cannot be fetched; the language before stays
 */
export async function loadTexts(language: Language): Promise<i18n> {
  instance ??= start();
  const texts = await instance;
  for (const wanted of new Set<Language>([FALLBACK, language])) {
    if (loaded.has(wanted)) continue;
    const bundles = await Promise.all(NAMESPACES.map((namespace) => readTexts(wanted, namespace)));
    for (const [i, namespace] of NAMESPACES.entries()) texts.addResourceBundle(wanted, namespace, bundles[i]);
    loaded.add(wanted);
  }
  await texts.changeLanguage(language);
  return texts;
}
