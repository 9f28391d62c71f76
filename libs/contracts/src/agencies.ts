import { z } from 'zod';

/** What an agency is. Closed: rules are tables over these kinds, never an `if` on an agency's id. */
export const agencyKinds = [
  'committee',
  'procuratorate',
  'procuratorate-internal',
  'police',
  'court',
  'justice',
  'discipline',
  'information-sharing',
] as const;
export type AgencyKind = (typeof agencyKinds)[number];

/** Kinds that take referrals. The information-sharing centre holds no content and therefore takes none (DESIGN.md 2). */
export const receivingKinds: ReadonlySet<AgencyKind> = new Set(
  agencyKinds.filter((kind) => kind !== 'information-sharing'),
);

/** Administrative level. */
export const agencyLevels = ['city', 'county'] as const;
export type AgencyLevel = (typeof agencyLevels)[number];

/** The three lines of supervision (A2): committee 主导, procuratorial 主力, internal 主角. */
export const supervisionLines = ['COMMITTEE', 'PROCURATORIAL', 'INTERNAL'] as const;
export type SupervisionLine = (typeof supervisionLines)[number];

/** An agency's id: lower-case kebab, at most 32 characters. It names the database, the broker account and the host name. */
export const agencyIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, '机构代码 / agency id')
  .max(32);
export type AgencyId = z.infer<typeof agencyIdSchema>;

/** One row of the agency table, as the signed directory publishes it. */
export const agencySchema = z.object({
  id: agencyIdSchema,
  kind: z.enum(agencyKinds),
  level: z.enum(agencyLevels),
  nameZh: z.string().min(1).max(60),
  nameEn: z.string().min(1).max(120),
  /** The agency one level up in the same system; null at the top of this network. */
  superior: agencyIdSchema.nullable(),
  /** Offices inside the agency that can be addressed by name, as a resident discipline group inside its body. */
  offices: z
    .array(z.object({ id: z.string().max(40), nameZh: z.string().max(60), nameEn: z.string().max(120) }))
    .default([]),
  /** The agency that took over (撤并); open records follow it. Null while the agency lives. */
  successor: agencyIdSchema.nullable().default(null),
  /** Maintenance or suspension announced by the directory. */
  suspended: z.boolean().default(false),
});
export type Agency = z.infer<typeof agencySchema>;

/** Parties that run no service here. A dispatch to them is recorded with its channel and a receipt entered by hand. */
export const outsideParties = {
  PARTY: { zh: '党委', en: 'Party committee' },
  ORGDEPT: { zh: '组织部门', en: 'Organisation department' },
  PETITION: { zh: '信访部门', en: 'Petition office' },
  CITIZEN: { zh: '群众', en: 'Citizen' },
  'UP-PROC': { zh: '上级检察院', en: 'Higher procuratorate' },
  'UP-POLICE': { zh: '上级公安机关', en: 'Higher police authority' },
  'UP-COURT': { zh: '上级法院', en: 'Higher court' },
} as const;
export type OutsideParty = keyof typeof outsideParties;

/** The broker account of an agency: its id in capitals, dashes kept as underscores. */
export function brokerAccount(agency: AgencyId): string {
  return agency.toUpperCase().replaceAll('-', '_');
}
