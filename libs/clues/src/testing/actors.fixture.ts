import { CaseAccess } from '@sup/access';
import { type Actor, type Role, actionsOf } from '@sup/access/protocol';
import { newId, systemClock } from '@sup/kernel';

/** A person in one seat with these roles. */
export function actorFixture(...roles: Role[]): Actor {
  const [personId, postId] = [newId(), newId()];
  return {
    ...{ personId, personName: '测试', agency: 'own-agency', postId, postTitle: '岗位', postTitleEn: 'Seat', roles },
    actions: actionsOf(roles),
    epoch: 1,
    posts: [{ postId, titleZh: '岗位', titleEn: 'Seat', office: null, roles, as: 'own', until: null }],
  };
}

/** The real rules of need-to-know as lists use them. What asks the database by itself is not wired. */
export function listAccess(): CaseAccess {
  const absent = null as never;
  return new CaseAccess(systemClock, absent, absent, absent, absent);
}
