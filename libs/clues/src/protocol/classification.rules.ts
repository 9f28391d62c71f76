import { refusedClassifications, secrecyMarkIn } from '@sup/contracts';

/** The level that forbids a content here: stated, or borne as a mark by one of its texts; null where none does (B11, N06). */
export function refusedLevelOf(stated: string, texts: readonly string[]): string | null {
  return Object.hasOwn(refusedClassifications, stated) ? stated : secrecyMarkIn(texts);
}
