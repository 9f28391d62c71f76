import { describe, expect, it } from '@jest/globals';
import { secrecyMarkIn } from '@sup/contracts';
import { checkGuards } from './index.ts';

const held =
  (attendees: string[], heldOn = '2026-11-20', recused: string[] = []) =>
  () =>
    checkGuards(['COLLECTIVE_DECISION'], {
      ...{ state: null, data: {}, today: '2026-11-25', decision: { attendees, recused, heldOn } },
      actor: { hasPost: true, isHead: true, excluded: false },
    });

describe('a meeting', () => {
  it('has no quorum when one person is typed twice', () => {
    for (const again of ['李 四', '李四 ', '李·四', '李四（主任）'])
      expect(held(['张三', '李四', again])).toThrow(expect.objectContaining({ code: 'COLLECTIVE_DECISION_REQUIRED' }));
    expect(held(['张三', '張三', 'Ａmy', 'amy'])).toThrow();
    expect(held(['张三', '李四', '王五'])).not.toThrow();
  });

  it('was not held in a year that cannot be meant', () => {
    for (const day of ['1926-11-20', '2126-11-20']) expect(held(['张三', '李四', '王五'], day)).toThrow();
  });

  it('did not count whoever stood aside, in whatever form the name is typed', () => {
    expect(held(['张三', '李四', '王五', '赵六'], '2026-11-20', ['趙 六'])).toThrow();
  });
});

describe('a secrecy mark', () => {
  it.each(['【机密】', '机密★5年', '机密_案卷.pdf', '(绝密)关于…', '密级：秘密', '正文\n秘密 20年'])(
    'is seen in %j',
    (text) => {
      expect(secrecyMarkIn([text])).not.toBeNull();
    },
  );
  it.each(['涉嫌侵犯商业秘密', '泄露机密级国家秘密案', '秘密调查取证'])('is none in %j', (text) => {
    expect(secrecyMarkIn([text])).toBeNull();
  });
});
