/** Brings the texts to everything below it; says so while they are fetched, and when they cannot be. */
import type { i18n } from 'i18next';
import { createContext, type JSX, type ReactNode, useContext, useEffect, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { Button } from '../kit/Button.tsx';
import { type Language, loadTexts, preferredLanguage } from './i18n.ts';
import css from './Learn.module.css';

interface LanguageSwitch {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageSwitch>({ language: 'en', choose: () => undefined });

/** The language in use and the way to change it. */
export function useLanguage(): LanguageSwitch {
  return useContext(LanguageContext);
}

/** The choice lasts for this visit. */
let chosen: Language | undefined;

type State =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed' }
  | { readonly phase: 'ready'; readonly texts: i18n; readonly language: Language };

export function LearnTexts({ children }: { readonly children: ReactNode }): JSX.Element {
  const [wanted, setWanted] = useState<Language>(() => chosen ?? preferredLanguage());
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State>({ phase: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt runs the effect again
  useEffect(() => {
    let here = true;
    loadTexts(wanted).then(
      (texts) => here && setState({ phase: 'ready', texts, language: wanted }),
      () => here && setState((now) => (now.phase === 'ready' ? now : { phase: 'failed' })),
    );
    return () => {
      here = false;
    };
  }, [wanted, attempt]);
  if (state.phase === 'failed') {
    return (
      <div className={css.message} role="alert">
        <h1>Learn</h1>
        <p>The texts could not be loaded. Check the connection and try again.</p>
        <Button
          onPress={() => {
            setState({ phase: 'loading' });
            setAttempt(attempt + 1);
          }}
        >
          Try again
        </Button>
      </div>
    );
  }
  if (state.phase === 'loading') {
    return (
      <div className={css.message} role="status">
        <span className="visually-hidden">Loading</span>
      </div>
    );
  }
  const choose = (language: Language): void => {
    chosen = language;
    setWanted(language);
  };
  return (
    <I18nextProvider i18n={state.texts}>
      <LanguageContext value={{ language: state.language, choose }}>
        <div lang={state.language} className={css.texts}>
          {children}
        </div>
      </LanguageContext>
    </I18nextProvider>
  );
}
