import { setTimeout as wait } from 'node:timers/promises';

/** One agency as `.network/network.json` lists it. */
export interface NetworkAgency {
  readonly id: string;
  readonly kind: string;
  readonly baseUrl: string;
  readonly signIns: readonly { readonly username: string; readonly password: string; readonly role: string }[];
}

export type Role = 'clerk' | 'handler' | 'head' | 'meeting' | 'custodian' | 'sysadmin' | 'secadmin' | 'auditor';

/** A refusal as problem+json says it. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** An agency's console as its officers use it: HTTP only, one session per role. */
export class AgencyClient {
  /** One sign-in per role, also when many acts begin at once. */
  private readonly cookies = new Map<Role, Promise<string>>();

  readonly agency: NetworkAgency;

  constructor(agency: NetworkAgency) {
    this.agency = agency;
  }

  get<Answer>(role: Role, path: string): Promise<Answer> {
    return this.call(role, 'GET', path);
  }

  post<Answer>(role: Role, path: string, body: unknown): Promise<Answer> {
    return this.call(role, 'POST', path, body);
  }

  put<Answer>(role: Role, path: string, body: unknown): Promise<Answer> {
    return this.call(role, 'PUT', path, body);
  }

  /** Asks again until `ready` holds. Throws after `timeoutMs` of wall time, saying what was awaited. */
  async await<Answer>(
    role: Role,
    path: string,
    ready: (answer: Answer) => boolean,
    awaited: string,
    timeoutMs = 30_000,
  ): Promise<Answer> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const answer = await this.get<Answer>(role, path).catch((error: unknown) => {
        if (error instanceof Refused && error.status === 404) return undefined;
        throw error;
      });
      if (answer !== undefined && ready(answer)) return answer;
      if (Date.now() > end) throw new Error(`${this.agency.id}: ${awaited} not seen within ${timeoutMs / 1000} s`);
      await wait(50);
    }
  }

  private async call<Answer>(role: Role, method: string, path: string, body?: unknown): Promise<Answer> {
    const cookie = await this.cookieOf(role);
    const response = await fetch(`${this.agency.baseUrl}${path}`, {
      method,
      headers: {
        cookie,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await this.read(response)) as Answer;
  }

  private cookieOf(role: Role): Promise<string> {
    const known = this.cookies.get(role);
    if (known) return known;
    const signingIn = this.signIn(role);
    this.cookies.set(role, signingIn);
    signingIn.catch(() => this.cookies.delete(role));
    return signingIn;
  }

  private async signIn(role: Role): Promise<string> {
    const account = this.agency.signIns.find((signIn) => signIn.role === role);
    if (!account) throw new Error(`${this.agency.id} has no demo sign-in for ${role}`);
    const response = await fetch(`${this.agency.baseUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: account.username, password: account.password }),
    });
    await this.read(response);
    return response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  }

  private async read(response: Response): Promise<unknown> {
    const text = await response.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return json;
    const problem = json as { code?: string; detailZh?: string; detail?: string } | undefined;
    throw new Refused(
      response.status,
      problem?.code ?? String(response.status),
      problem?.detailZh ?? problem?.detail ?? text,
    );
  }
}
