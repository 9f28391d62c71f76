import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { idNumberRefused } from '../protocol/access.errors.ts';
import { idNumberOf, nameKeyText } from '../protocol/identity.rules.ts';
import { ACCESS_SETTINGS, type AccessSettings } from './access.settings.ts';

/** Names and identity numbers as hashes under the agency's own key: equal ones meet, and nothing can be read back or guessed. */
@Injectable()
export class IdentityKeys {
  constructor(@Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings) {}

  nameKey(name: string): string {
    return this.hashOf('name', nameKeyText(name));
  }

  /** Throws ID_NUMBER_INVALID for what is no resident identity number. */
  idNumberKey(typed: string): string {
    const key = this.idNumberKeyOrNull(typed);
    if (key === null) throw idNumberRefused();
    return key;
  }

  /** As written in a clue, where anything may stand; null if it is no resident identity number. */
  idNumberKeyOrNull(typed: string | null | undefined): string | null {
    const number = idNumberOf(typed ?? '');
    return number === null ? null : this.hashOf('id-number', number);
  }

  private hashOf(kind: string, text: string): string {
    return createHmac('sha256', this.settings.identityKey).update(`${kind}:${text}`).digest('base64url');
  }
}
