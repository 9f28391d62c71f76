export type Language = 'zh' | 'en';
export type Bilingual = Readonly<Record<Language, string>>;

/**
 * A refusal that a person can cause and must understand. HTTP turns it into problem+json, the inbox into a dead letter.
 * `code` is stable and upper-case (`RECIPIENT_IS_SUBJECT`); `kind` says what went wrong without naming a transport:
 * `invalid` (the input), `forbidden` (the actor), `absent` (the record, or the actor may not know of it), `conflict`
 * (somebody was quicker), `refused` (a rule of the procedure), `unavailable` (try again later).
 */
export class DomainError extends Error {
  readonly code: string;
  readonly kind: 'invalid' | 'forbidden' | 'absent' | 'conflict' | 'refused' | 'unavailable';
  readonly text: Bilingual;
  /** Facts about the refusal that may be shown to the person who caused it: never content of a record. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    kind: DomainError['kind'],
    text: Bilingual,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${text.en}`);
    this.name = 'DomainError';
    this.code = code;
    this.kind = kind;
    this.text = text;
    this.details = details;
  }
}
