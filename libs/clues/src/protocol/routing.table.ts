import { type AgencyKind, type ClueChannel } from '@sup/contracts';
import { kindsIn } from './jurisdiction.rules.ts';
import { type RecipientRuleName } from './routing.recipients.ts';
import { type RoutingWord } from './routing.words.rules.ts';

/** What a row of the table asks of a clue. Every member given must hold; a list holds if one of its members does. */
export interface RouteCondition {
  readonly codes?: readonly string[];
  /** None of these. */
  readonly withoutCodes?: readonly string[];
  readonly channels?: readonly ClueChannel[];
  readonly notChannels?: readonly ClueChannel[];
  readonly says?: RoutingWord;
  readonly holders?: readonly AgencyKind[];
  readonly notHolders?: readonly AgencyKind[];
  readonly units?: readonly AgencyKind[];
  readonly reporters?: readonly string[];
  readonly litigation?: boolean;
  readonly classified?: true;
  readonly duplicate?: true;
  /** The accused leads our own house, or the office concerned is the receiving one. */
  readonly subjectIsUs?: true;
  /** The persons concerned are public officials: no outside institution. */
  readonly officials?: true;
  /** The unit is of our own house or below it in our own system. */
  readonly ownLine?: boolean;
}

/** Where a row leads, by the kind of agency that holds the clue; the first that fits. */
export interface RouteWay {
  readonly holders?: readonly AgencyKind[];
  readonly codes?: readonly string[];
  readonly channels?: readonly ClueChannel[];
  readonly to: RecipientRuleName;
  readonly route: string;
  readonly instrument: string;
}

export interface RouteRow {
  readonly rule: string;
  /** One of these conditions must hold. */
  readonly when: readonly RouteCondition[];
  readonly ways: readonly RouteWay[];
  /** Goes beside whatever else is done: the next row that fits is told too (R4). */
  readonly parallel?: true;
  readonly zh: string;
  readonly en: string;
}

const procuratorates = kindsIn({ procuratorate: true });
const units = kindsIn({ police: true, court: true, justice: true, 'procuratorate-internal': true });
const committee = kindsIn({ committee: true });
const justice = kindsIn({ justice: true });
const ownChecks: readonly ClueChannel[] = ['CASE_REVIEW', 'JOINT_INSPECTION'];
const complaints: readonly ClueChannel[] = ['COMPLAINT', 'PETITION', 'PROCURATORATE_COMPLAINT'];

/** M2-03 … M2-07 and M1-03: somebody interfered in a case, or asked after it. */
const interference = ['M1-01', 'M1-02', 'M1-03', 'M1-04', 'M1-05', 'M2-03', 'M2-04', 'M2-05', 'M2-06', 'M2-07'];
/** Bribes, money cases, drink-driving: the code itself says duty violation or breach of discipline. */
const dutyViolation = ['M3-JU-01', 'M3-CO-05', 'M4-07', 'M2-02'];
const filing = ['M3-PO-01', 'M3-PO-02', 'M3-PO-04'];
const procedure = ['M3-PO-05', 'M3-PO-06', 'M3-PO-07', 'M3-PO-08', 'M3-JU-02', 'M4-03'];
const judgment = ['M3-CO-06', 'M3-CO-07', 'M3-CO-08'];
const trialAndEnforcement = [
  'M3-CO-03',
  'M3-CO-04',
  'M3-CO-09',
  'M3-CO-10',
  'M3-CO-11',
  'M3-CO-12',
  'M3-CO-13',
  'M4-04',
];
const prosecution = ['M3-PR-01', 'M3-PR-02', 'M3-PR-03', 'M3-PR-04', 'M3-PR-05', 'M3-PR-06', 'M3-PR-07'];
const delay = ['M3-CO-01', 'M3-CO-02', 'M4-01', 'M4-02', 'M4-04', 'M4-00', 'M3-PO-03', 'M4-05', 'M4-06'];
const profession = ['M3-JU-03', 'M3-JU-04', 'M3-JU-05', 'M3-JU-06', 'M3-JU-07', 'M3-JU-08'];
const management = ['M2-01', 'D-01', 'D-02', 'D-03', 'D-04', 'S-01', 'S-02', 'S-03', 'S-04', 'S-05', 'S-06'];
const legalProcedure = [...filing, ...procedure, ...judgment, ...trialAndEnforcement, ...prosecution];

