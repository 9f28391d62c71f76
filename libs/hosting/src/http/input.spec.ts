import { type ArgumentMetadata } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { type DomainError } from '@sup/kernel';
import { z } from 'zod';
import { type InputFault, InputPipe } from './input.pipe.ts';

const pipe = new InputPipe();
const schema = z.strictObject({
  title: z.string().min(2).max(5),
  kind: z.enum(['FORWARD', 'ASSIGN']),
  points: z.array(z.strictObject({ text: z.string() })).optional(),
  code: z
    .string()
    .regex(/^[a-z]+$/, '机构代码 / agency id')
    .optional(),
});
const body: ArgumentMetadata = { type: 'body', schema };

async function refused(value: unknown, metadata = body): Promise<{ error: DomainError; errors: InputFault[] }> {
  const error = (await pipe.transform(value, metadata).then(
    () => {
      throw new Error('the input was taken');
    },
    (thrown: unknown) => thrown,
  )) as DomainError;
  expect(error).toMatchObject({ code: 'INPUT_INVALID', kind: 'invalid' });
  return { error, errors: error.details['errors'] as InputFault[] };
}

describe('input that does not fit its schema', () => {
  it.each<[string, unknown, string]>([
    ['a value of the wrong type', { title: 7, kind: 'ASSIGN' }, 'title'],
    ['a text that is too long', { title: 'abcdefg', kind: 'ASSIGN' }, 'title'],
    ['a missing field', { title: 'abc' }, 'kind'],
    ['a word that is not in the list', { title: 'abc', kind: 'PUNISH' }, 'kind'],
    ['a fault deep inside', { title: 'abc', kind: 'ASSIGN', points: [{ text: 'x' }, { text: null }] }, 'points.1.text'],
    ['an unknown field', { title: 'abc', kind: 'ASSIGN', verdict: 'guilty' }, ''],
    ['no body', undefined, 'title'],
    ['an array for an object', [], ''],
  ])('%s is refused with its path, in Chinese and English', async (_, value, path) => {
    const { error, errors } = await refused(value);
    expect(errors[0]!.path).toBe(path);
    expect(errors[0]!.zh).toMatch(/\p{Script=Han}/u);
    expect(errors[0]!.en).toMatch(/^[\x20-\x7e]+$/);
    expect(error.text.zh).toContain('输入有误');
  });

  it("the author's own words are used in both languages", async () => {
    const { errors } = await refused({ title: 'abc', kind: 'ASSIGN', code: 'X1' });
    expect(errors).toEqual([{ path: 'code', zh: '机构代码', en: 'agency id' }]);
  });

  it('what was typed is never repeated', async () => {
    const { error } = await refused({ title: 'secret name that is too long', kind: 'secret word' });
    expect(JSON.stringify([error.text, error.details])).not.toContain('secret');
  });

  it('a flood of faults is cut, and says how many are left', async () => {
    const { error, errors } = await refused({
      title: 'abc',
      kind: 'ASSIGN',
      points: Array.from({ length: 500 }, () => ({ text: 1 })),
    });
    expect(errors).toHaveLength(20);
    expect(error.details['more']).toBe(480);
  });
});

describe('text that no store can hold', () => {
  it.each([
    ['NUL', { title: 'a\0b', kind: 'ASSIGN' }, 'title'],
    ['half a character', { title: 'a\ud83d', kind: 'ASSIGN' }, 'title'],
    ['NUL in a name of a field', { 'x\0': 1 }, '(key)'],
  ])('%s is refused', async (_, value, path) => {
    expect((await refused(value)).errors[0]!.path).toBe(path);
  });

  it('is refused in a path and a query without a schema too', async () => {
    const { error } = await refused('a\0', { type: 'param', data: 'id' });
    expect(error.details).toMatchObject({ in: 'path', errors: [{ path: 'id' }] });
  });

  it('rare characters beyond the basic plane are fine', async () => {
    await expect(pipe.transform({ title: '𠮷野家', kind: 'ASSIGN' }, body)).resolves.toMatchObject({ title: '𠮷野家' });
  });

  it('nesting without end is refused, not followed', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect((await refused({ title: deep, kind: 'ASSIGN' })).errors[0]!.en).toContain('nested');
  });
});

it('a fitting input comes out as the schema makes it', async () => {
  const page = z.strictObject({ page: z.coerce.number().int().min(1).default(1) });
  await expect(pipe.transform({}, { type: 'query', schema: page })).resolves.toEqual({ page: 1 });
});
