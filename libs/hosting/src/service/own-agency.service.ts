import { type Agency } from '@sup/contracts';
import { DomainError } from '@sup/kernel';

/** The agency a service belongs to, as officers see it on every page. */
export type OwnAgencyView = Pick<Agency, 'id' | 'kind' | 'level' | 'nameZh' | 'nameEn'>;

/** This service's own agency, looked up in the directory in force. */
export class OwnAgency {
  constructor(private readonly find: () => Agency | null) {}

  /** Throws AGENCY_UNLISTED while no directory in force names this agency. */
  view(): OwnAgencyView {
    const agency = this.find();
    if (!agency) {
      throw new DomainError('AGENCY_UNLISTED', 'unavailable', {
        zh: '现行机构目录中没有本单位，请联系系统管理员。',
        en: 'The directory in force does not list this agency; ask the system administrator.',
      });
    }
    const { id, kind, level, nameZh, nameEn } = agency;
    return { id, kind, level, nameZh, nameEn };
  }
}
