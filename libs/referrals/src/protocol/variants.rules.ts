import { foldVariants } from '@sup/contracts';

export { foldVariants };

/** Letters and digits alone, in one width, case and form: what is left of a text when typing habits are taken away. */
export function bareText(text: string): string {
  return foldVariants(text)
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}

/** A person's name as two entries of one human agree in it: bare, without what stands in brackets. */
export function nameKey(name: string): string {
  return bareText(foldVariants(name).replace(/\([^)]*\)/gu, ''));
}
