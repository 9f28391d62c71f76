import { type Bilingual } from '@sup/kernel';
import { factWords } from '../language/fact.words.ts';

/** The title of a fact type; a type newer than this console is named as it is. */
export function factTitle(type: string): Bilingual {
  return (factWords as Readonly<Record<string, Bilingual>>)[type] ?? { zh: type, en: type };
}
