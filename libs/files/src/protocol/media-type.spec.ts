import { describe, expect, it } from '@jest/globals';
import { chunksOf, downloadHeaders, faultOfChunk, mediaTypeOf } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (text: string) => Buffer.from(text, 'hex');

describe('the media type of a file', () => {
  it.each([
    ['%PDF-1.7 <html>', 'polyglot.html', 'application/pdf'],
    ['姓名,单位\n', '名单.csv', 'text/csv'],
    ['纯文本', '说明.txt', 'text/plain'],
    ['<svg onload="alert(1)"/>', 'pwn.svg', 'application/octet-stream'],
    ['\ufeff <html><script>', 'report.txt', 'application/octet-stream'],
    ['<?xml version="1.0"?><?xml-stylesheet?>', 'x.xml', 'application/octet-stream'],
    ['MZ\u0000', 'report.png', 'application/octet-stream'],
    ['', 'empty.txt', 'application/octet-stream'],
  ])('comes from its content: %j named %s is %s (ATT-04)', (content, name, expected) => {
    expect(mediaTypeOf(bytes(content), name)).toBe(expected);
  });

  it.each([
    ['89504e470d0a1a0a', 'x.html', 'image/png'],
    ['ffd8ffe0', 'x', 'image/jpeg'],
    ['504b0304', 'a.DOCX', 'application/zip'],
    ['504b0304', 'a.svg', 'application/zip'],
    ['d0cf11e0a1b11ae1', 'a.doc', 'application/msword'],
    ['d0cf11e0a1b11ae1', 'a.exe', 'application/octet-stream'],
  ])('is known by its signature: %s named %s is %s', (signature, name, expected) => {
    expect(mediaTypeOf(hex(signature), name)).toBe(expected);
  });
});

describe('a download', () => {
  it('is saved under its own name by old and new clients (ATT-01)', () => {
    const headers = downloadHeaders("关于“检查”的函(终稿)'.docx", 'application/pdf');
    expect(headers['Content-Disposition']).toBe(
      `attachment; filename="________(__)'.docx"; filename*=UTF-8''` +
        '%E5%85%B3%E4%BA%8E%E2%80%9C%E6%A3%80%E6%9F%A5%E2%80%9D%E7%9A%84%E5%87%BD%28%E7%BB%88%E7%A8%BF%29%27.docx',
    );
  });

  it('survives a name that another agency sent with a broken character', () => {
    expect(downloadHeaders('a\ud800.pdf', 'application/pdf')['Content-Disposition']).toContain("UTF-8''a%EF%BF%BD.pdf");
  });

  it('cannot break out of its header', () => {
    const value = downloadHeaders('a"; filename="b\\%41.exe', 'text/plain')['Content-Disposition']!;
    expect(value).toMatch(/^attachment; filename="a_; filename=_b__41\.exe"; filename\*=UTF-8''[\w%.-]+$/);
  });

  it('is never rendered in our origin, whatever type it claims (ATT-04)', () => {
    const headers = downloadHeaders('pwn.svg', 'text/html\r\nX: y');
    expect(headers).toMatchObject({
      'Content-Type': 'application/octet-stream',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    });
  });
});

describe('a chunk of ciphertext', () => {
  const hash = 'a'.repeat(64);
  const full = 512 * 1024;

  it('is well-formed in its place', () => {
    expect(faultOfChunk(hash, 0, 1, 16)).toBeNull();
    expect(faultOfChunk(hash, 0, 2, full)).toBeNull();
    expect(faultOfChunk(hash, 1, 2, 1)).toBeNull();
  });

  it.each([
    ['../../etc/passwd', 0, 1, 16, 'HASH_INVALID'],
    ['A'.repeat(64), 0, 1, 16, 'HASH_INVALID'],
    [hash, 0, 0, 16, 'CHUNK_COUNT_INVALID'],
    [hash, 0, 1026, 16, 'CHUNK_COUNT_INVALID'],
    [hash, 0, 1.5, 16, 'CHUNK_COUNT_INVALID'],
    [hash, 2, 2, 16, 'CHUNK_INDEX_INVALID'],
    [hash, -1, 2, 16, 'CHUNK_INDEX_INVALID'],
    [hash, Number.NaN, 2, 16, 'CHUNK_INDEX_INVALID'],
    [hash, 0, 2, full - 1, 'CHUNK_SIZE_INVALID'],
    [hash, 1, 2, full + 1, 'CHUNK_SIZE_INVALID'],
    [hash, 1, 2, 0, 'CHUNK_SIZE_INVALID'],
    [hash, 0, 1, 15, 'CHUNK_SIZE_INVALID'],
  ])('is refused otherwise: %s %d of %d with %d bytes is %s', (name, index, of, size, code) => {
    expect(faultOfChunk(name, index, of, size)).toBe(code);
  });

  it('count covers every byte, and an empty file has one', () => {
    expect([0, 16, full, full + 1, 200 * 1024 * 1024 + 16].map(chunksOf)).toEqual([1, 1, 1, 2, 401]);
  });
});
