import { Injectable } from '@nestjs/common';
import { type AuditAct, type AuditActor, type AuditEntry, AuditReads, AuditTrail } from '@sup/audit';
import { createHash } from 'node:crypto';
import { type Refusal } from '../protocol/index.ts';
import { type RecordedRoute, RecordedRoutes } from './audit.routes.ts';
import { type IdentifiedRequest } from './request.log.ts';

const namedAtMost = 40;
const idsAtMost = 100;
const plainName = /^[\w.-]{1,40}$/;

/** What an answer shows of itself without its content. */
interface Shown {
  readonly id?: unknown;
  readonly caseId?: unknown;
  readonly clueNo?: unknown;
  readonly referralNo?: unknown;
  readonly meetingNo?: unknown;
  readonly total?: unknown;
  readonly person?: { readonly id?: unknown };
  readonly post?: { readonly id?: unknown; readonly titleZh?: unknown };
}

/** Puts a request on record: who asked for what and what became of it. Never a body, an answer or the text of a query. */
@Injectable()
export class AuditRecorder {
  constructor(
    private readonly trail: AuditTrail,
    private readonly reads: AuditReads,
    private readonly routes: RecordedRoutes,
  ) {}

  routeOf(request: IdentifiedRequest): RecordedRoute | undefined {
    return this.routes.of(request);
  }

  /** A request that was done. Resolves when that is durable. */
  done(request: IdentifiedRequest, route: RecordedRoute, answer: unknown): Promise<void> {
    const shown: Shown = typeof answer === 'object' && answer !== null ? answer : {};
    const act = route.act ?? actOf(request);
    const returned = act === 'write' ? undefined : returnedBy(answer);
    return this.trail.saw({
      ...this.whatOf(request, route, act),
      actor: actorOf(request) ?? signedIn(shown),
      record: recordOf(request, route, shown),
      caseId: typeof shown.caseId === 'string' ? shown.caseId : null,
      details: { ...this.detailsOf(request, route), returned },
    });
  }

  /**
   * A request that was refused, or that broke. Without anybody signed in only failed sign-ins are kept: whoever else knocks
   * is not known. Resolves when durable, or when there is nothing to keep.
   */
  async refused(request: IdentifiedRequest, refusal: Pick<Refusal, 'status' | 'code'>): Promise<void> {
    const route = this.routes.of(request);
    if (!route) return;
    const actor = actorOf(request);
    const isSignIn = route.act === 'sign-in';
    if ((!actor && !isSignIn) || refusal.code === 'DATABASE_UNAVAILABLE') return;
    await this.trail.saw({
      ...this.whatOf(request, route, isSignIn ? 'sign-in' : 'refusal'),
      actor: isSignIn ? null : actor,
      record: recordOf(request, route, {}),
      outcome: refusal.status >= 500 ? 'failed' : 'refused',
      code: refusal.code,
      details: this.detailsOf(request, route),
    });
  }

  private whatOf(request: IdentifiedRequest, route: RecordedRoute, act: AuditAct): Pick<AuditEntry, 'act' | 'action'> {
    const command: unknown = request.params['command'];
    const isCommand = typeof command === 'string' && plainName.test(command);
    return { act, action: isCommand ? `${route.kind}.${command}` : route.action };
  }

  private detailsOf(request: IdentifiedRequest, route: RecordedRoute): Record<string, unknown> {
    const { method, template } = route;
    const { q, ...filters } = request.query;
    const body: unknown = request.body;
    const isSignIn = route.act === 'sign-in';
    return {
      method,
      route: template,
      requestId: request.requestId,
      filters: namesOf(filters),
      search: typeof q === 'string' && q !== '' ? this.reads.searched(q) : undefined,
      fields: isSignIn ? undefined : namesOf(body),
      ...(isSignIn ? { account: accountOf(body), address: request.socket.remoteAddress } : {}),
    };
  }
}

function actOf(request: IdentifiedRequest): AuditAct {
  if (request.method !== 'GET' && request.method !== 'HEAD') return 'write';
  return typeof request.query['q'] === 'string' && request.query['q'] !== '' ? 'search' : 'read';
}

function actorOf({ actor }: IdentifiedRequest): AuditActor | null {
  return actor ? { personId: actor.personId, postId: actor.postId, postTitle: actor.postTitle } : null;
}

/** Whose session a sign-in opened. */
function signedIn({ person, post }: Shown): AuditActor | null {
  const [personId, postId, postTitle] = [person?.id, post?.id, post?.titleZh];
  return typeof personId === 'string' && typeof postId === 'string' && typeof postTitle === 'string'
    ? { personId, postId, postTitle }
    : null;
}

function recordOf(request: IdentifiedRequest, route: RecordedRoute, shown: Shown): AuditEntry['record'] {
  const given: unknown = request.params[route.idParam];
  const id = typeof given === 'string' ? given : typeof shown.id === 'string' ? shown.id : undefined;
  const no = [shown.clueNo, shown.referralNo, shown.meetingNo].find((number) => typeof number === 'string');
  return id === undefined ? null : { kind: route.kind, id: id.slice(0, 200), no: no ?? null };
}

/** How much a list showed, and of which records; undefined for an answer that is no list. */
function returnedBy(answer: unknown): { count: number; ids: string[]; total?: number } | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const list: unknown = Array.isArray(answer) ? answer : (answer as { items?: unknown }).items;
  if (!Array.isArray(list)) return undefined;
  const { total } = answer as Shown;
  const ids = list.slice(0, idsAtMost).flatMap((item: unknown) => {
    const id = (item as Shown | null)?.id;
    return typeof id === 'string' ? [id] : [];
  });
  return { count: list.length, ids, ...(typeof total === 'number' ? { total } : {}) };
}

/** Names of the fields, never their values. A name that is no plain word is a sign of something else and is not repeated. */
function namesOf(fields: unknown): string[] | undefined {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
  const names = Object.keys(fields);
  if (names.length === 0) return undefined;
  return names
    .slice(0, namedAtMost)
    .map((name) => (plainName.test(name) ? name : '?'))
    .sort();
}

/** Which account was tried. A hash: people type their password into the wrong field. */
function accountOf(body: unknown): string | undefined {
  const username = (body as { username?: unknown } | undefined)?.username;
  if (typeof username !== 'string') return undefined;
  return createHash('sha256').update(username.normalize('NFKC').trim().toLowerCase()).digest('hex').slice(0, 16);
}
