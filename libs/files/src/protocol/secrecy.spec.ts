import { describe, expect, it } from '@jest/globals';
import { decodedText, isPolyglot, secrecyInName, secrecyInText, textOfMarkup } from './index.ts';

describe('a mark of state secrets (N06)', () => {
  it.each([
    ['【机密】行动方案.docx', 'CONFIDENTIAL'],
    ['绝密_名单.xlsx', 'TOP_SECRET'],
    ['方案（秘密）.pdf', 'SECRET'],
    ['方案-机密.pdf', 'CONFIDENTIAL'],
    ['方案 机密.pdf', 'CONFIDENTIAL'],
    ['机密★10年 方案.doc', 'CONFIDENTIAL'],
    ['机 密 ★ 方案.doc', 'CONFIDENTIAL'],
    ['密级：绝密.txt', 'TOP_SECRET'],
    ['机密.pdf', 'CONFIDENTIAL'],
  ])('in a name is found: %s', (name, level) => {
    expect(secrecyInName(name)).toBe(level);
  });

  it.each([
    '关于泄露国家秘密案件的函.docx',
    '商业秘密侵权线索.pdf',
    '保守秘密承诺书.docx',
    '机密级场所检查.docx',
    '名单.xlsx',
  ])('in a name that only speaks of secrets is not: %s', (name) => {
    expect(secrecyInName(name)).toBeNull();
  });

  it.each([
    ['机密★5年\n关于某事的报告', 'CONFIDENTIAL'],
    ['000012\n机密\n特急\n关于某事的报告', 'CONFIDENTIAL'],
    ['正文\n密级：绝密', 'TOP_SECRET'],
    ['秘　密 ☆ 长期', 'SECRET'],
    ['机\u200b密★', 'CONFIDENTIAL'],
  ])('in a text is found: %j', (text, level) => {
    expect(secrecyInText(text)).toBe(level);
  });

  it.each(['涉嫌泄露国家秘密', '双方应保守商业秘密。', '机密文件管理不严的问题', ''])('in %j is none', (text) => {
    expect(secrecyInText(text)).toBeNull();
  });

  it('is found though runs cut it apart, as word processors do', () => {
    const markup = '<w:p><w:r><w:t>机</w:t></w:r><w:r><w:t>密&#9733;10年</w:t></w:r></w:p><w:p>报告</w:p>';
    expect(secrecyInText(textOfMarkup(markup))).toBe('CONFIDENTIAL');
  });
});

describe('text by decoding', () => {
  it.each([
    ['utf-8', Buffer.from('机密★')],
    ['gb18030', Buffer.from('bbfac3dca1ef', 'hex')],
    ['utf-16le', Buffer.from('\ufeff机密★', 'utf16le')],
  ])('reads %s', (_, bytes) => {
    expect(secrecyInText(decodedText(bytes) ?? '')).toBe('CONFIDENTIAL');
  });

  it.each([
    ['nothing', ''],
    ['control characters', '4d5a0001'],
    ['no text at all', 'ffffffff'],
  ])('takes %s for none', (_, hex) => {
    expect(decodedText(Buffer.from(hex, 'hex'))).toBeNull();
  });
});

describe('a file that is two files (ATT-04)', () => {
  it.each(['%PDF-1.7 <html><script>', 'GIF89a=1;/*<script>*/', '<html>%PDF-1.4', '%PDF-1.4\n<!DOCTYPE html>'])(
    '%j is one',
    (text) => {
      expect(isPolyglot(Buffer.from(text))).toBe(true);
    },
  );

  it.each(['%PDF-1.7\n%âãÏÓ\n1 0 obj<</Type/Catalog>>', '<svg onload="x"/>', '<html>', '文字'])(
    '%j is none',
    (text) => {
      expect(isPolyglot(Buffer.from(text))).toBe(false);
    },
  );
});
