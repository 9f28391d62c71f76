import { Injectable } from '@nestjs/common';
import { CaseAccess } from '@sup/access';
import { type Actor } from '@sup/access/protocol';
import { type Condition } from '../store/queries.ts';
import { stageSql } from './stage.rules.ts';

/** A referral in the words of the rules of cases. */
const columns = {
  stage: stageSql,
  registeredBy: '(select h.created_by::uuid from referral_home h where h.referral_id = referral.id)',
};
const caseId = 'referral.case_id';

/**
 * Who may know of a referral (DESIGN.md 5). Whoever is shut out of its case never does. A case that nobody was admitted to
 * is open to everybody whose post reads referrals, as the trays are; one with members follows the rules of cases.
 */
@Injectable()
export class NeedToKnow {
  constructor(private readonly access: CaseAccess) {}

  /** True for the referrals this officer may know of. For every door alike: lists, counts, search, details, commands. */
  readable(actor: Actor): Condition {
    return (firstParam) => {
      // A head is barred by exclusion alone: what the rules leave a head is what they leave to anybody at best.
      const notExcluded = this.access.readableSql({ ...actor, roles: ['head'] }, { caseId, columns, firstParam });
      const next = firstParam + notExcluded.params.length;
      const restricted = this.access.restrictedSql(caseId, next);
      const byRules = this.access.readableSql(actor, {
        ...{ caseId, columns },
        firstParam: next + restricted.params.length,
      });
      return {
        sql: `(${notExcluded.sql} and (not ${restricted.sql} or ${byRules.sql}))`,
        params: [...notExcluded.params, ...restricted.params, ...byRules.params],
      };
    };
  }
}
