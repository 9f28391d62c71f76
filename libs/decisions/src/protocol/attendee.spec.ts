import { describe, expect, it } from '@jest/globals';
import { distinctAttendees, isSameAttendee, nameFault, nameKey } from './index.ts';

const outside = (name: string) => ({ personId: null, postId: null, name, title: '' });
const staff = (personId: string, name: string) => ({ personId, postId: null, name, title: '' });

describe('names that look alike are one person', () => {
  it.each([
    ['张三', '张 三'],
    ['张三', '張三'],
    ['张三', ' 张三\u200b'],
    ['张三', '张三（书记）'],
    ['张三', '（书记）张三'],
    ['张三', '张\u3000三'],
    ['Lee', 'ＬＥＥ'],
    ['买买提·艾力', '买买提艾力'],
  ])('%s and %s', (one, other) => {
    expect(isSameAttendee(outside(one), outside(other))).toBe(true);
  });

  it('委员一 and 委员二 are two', () => {
    expect(isSameAttendee(outside('委员一'), outside('委员二'))).toBe(false);
  });

  it('two of our own people with one name are two', () => {
    expect(distinctAttendees([staff('p1', '王伟'), staff('p2', '王伟')])).toHaveLength(2);
  });

  it('one of our own people, named again by name, counts once and stays known', () => {
    expect(distinctAttendees([outside('王 伟'), staff('p1', '王伟'), staff('p1', '王伟')])).toEqual([
      staff('p1', '王伟'),
    ]);
  });
});

it.each(['', '   ', '\u200b\u200d', '（书记）', '……', '名'.repeat(41)])('"%s" is no name', (name) => {
  expect(nameFault(name)?.code).toBe('ATTENDEE_NAME_INVALID');
});

it('a rare character is a name', () => {
  expect(nameFault('䶮𠮷')).toBeNull();
  expect(nameKey('𠮷野')).toBe('𠮷野');
});
