import { exclusionCategories, roles } from '@sup/access/protocol';
import { z } from 'zod';

export const idSchema = z.uuid();

export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, '不得含控制字符 / no control characters');

const newSeatSchema = z.strictObject({
  post: z.strictObject({
    titleZh: nameSchema,
    titleEn: nameSchema,
    office: nameSchema.nullish(),
    leadsUnit: z.boolean().default(false),
  }),
  roles: z.array(z.enum(roles)).max(roles.length),
});
const takenSeatSchema = z.strictObject({ postId: idSchema });

/** A new seat with its roles, or a vacant one by its id. */
export const placementSchema = z.union([newSeatSchema, takenSeatSchema]);

export const passwordSchema = z.strictObject({ password: z.string().min(1).max(128) });
export const idNumberSchema = z.strictObject({ idNumber: z.string().min(15).max(40) });

const accountShape = {
  ...passwordSchema.shape,
  username: nameSchema.regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u,
    '由字母、数字和 . _ - 组成 / made of letters, digits and . _ -',
  ),
  nameZh: nameSchema,
  idNumber: idNumberSchema.shape.idNumber.nullish(),
};
export const personSchema = z.union([newSeatSchema.extend(accountShape), takenSeatSchema.extend(accountShape)]);

const reasonSchema = z.string().trim().min(1).max(500);
const instantSchema = z.iso.datetime({ offset: true });

export const coverSchema = z.strictObject({
  personId: idSchema,
  from: instantSchema,
  to: instantSchema,
  reason: reasonSchema,
});

const byPostSchema = z.strictObject({ postId: idSchema });
const byPersonSchema = z.strictObject({ personId: idSchema });
const capacitySchema = z.string().trim().min(1).max(40);

const admissionShape = { as: capacitySchema, reason: reasonSchema, until: instantSchema.nullish() };
export const admissionSchema = z.union([byPostSchema.extend(admissionShape), byPersonSchema.extend(admissionShape)]);

const releaseShape = { as: capacitySchema.nullish() };
export const releaseSchema = z.union([byPostSchema.extend(releaseShape), byPersonSchema.extend(releaseShape)]);

const categorySchema = z.enum(Object.keys(exclusionCategories) as (keyof typeof exclusionCategories)[]);
export const recusalSchema = byPersonSchema.extend({ category: categorySchema, reason: reasonSchema });
export const liftSchema = byPersonSchema.extend({ category: categorySchema.nullish(), reason: reasonSchema });
