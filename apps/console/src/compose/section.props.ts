import { type DraftForm } from './draft.rules.ts';

/** What a section of the form needs. */
export interface SectionProps {
  readonly draft: DraftForm;
  readonly change: (part: Partial<DraftForm>) => void;
  readonly changeBody: (part: Partial<DraftForm['body']>) => void;
  readonly errorOf: (field: string) => string | undefined;
}
