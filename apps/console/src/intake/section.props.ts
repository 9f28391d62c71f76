import { type DraftClue } from '../api/clues.views.ts';

export interface SectionProps {
  readonly draft: DraftClue;
  readonly change: (part: Partial<DraftClue>) => void;
  readonly errorOf: (field: string) => string | undefined;
}
