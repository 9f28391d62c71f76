import { type AgencyId, agencyIdSchema } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { accessSync, constants } from 'node:fs';
import { z } from 'zod';

/** What one agency's service is told by its environment (`SUP_…`). */
export interface AgencySettings {
  readonly agency: AgencyId;
  readonly profile: 'local' | 'production';
  readonly databaseUrl: string;
  /** Connections of the pool at most. */
  readonly pool: number;
  readonly natsUrl: string;
  readonly natsMonitorUrl: string;
  /** JetStream domain of the hub; null where the server has none. */
  readonly natsDomain: string | null;
  readonly natsSeedFile: string;
  readonly natsAdminSeedFile: string;
  readonly keysFile: string;
  readonly directoryFile: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** `https://host[:port]`; the only page that may change anything. */
  readonly publicOrigin: string;
  readonly businessClock: 'wall' | 'adjustable';
  /** The built console; null serves none. */
  readonly consoleDir: string | null;
  readonly filesDir: string;
  /** 32 bytes in base64url that wrap the files' keys; null derives them from the key ring. */
  readonly filesKeyFile: string | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** JSON list of people to create while there is nobody; local profile only. */
  readonly demoPeopleFile: string | null;
  /** Bearer token that opens /metrics from elsewhere than this machine; null opens it to loopback only. */
  readonly metricsToken: string | null;
}

/** Thrown when the environment cannot be used; the message lists every variable that is wrong, in both languages. */
export class SettingsError extends Error {
  readonly variables: readonly string[];

  constructor(faults: readonly (Bilingual & { variable: string })[]) {
    const lines = faults.map(({ variable, zh, en }) => `  ${variable}: ${zh} / ${en}`);
    super(['服务配置有误，未启动 / The settings are wrong; the service did not start:', ...lines].join('\n'));
    this.name = 'SettingsError';
    this.variables = faults.map(({ variable }) => variable);
    this.stack = this.message;
  }
}

const said = (zh: string, en: string): string => `${zh} / ${en}`;
const required = said('缺少', 'missing');
const text = z.string({ error: required }).min(1, required);
const file = text.refine(isReadable, said('文件不存在或不可读', 'the file does not exist or cannot be read'));
const url = (schemes: readonly string[]): z.ZodType<string> =>
  text.refine(
    (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
    said(`应为网址（${schemes.join('、')}）`, `must be a URL (${schemes.join(', ')})`),
  );
const number = (min: number, max: number): z.ZodType<number, string> =>
  text
    .refine(
      (value) => /^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max,
      said(`应为 ${min} 至 ${max} 的整数`, `must be a whole number from ${min} to ${max}`),
    )
    .transform(Number);
const oneOf = <Word extends string>(...words: [Word, ...Word[]]): z.ZodEnum<Record<string, Word>> =>
  z.enum(words, { error: said(`应为 ${words.join('、')} 之一`, `must be one of ${words.join(', ')}`) });

const environment = z
  .object({
    SUP_AGENCY: text.refine(
      (value) => agencyIdSchema.safeParse(value).success,
      said('应为机构代码', 'must be an agency id'),
    ),
    SUP_PROFILE: oneOf('local', 'production').default('production'),
    SUP_DATABASE_URL: url(['postgres', 'postgresql']),
    SUP_POOL: number(1, 200).default(8),
    SUP_NATS_URL: url(['nats', 'tls', 'ws', 'wss']),
    SUP_NATS_MONITOR_URL: url(['http', 'https']),
    SUP_NATS_DOMAIN: text.optional(),
    SUP_NATS_SEED_FILE: file,
    SUP_NATS_ADMIN_SEED_FILE: file,
    SUP_KEYS_FILE: file,
    SUP_DIRECTORY_FILE: file,
    SUP_HOST: text.default('127.0.0.1'),
    SUP_PORT: number(0, 65_535),
    SUP_PUBLIC_ORIGIN: text.refine(
      isOrigin,
      said('应为不带路径的来源，如 https://host:port', 'must be an origin without a path, as https://host:port'),
    ),
    SUP_BUSINESS_CLOCK: oneOf('wall', 'adjustable').default('wall'),
    SUP_CONSOLE_DIR: text.optional(),
    SUP_FILES_DIR: text,
    SUP_FILES_KEY_FILE: file.optional(),
    SUP_LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
    SUP_DEMO_PEOPLE_FILE: file.optional(),
    SUP_METRICS_TOKEN: text
      .refine((value) => value.length >= 32, said('至少 32 个字符', 'at least 32 characters'))
      .optional(),
  })
  .superRefine((env, context) => {
    const refuse = (variable: string, zh: string, en: string): void =>
      context.addIssue({ code: 'custom', path: [variable], message: said(zh, en) });
    if (env.SUP_PROFILE !== 'production') return;
    if (env.SUP_BUSINESS_CLOCK === 'adjustable') {
      refuse('SUP_BUSINESS_CLOCK', '生产环境不得使用可调时钟', 'an adjustable clock is refused in production');
    }
    if (!env.SUP_PUBLIC_ORIGIN.startsWith('https:')) {
      refuse('SUP_PUBLIC_ORIGIN', '生产环境须使用 https', 'production needs https');
    }
    if (env.SUP_DEMO_PEOPLE_FILE !== undefined) {
      refuse('SUP_DEMO_PEOPLE_FILE', '生产环境不得创建演示人员', 'demonstration people are refused in production');
    }
  });

/**
 * Reads the settings. An empty variable counts as missing; the profile is `production` unless told otherwise.
 * Throws SettingsError naming every variable that is wrong.
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): AgencySettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) throw new SettingsError(read.error.issues.map(faultOf));
  const { data } = read;
  return {
    agency: data.SUP_AGENCY,
    profile: data.SUP_PROFILE,
    databaseUrl: data.SUP_DATABASE_URL,
    pool: data.SUP_POOL,
    natsUrl: data.SUP_NATS_URL,
    natsMonitorUrl: data.SUP_NATS_MONITOR_URL,
    natsDomain: data.SUP_NATS_DOMAIN ?? null,
    natsSeedFile: data.SUP_NATS_SEED_FILE,
    natsAdminSeedFile: data.SUP_NATS_ADMIN_SEED_FILE,
    keysFile: data.SUP_KEYS_FILE,
    directoryFile: data.SUP_DIRECTORY_FILE,
    host: data.SUP_HOST,
    port: data.SUP_PORT,
    publicOrigin: data.SUP_PUBLIC_ORIGIN,
    businessClock: data.SUP_BUSINESS_CLOCK,
    consoleDir: data.SUP_CONSOLE_DIR ?? null,
    filesDir: data.SUP_FILES_DIR,
    filesKeyFile: data.SUP_FILES_KEY_FILE ?? null,
    logLevel: data.SUP_LOG_LEVEL,
    demoPeopleFile: data.SUP_DEMO_PEOPLE_FILE ?? null,
    metricsToken: data.SUP_METRICS_TOKEN ?? null,
  };
}

function faultOf(issue: z.core.$ZodIssue): Bilingual & { variable: string } {
  const [zh = '', en = ''] = issue.message.split(' / ');
  return { variable: String(issue.path[0]), zh, en };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value;
}
