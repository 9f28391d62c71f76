import { type Bilingual, type Language } from '@sup/kernel';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { speak } from '../api/http.ts';
import { fill } from './fill.ts';

interface Speech {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}
const remembered = 'sup.language';
const SpeechContext = createContext<Speech>({ language: 'zh', choose: () => undefined });

/** Chinese unless the person chose English before on this machine. */
function firstLanguage(): Language {
  try {
    return localStorage.getItem(remembered) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

/** Holds the chosen language; remembers it, tells the document and the server. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  speak(language);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    try {
      localStorage.setItem(remembered, language);
    } catch {
      // A browser that refuses storage still works; it asks again next time.
    }
  }, [language]);
  const speech = useMemo(() => ({ language, choose: setLanguage }), [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export const useLanguage = (): Speech => use(SpeechContext);

/** Joins a list as the chosen language does. */
export function useJoin(): (parts: readonly string[]) => string {
  const { language } = useLanguage();
  return (parts) => parts.join(language === 'zh' ? '、' : ', ');
}

/** `say(words.key, {values})` in the chosen language. */
export function useSay(): (text: Bilingual, values?: Readonly<Record<string, string | number>>) => string {
  const { language } = useLanguage();
  return useMemo(() => (text, values) => fill(text[language], values), [language]);
}