/** R1–R16 (rules-and-model.md C14). The first row that fits wins. */
export const routeTable: readonly RouteRow[] = [
  {
    rule: 'R1',
    when: [{ classified: true }],
    ways: [{ to: 'nobody', route: 'OFF_LINE', instrument: '线下登记' }],
    zh: '涉及国家秘密：线下办理，系统内仅保留登记存根',
    en: 'Classified above work secret: handled off line, a stub only',
  },
  {
    rule: 'R2',
    when: [{ duplicate: true }],
    ways: [{ to: 'nobody', route: 'MERGE', instrument: '告知' }],
    zh: '同一事项已在办理：并案或告知反映人',
    en: 'The same matter is pending: merge it or tell the reporter',
  },
  {
    rule: 'R3',
    when: [{ subjectIsUs: true }],
    ways: [{ to: 'oneUp', route: 'ONE_LEVEL_UP', instrument: '移送函' }],
    zh: '被反映人系本单位负责人或本承办部门：报上一级或移送纪检监察机关',
    en: 'The subject is the receiving office or its head: one level up, or discipline',
  },
  {
    rule: 'R4',
    when: [
      { codes: dutyViolation, officials: true, notHolders: kindsIn({ discipline: true }) },
      { says: 'benefit', officials: true, notHolders: kindsIn({ discipline: true }) },
    ],
    ways: [{ to: 'discipline', route: 'TO_DISCIPLINE', instrument: '问题线索移送函' }],
    parallel: true,
    zh: '公职人员涉嫌职务违法犯罪或违反党纪：移送同级纪检监察机关案件监督管理部门，可与其他监督并行',
    en: 'Suspected duty crime, duty violation or breach of Party discipline: same-level discipline body, beside any matter',
  },
  {
    rule: 'R5',
    when: [{ says: 'judicialCrime', units: kindsIn({ police: true, court: true, justice: true }) }],
    ways: [{ to: 'cityProcuratorate', route: 'TO_PROCURATORATE', instrument: '线索移送函' }],
    zh: '司法工作人员在诉讼中利用职权犯罪：由设区的市级检察院立案侦查，与监委沟通',
    en: 'Crime by judicial staff in litigation: the prefecture-level procuratorate investigates, in consultation',
  },
  {
    rule: 'R6',
    when: [{ codes: filing, notChannels: ownChecks, units: kindsIn({ police: true }) }],
    ways: [
      {
        holders: procuratorates,
        codes: ['M3-PO-01'],
        to: 'unitItself',
        route: 'FILING_SUPERVISION',
        instrument: '要求说明不立案理由通知书',
      },
      { holders: procuratorates, to: 'unitItself', route: 'FILING_SUPERVISION', instrument: '要求说明立案理由通知书' },
      { to: 'procuratorate', route: 'TO_PROCURATORATE', instrument: '线索移送函' },
    ],
    zh: '应立案不立案或不应立案而立案：检察机关立案监督',
    en: 'Police should file, or should not have filed: filing supervision by the procuratorate',
  },
  {
    rule: 'R7',
    when: [{ codes: procedure, notChannels: ownChecks, units: kindsIn({ police: true, justice: true, court: true }) }],
    ways: [
      { holders: procuratorates, to: 'unitItself', route: 'CORRECTION', instrument: '纠正违法通知书' },
      { to: 'procuratorate', route: 'TO_PROCURATORATE', instrument: '线索移送函' },
    ],
    zh: '侦查、羁押、刑罚执行、社区矫正违法：检察机关按情节口头纠正、书面纠正或提出检察建议',
    en: 'Illegal investigation, detention, execution or correction: the procuratorate corrects by weight and spread',
  },
  {
    rule: 'R8',
    when: [{ codes: judgment, notChannels: ownChecks, units: kindsIn({ court: true }) }],
    ways: [
      { holders: procuratorates, to: 'unitItself', route: 'PROTEST', instrument: '抗诉书' },
      { to: 'procuratorate', route: 'TO_PROCURATORATE', instrument: '线索移送函' },
    ],
    zh: '裁判确有错误：检察机关在十日/五日内抗诉，已生效的按审判监督程序',
    en: 'A wrong judgment: protest within 10 or 5 days, else the trial-supervision route',
  },
  {
    rule: 'R9',
    when: [{ codes: trialAndEnforcement, notChannels: ownChecks, units: kindsIn({ court: true }) }],
    ways: [
      { holders: procuratorates, to: 'unitItself', route: 'RECOMMENDATION', instrument: '检察建议书' },
      { to: 'procuratorate', route: 'TO_PROCURATORATE', instrument: '线索移送函' },
    ],
    zh: '民事执行或审判程序违法：检察建议',
    en: 'Civil enforcement or trial procedure: recommendation of the procuratorate',
  },
  {
    rule: 'R10',
    when: [{ codes: ['M3-PR-01', 'M3-PR-02'], reporters: ['UNIT'], notChannels: ownChecks, units: procuratorates }],
    ways: [{ to: 'reconsideration', route: 'RECONSIDERATION', instrument: '要求复议意见书' }],
    zh: '公安机关对不批捕、不起诉等有异议：同级检察院另行指派复议，上一级复核',
    en: 'Police object to non-arrest or non-prosecution: reconsideration by another prosecutor, review one level up',
  },
  {
    rule: 'R11',
    when: [{ channels: ['INTERFERENCE_RECORD'] }, { codes: interference, withoutCodes: legalProcedure }],
    ways: [
      { holders: committee, to: 'interferenceStudied', route: 'INTERFERENCE', instrument: '问题线索移送函' },
      { to: 'committee', route: 'INTERFERENCE', instrument: '过问干预情况报告' },
    ],
    zh: '领导干部或内部人员过问、干预案件：如实记录，季度汇总，情节严重的即时报告',
    en: 'Interference in a case: recorded, reported each quarter, at once where the case was affected',
  },
  {
    rule: 'R12',
    when: [
      { channels: ['CASE_REVIEW'], holders: committee },
      {
        codes: [...delay, ...profession, ...management],
        withoutCodes: legalProcedure,
        notChannels: ['JOINT_INSPECTION', 'ADMIN_AGENCY'],
        ownLine: false,
      },
    ],
    ways: [
      { holders: committee, channels: ['CASE_REVIEW'], to: 'unitItself', route: 'CASE_REVIEW', instrument: '调卷函' },
      { holders: committee, codes: delay, to: 'unitAbove', route: 'URGE', instrument: '执法监督督办函' },
      { holders: committee, to: 'unitAbove', route: 'FORWARD', instrument: '线索转办函' },
      { holders: procuratorates, to: 'committee', route: 'TO_COMMITTEE', instrument: '线索移送函' },
      { to: 'committee', route: 'TO_COMMITTEE', instrument: '线索报告' },
    ],
    zh: '作风、拖延、态度、管理问题，不涉法定程序：政法委向其上级单位转办、督办',
    en: 'Conduct, delay, attitude or management, no legal procedure: the committee forwards to the unit above',
  },
  {
    rule: 'R13',
    when: [
      { holders: justice, codes: ['M3-JU-05', 'M3-JU-06', 'M3-JU-07', 'M3-JU-08'] },
      { channels: ['ADMIN_AGENCY'] },
      { holders: justice, says: 'crime' },
    ],
    ways: [{ to: 'policeBeside', route: 'ADMIN_TO_POLICE', instrument: '涉嫌犯罪案件移送书' }],
    zh: '行政机关发现涉嫌犯罪：三日内决定、二十四小时内移送公安机关，不移送的由检察机关提出检察意见',
    en: 'An administrative agency finds crime: to the police in 3 days and 24 hours, else a procuratorial opinion',
  },
  {
    rule: 'R14',
    when: [{ channels: ['JOINT_INSPECTION'] }, { says: 'widespread', holders: committee }],
    ways: [
      { holders: committee, to: 'jointInspection', route: 'JOINT_INSPECTION', instrument: '联合检查会商函' },
      { to: 'committee', route: 'TO_COMMITTEE', instrument: '线索报告' },
    ],
    zh: '多个单位普遍存在：政法委牵头联合检查',
    en: 'Widespread in several units: joint inspection led by the committee',
  },
  {
    rule: 'R15',
    when: [
      { channels: complaints, codes: prosecution },
      { channels: complaints, litigation: true, ownLine: false },
    ],
    ways: [{ to: 'unitAbove', route: 'LEGAL_PROCEDURE', instrument: '线索转办函' }],
    zh: '涉法涉诉诉求：导入法定程序并告知引导，不适用信访六十日期限',
    en: 'Litigation relief: into legal procedure with guidance; the 60-day petition limit does not run',
  },
  {
    rule: 'R16',
    when: [{}],
    ways: [
      { holders: units, to: 'internalReview', route: 'INTERNAL_REVIEW', instrument: '内部核查' },
      { to: 'internalReview', route: 'INTERNAL_REVIEW', instrument: '线索转办函' },
    ],
    zh: '其他：单位内部核查',
    en: 'Anything else: internal review',
  },
];
