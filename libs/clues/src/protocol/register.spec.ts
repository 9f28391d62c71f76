import { describe, expect, it } from '@jest/globals';
import { clueInOrder } from '../testing/asked.fixture.ts';
import { closingGrounds, possibleGrounds } from './closing.rules.ts';
import { unfitCodes } from './codes.rules.ts';
import { exposesReporter, maskReporter, maskedName, reporterMark } from './identity.rules.ts';
import { type AgencySeen, competenceOf, kindsIn } from './jurisdiction.rules.ts';
import { meets, suggestedLimits } from './limits.rules.ts';

describe('the reporter’s name in what is written', () => {
  const identity = { name: '己大明', contact: '138 0000 1111', idNumber: '110105194912310021' };

  it('is found whatever blanks, marks and widths stand in it', () => {
    expect(exposesReporter(['据己·大 明反映'], identity)).toBe(true);
    expect(exposesReporter(['电话１３８００００１１１１'], { ...identity, contact: '13800001111' })).toBe(true);
    expect(exposesReporter(['证件 110105 19491231 0021'], identity)).toBe(true);
    expect(exposesReporter(['群众反映'], identity)).toBe(false);
  });

  it('is taken out of the text, and nothing else is', () => {
    expect(maskReporter('己 大明称民警己不接电话', identity)).toBe(`${reporterMark}称民警己不接电话`);
  });

  it('a reporter without a name hides no word', () => {
    expect(exposesReporter(['匿名群众反映'], { name: '匿名', contact: null, idNumber: null })).toBe(false);
    expect(maskReporter('群众反映', { name: '群众', contact: null, idNumber: null })).toBe('群众反映');
  });

  it('a person without an alias leaves under a masked name', () => {
    expect([maskedName('王二'), maskedName('欧阳静'), maskedName('王')]).toEqual(['王某', '欧某某', '王某']);
  });
});

describe('misconduct codes', () => {
  const [police, court] = kindsIn({ police: true, court: true });

  it('belong to their kind of agency, with the parts the list names', () => {
    expect(unfitCodes(['M3-PO-08a', 'M4-01', 'D-02', 'S-06'], police!)).toEqual([]);
    expect(unfitCodes(['M3-PO-01', 'M3-CO-05c'], court!)).toEqual(['M3-PO-01']);
    expect(unfitCodes(['M3-CO-05d', 'M9-01', 'S-07'], court!)).toEqual(['M3-CO-05d', 'M9-01', 'S-07']);
  });

  it('an internal line answers for its procuratorate’s codes; an outside unit for any', () => {
    expect(unfitCodes(['M3-PR-01'], 'procuratorate-internal')).toEqual([]);
    expect(unfitCodes(['M3-PR-01', 'M3-PO-01'], null)).toEqual([]);
  });
});

describe('competence (A2)', () => {
  const seen = (id: string, kind: AgencySeen['kind'], level: AgencySeen['level']): AgencySeen => ({
    ...{ id, kind, level, superior: null },
  });
  const [police, court] = kindsIn({ police: true, court: true });

  it('the committee supervises every unit, a procuratorate never itself, a county agency no city one', () => {
    const committee = seen('a', 'committee', 'city');
    const county = seen('p', 'procuratorate', 'county');
    expect(competenceOf(committee, county)).toBe('competent');
    expect(competenceOf(county, county)).toBe('self-supervision');
    expect(competenceOf(seen('q', 'procuratorate', 'city'), county)).toBe('competent');
    expect(competenceOf(county, seen('u', police!, 'city'))).toBe('not-competent');
  });

  it('a unit looks after its own house and those below, not its neighbour', () => {
    const own = seen('u', police!, 'city');
    expect(competenceOf(own, own)).toBe('competent');
    expect(competenceOf(own, seen('v', police!, 'county'))).toBe('competent');
    expect(competenceOf(own, seen('w', court!, 'county'))).toBe('not-competent');
    expect(competenceOf(own, seen('x', police!, 'city'))).toBe('not-competent');
    expect(competenceOf(own, null)).toBe('competent');
  });
});

describe('limits at registration', () => {
  const of = (
    channel: 'COMPLAINT' | 'PROCURATORATE_COMPLAINT' | 'UNIT_REPORT' | 'INTERFERENCE_RECORD',
    holder: AgencySeen['kind'],
  ) =>
    suggestedLimits(clueInOrder({ channel }), holder, '2026-03-02').map(({ ruleId, triggerAt }) => [ruleId, triggerAt]);
  const [police] = kindsIn({ police: true });

  it('follow channel and kind of agency, from the day of receipt', () => {
    expect(of('PROCURATORATE_COMPLAINT', 'procuratorate')).toEqual([['PR-ACCEPT-7', '2026-03-02']]);
    expect(of('COMPLAINT', 'committee')).toEqual([['XF-NOTICE-15', '2026-03-02']]);
    expect(of('UNIT_REPORT', 'committee')).toEqual([['PLC-ACK-3W', '2026-03-02']]);
    expect(of('COMPLAINT', 'discipline')).toEqual([['DI-ACCEPT-15W', '2026-03-02']]);
  });

  it('rules of hours run from the instant', () => {
    expect(of('INTERFERENCE_RECORD', police!)).toEqual([['IN-RECORD', '2026-03-02T01:30:00.000Z']]);
  });

  it('are met by the act that the law asks for', () => {
    expect(meets('XF-NOTICE-15', 'clue.reporter-told')).toBe(true);
    expect(meets('XF-NOTICE-15', 'clue.accepted')).toBe(false);
    expect(meets('REF-REROUTE-3W', 'clue.referred-out')).toBe(true);
    expect(meets('unknown', 'clue.referred-out')).toBe(false);
  });
});

describe('closing grounds', () => {
  const referral = {
    referralId: 'r',
    to: 'u',
    kind: 'FORWARD',
    status: 'struck-off',
    revision: 9,
    openedAt: 'x',
  } as const;

  it('are what happened gives, and never those through the gates', () => {
    expect(possibleGrounds(clueInOrder())).toEqual([]);
    expect(possibleGrounds(clueInOrder({ referrals: [{ ...referral, kind: 'HAND_OFF' }] }))).toEqual(['HANDED_OFF']);
    const replied = possibleGrounds(
      clueInOrder({ referrals: [referral], repliedAt: 'x', misconductCodes: ['M3-PO-01'] }),
    );
    expect(replied).toEqual(
      expect.arrayContaining([
        'REPLIED_AND_CLOSED',
        'CLOSED_AFTER_FILING',
        'ADOPTED_AND_CLOSED',
        'CLOSED_AFTER_TRANSFER',
      ]),
    );
    const gated = Object.entries(closingGrounds).filter(([, { gates }]) => gates);
    expect(replied.filter((ground) => gated.some(([name]) => name === ground))).toEqual([]);
  });
});
