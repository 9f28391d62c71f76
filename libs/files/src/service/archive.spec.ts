import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ArchiveGuard } from './archive.guards.ts';

interface Packed {
  readonly name: string;
  readonly content: Buffer;
  readonly stored?: boolean;
  readonly declared?: number;
}

/** A zip with the given entries; `declared` lies about an entry's unpacked size. */
function zip(entries: readonly Packed[]): Buffer {
  const bodies: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored, declared } of entries) {
    const packed = stored ? content : deflateRawSync(content);
    const title = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(declared ?? content.length, 22);
    local.writeUInt16LE(title.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(stored ? 0 : 8, 10);
    record.writeUInt32LE(packed.length, 20);
    record.writeUInt32LE(declared ?? content.length, 24);
    record.writeUInt16LE(title.length, 28);
    record.writeUInt32LE(at, 42);
    bodies.push(local, title, packed);
    records.push(record, title);
    at += local.length + title.length + packed.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}

async function judge(content: Buffer, pieceBytes = 64 * 1024): Promise<unknown> {
  const guard = new ArchiveGuard();
  for (let at = 0; at < content.length; at += pieceBytes) guard.see(content.subarray(at, at + pieceBytes));
  return guard.end().then(
    () => 'taken',
    (error: { details?: { exceeds?: unknown } }) => error.details?.exceeds ?? error,
  );
}

const nested = (levels: number): Buffer =>
  levels === 1
    ? zip([{ name: 'a.txt', content: Buffer.from('a') }])
    : zip([{ name: 'inner.zip', content: nested(levels - 1) }]);
const random = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536))));
const zeros = (bytes: number) => Buffer.alloc(bytes);

describe('an uploaded archive (ATT-03)', () => {
  it('that is ordinary is taken: documents, a bundle of documents, an empty one, one with a comment', async () => {
    const document = zip([
      { name: '[Content_Types].xml', content: Buffer.from('<Types/>'.repeat(100)) },
      { name: 'word/document.xml', content: Buffer.from('<p>文</p>'.repeat(500)) },
      { name: 'word/embeddings/sheet.xlsx', content: nested(1), stored: true },
    ]);
    expect(await judge(document)).toBe('taken');
    expect(await judge(zip([{ name: '函.docx', content: document }]))).toBe('taken');
    expect(await judge(zip([]))).toBe('taken');
    const comment = zip([{ name: 'a', content: random(100) }]);
    comment.writeUInt16LE(5, comment.length - 2);
    expect(await judge(Buffer.concat([comment, Buffer.from('hello')]))).toBe('taken');
  });

  it('that unpacks to a thousand times its size is refused, however it arrives', async () => {
    const sheet = zip([{ name: 'xl/worksheets/sheet1.xml', content: zeros(150 * 1024 * 1024) }]);
    expect(sheet.length).toBeLessThan(160 * 1024);
    expect(await judge(sheet)).toBe('ratio');
    expect(await judge(sheet, 7)).toBe('ratio');
  });

  it('that declares two gigabytes, or declares little and unpacks to much, is refused', async () => {
    expect(await judge(zip([{ name: 'a', content: random(1_000), declared: 2 ** 31 }]))).toBe('ratio');
    expect(await judge(zip([{ name: 'a', content: zeros(7 * 1024 * 1024), declared: 10 }]))).toBe('ratio');
    expect(await judge(zip([{ name: 'a', content: zeros(50 * 1024 * 1024), declared: 10 }]))).toBe('ratio');
  });

  it('with a bomb one level down is refused', async () => {
    const bomb = zip([{ name: 'a', content: zeros(5 * 1024 * 1024) }]);
    expect(await judge(zip([{ name: 'b.zip', content: bomb, stored: true }]))).toBe('ratio');
  });

  it('nested deeper than a bundle of documents with sheets is refused', async () => {
    expect(await judge(nested(3))).toBe('taken');
    expect(await judge(nested(4))).toBe('depth');
    expect(await judge(nested(10))).toBe('depth');
  });

  it('of more than two thousand entries is refused', async () => {
    const entries = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ name: `${at}`, content: Buffer.from('x'), stored: true }));
    expect(await judge(zip(entries(2_000)))).toBe('taken');
    expect(await judge(zip(entries(2_001)))).toBe('entries');
    expect(await judge(zip(entries(70_000)))).toBe('entries');
  });

  it('beyond eight megabytes is judged by its directory alone', async () => {
    const photos = {
      name: 'photo.jpg',
      content: Buffer.concat(Array.from({ length: 160 }, () => random(65_536))),
      stored: true,
    };
    expect(await judge(zip([photos]))).toBe('taken');
    expect(await judge(zip([photos, { name: 'a', content: zeros(10), declared: 2 ** 31 }]))).toBe('ratio');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('PK is a pair of letters')],
    ['an end record alone', Buffer.from('504b0506', 'hex')],
    [
      'a directory that lies about its place',
      Buffer.concat([zip([{ name: 'a', content: random(50) }]).subarray(0, 60), zip([]), zeros(10)]),
    ],
    [
      'an end record that points beyond the file',
      (() => {
        const made = zip([]);
        made.writeUInt32LE(0xffffffff, 12);
        return made;
      })(),
    ],
  ])('that is none, as %s, passes and nothing throws', async (_, content) => {
    expect(await judge(content)).toBe('taken');
  });

  it('that only looks like one by chance passes: an end record without a directory where it says', async () => {
    const photograph = Buffer.concat([random(60_000), Buffer.from('504b0506', 'hex'), random(60)]);
    photograph.writeUInt16LE(0, photograph.length - 60 + 16);
    expect(await judge(photograph)).toBe('taken');
    expect(await judge(Buffer.concat([...Array.from({ length: 140 }, () => random(65_536)), photograph]))).toBe(
      'taken',
    );
  });

  it('with a false end record in its comment, or something before it, is judged all the same', async () => {
    const bomb = zip([{ name: 'a', content: zeros(5 * 1024 * 1024) }]);
    const comment = Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);
    bomb.writeUInt16LE(comment.length, bomb.length - 2);
    expect(await judge(Buffer.concat([bomb, comment]))).toBe('ratio');
    const prefixed = Buffer.concat([random(500), zip([{ name: 'a', content: zeros(5 * 1024 * 1024) }])]);
    expect(await judge(prefixed)).toBe('ratio');
  });

  it('of the wide kind (ZIP64) is read by its wide end record', async () => {
    const narrow = zip([{ name: 'a', content: zeros(5 * 1024 * 1024) }]);
    const [body, end] = [narrow.subarray(0, -22), Buffer.from(narrow.subarray(-22))];
    const wide = Buffer.alloc(76);
    wide.writeUInt32LE(0x06064b50, 0);
    wide.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
    wide.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
    wide.writeUInt32LE(0x07064b50, 56);
    end.fill(0xff, 8, 20);
    expect(await judge(Buffer.concat([body, wide, end]))).toBe('ratio');
  });

  it('of any bytes at all never throws anything but a refusal', async () => {
    const whole = zip([
      { name: 'a.zip', content: nested(2) },
      { name: 'b', content: random(300), stored: true },
    ]);
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0xff;
      expect(await judge(changed)).toMatch(/^(taken|ratio|entries|depth)$/);
      expect(await judge(whole.subarray(0, at))).toMatch(/^(taken|ratio|entries|depth)$/);
    }
  });
});
