import { type LoggerService } from '@nestjs/common';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { type AgencySettings } from './agency.settings.ts';

/** One line of the log. Closed: what is not named here cannot be logged, so no name, body or query string can. */
export interface LogLine {
  readonly event?: string;
  readonly requestId?: string;
  readonly method?: string;
  /** The route's template, `/api/referrals/:id`; never the path asked for. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  /** The person's id, a pseudonym. */
  readonly person?: string;
  readonly code?: string;
  readonly context?: string;
  readonly error?: LoggedError;
}

/** An error without its message, which may quote what a person typed; the place and the code are kept. */
export interface LoggedError {
  readonly type: string;
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly at: readonly string[];
}

const allowed = [
  'event',
  'requestId',
  'method',
  'route',
  'status',
  'ms',
  'person',
  'code',
  'context',
  'error',
] as const satisfies readonly (keyof LogLine)[];

/** Nest tells of every module and route when it starts: a hundred lines for each start that nobody reads. */
const ofStart: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** The service's log: one JSON object a line, with the agency, and only allow-listed fields. Nest logs through it too. */
export class ServiceLog implements LoggerService {
  private readonly pino: Logger;

  constructor(settings: Pick<AgencySettings, 'agency' | 'logLevel'>, to?: { write(line: string): void }) {
    const options = {
      level: settings.logLevel,
      base: { agency: settings.agency },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = to ? pino(options, to) : pino(options);
  }

  line(level: 'info' | 'warn' | 'error', line: LogLine): void {
    this.pino[level](Object.fromEntries(allowed.flatMap((key) => (line[key] === undefined ? [] : [[key, line[key]]]))));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.say('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.say('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.say('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.say('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.say('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.say('trace', message, rest);
  }

  // Nest passes the context last and, for errors, a stack before it; objects are dropped, for anything may be in them.
  private say(level: 'info' | 'warn' | 'error' | 'fatal' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const thrown = [message, ...rest].find((part) => part instanceof Error);
    const quiet = level === 'info' && context !== undefined && ofStart.has(context);
    const line = { ...(context ? { context } : {}), ...(thrown ? { error: loggedError(thrown) } : {}) };
    if (typeof message === 'string') this.pino[quiet ? 'debug' : level](line, message);
    else this.pino[level](line);
  }
}

/** What of an error may be logged: class, code, database constraint, and where it was thrown. */
export function loggedError(error: unknown): LoggedError {
  const thrown = error as { name?: unknown; code?: unknown; constraint?: unknown; stack?: unknown } | null;
  const word = (value: unknown): string | undefined =>
    typeof value === 'string' && /^[\w.:-]{1,80}$/.test(value) ? value : undefined;
  const stack = typeof thrown?.stack === 'string' ? thrown.stack.split('\n') : [];
  return {
    type: word(thrown?.name) ?? typeof error,
    code: word(thrown?.code),
    constraint: word(thrown?.constraint),
    at: stack
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => line.trim()),
  };
}
