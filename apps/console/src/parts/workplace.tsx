import { type Bilingual } from '@sup/kernel';
import { createContext, use } from 'react';
import { type BusinessClockView, type DirectoryView, type SessionView } from '../api/session.views.ts';
import { useLanguage } from '../language/language.tsx';

/** What every page knows: who is signed in, the agencies, and the business instant. */
export interface Workplace {
  readonly session: SessionView;
  readonly directory: DirectoryView | undefined;
  readonly clock: BusinessClockView | undefined;
  /** The business instant, UTC; wall time until the clock was read. */
  readonly now: string;
  readonly can: (action: string) => boolean;
  readonly putClock: (clock: BusinessClockView) => void;
}

export const WorkplaceContext = createContext<Workplace | undefined>(undefined);

export function useWorkplace(): Workplace {
  const workplace = use(WorkplaceContext);
  if (!workplace) throw new Error('a work page stands outside the shell');
  return workplace;
}

/** Names an agency or outside party in the chosen language; an unknown id is shown as it is. */
export function useAgencyName(): (id: string | null | undefined) => string {
  const { directory } = useWorkplace();
  const { language } = useLanguage();
  return (id) => {
    if (!id) return '—';
    const agency = directory?.agencies.find((row) => row.id === id);
    if (agency) return language === 'zh' ? agency.nameZh : agency.nameEn;
    const outside: Bilingual | undefined = directory?.outsideParties[id];
    return outside ? outside[language] : id;
  };
}
