import { describe, expect, it } from '@jest/globals';
import { namesReporter } from './index.ts';

const reporter = { name: '甲某某', contact: '13800001111；jia@example.com' };

describe('the identity of a reporter (信访工作条例 art. 30)', () => {
  it.each([
    '反映人甲某某称',
    '甲 某 某',
    '甲　某　某',
    '甲·某·某',
    '甲_某_某来信',
    '关于甲某某同志反映问题的函',
    '甲\n某某',
    '电话 138-0000-1111',
    '１３８００００１１１１',
    'JIA@EXAMPLE.COM',
    'ｊｉａ＠ｅｘａｍｐｌｅ．ｃｏｍ',
    '甲某某举报信.pdf',
  ])('is found in %s', (text) => {
    expect(namesReporter(['标题', text], reporter)).toBe(true);
  });

  it.each(['反映人甲某称', '群众反映', '甲某 乙某某', '1380000'])('is not found in %s', (text) => {
    expect(namesReporter([text], reporter)).toBe(false);
  });

  it.each(['张某三先生', '张某三（女）', '反映人：张某三', '张某三 同志', 'Zhang San'])(
    'is found whatever a clerk wrote around the name %s',
    (name) => {
      expect(namesReporter(['张某三来信', 'ｚｈａｎｇ ＳＡＮ来信'], { name, contact: null })).toBe(true);
    },
  );

  it.each([
    ['Li Si', null, 'reported by LI  SI'],
    ['甲某', '微信: abc_12345', '微信号 abc12345'],
  ])('is found by name or by any contact: %s, %s', (name, contact, text) => {
    expect(namesReporter([text], { name, contact })).toBe(true);
  });

  it.each(['匿名', '群众', 'ANONYMOUS', ' ', '甲'])('%s is no name to hide', (name) => {
    expect(namesReporter(['匿名群众甲 anonymous 来信'], { name, contact: null })).toBe(false);
  });

  it('is not sought by a scrap of a contact, which would be found anywhere', () => {
    expect(namesReporter(['2026年'], { name: '甲某某', contact: '2026' })).toBe(false);
  });
});

describe('a field in which a clerk wrote more than one thing', () => {
  const shared = { name: '张三某、李四某(13912345678)', contact: '微信号 chenjing88 电话 13812345678' };
  it.each(['张三某反映', '李四某反映', '来电 139-1234-5678', 'chenjing88', '１３８１２３４５６７８'])(
    'hides %s',
    (text) => {
      expect(namesReporter([text], shared)).toBe(true);
    },
  );
});

describe('other ways to write the same name or number', () => {
  const written = { name: '張三某', contact: '+86 13812345678' };
  it.each(['张三某反映', '張三某反映', '来电一三八一二三四五六七八', '来电 138 1234 5678'])('hides %s', (text) => {
    expect(namesReporter([text], written)).toBe(true);
  });

  it.each(['匿名举报人', '部分群众', '不详'])('%s is nobody’s name', (name) => {
    expect(namesReporter(['匿名举报人反映', '部分群众反映', '情况不详'], { name, contact: null })).toBe(false);
  });
});
