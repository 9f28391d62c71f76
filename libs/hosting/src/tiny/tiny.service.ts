import { Body, Controller, Get, Module, Param, Post, Query, type Type } from '@nestjs/common';
import { AccessModule, Allow, accessMigrations, accessRows } from '@sup/access';
import { roles } from '@sup/access/protocol';
import { DomainError } from '@sup/kernel';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FoundationModule } from '../foundation.module.ts';
import { type AgencySettings } from '../service/agency.settings.ts';
import { OwnAgency } from '../service/own-agency.service.ts';

/** The smallest service, for the suites of this library: the foundation, sign-in and one controller to be rude to. */
export const tinyAgency = {
  id: 'unit-one',
  kind: 'procuratorate-internal',
  level: 'county',
  nameZh: '某县公安局',
  nameEn: 'County police',
} as const;

const noteSchema = z.strictObject({ title: z.string().min(2).max(40), points: z.array(z.string()).max(3).default([]) });
const pageSchema = z.strictObject({ page: z.coerce.number().int().min(1).default(1) });

@Controller('api/notes')
@Allow('referral.read')
class NotesController {
  constructor(private readonly source: DataSource) {}

  @Post()
  write(@Body({ schema: noteSchema }) body: z.infer<typeof noteSchema>): object {
    return body;
  }

  @Get()
  list(@Query({ schema: pageSchema }) query: z.infer<typeof pageSchema>): object {
    return query;
  }

  @Get('fails')
  fails(): never {
    throw new Error('the case of 张三 fell through');
  }

  @Get('refuses')
  refuses(): never {
    const text = { zh: '不得移送给被反映人', en: 'not to the person concerned' };
    throw new DomainError('RECIPIENT_IS_SUBJECT', 'refused', text);
  }

  @Get(':id')
  async read(@Param('id', { schema: z.string().max(50) }) id: string): Promise<unknown> {
    return this.source.query('select $1::uuid', [id]);
  }
}

/** A folder with a built console, a file beside it that must never be served, and one person for each role. */
export function tinyFolder(): { readonly folder: string; readonly passwords: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), 'sup-hosting-'));
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'console', 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'console', 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const passwords = Object.fromEntries(roles.map((role) => [role, `pass word ${role} 7`]));
  const people = roles.map((role) => ({ username: role, password: passwords[role], nameZh: `欧阳${role}`, role }));
  writeFileSync(join(folder, 'people.json'), JSON.stringify(people));
  return { folder, passwords };
}

/** Settings of the tiny service: silent, on a port of the system's choice. */
export function tinySettings(
  folder: string,
  databaseUrl: string,
  change: Partial<AgencySettings> = {},
): AgencySettings {
  return {
    agency: tinyAgency.id,
    profile: 'local',
    databaseUrl,
    pool: 4,
    natsUrl: 'nats://127.0.0.1:1',
    natsMonitorUrl: 'http://127.0.0.1:1',
    natsDomain: null,
    natsSeedFile: '',
    natsAdminSeedFile: '',
    keysFile: '',
    directoryFile: '',
    host: '127.0.0.1',
    port: 0,
    publicOrigin: 'http://unit.localhost:4005',
    businessClock: 'wall',
    consoleDir: join(folder, 'console'),
    filesDir: folder,
    filesKeyFile: null,
    logLevel: 'silent',
    demoPeopleFile: join(folder, 'people.json'),
    metricsToken: 'm'.repeat(40),
    ...change,
  };
}

const ownAgency = new OwnAgency(() => ({
  ...tinyAgency,
  superior: null,
  offices: [],
  successor: null,
  suspended: false,
}));

@Module({ providers: [{ provide: OwnAgency, useValue: ownAgency }], exports: [OwnAgency] })
class OwnAgencyModule {}

/** The tiny service, with `more` controllers. */
export function tinyModule(settings: AgencySettings, more: Type[] = []): new () => object {
  @Module({
    imports: [
      FoundationModule.forAgency(settings, { rows: accessRows, migrations: accessMigrations }),
      AccessModule.forAgency({ ...settings, identityKey: new Uint8Array(32).fill(7) }),
      { module: OwnAgencyModule, global: true },
    ],
    controllers: [NotesController, ...more],
  })
  class TinyModule {}
  return TinyModule;
}

export interface RawAnswer {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

/** A request that no client library has tidied up. */
export function rawRequest(
  server: Server,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<RawAnswer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const code = text.startsWith('{') ? (JSON.parse(text) as { code: string }).code : '';
        resolve({ status: response.statusCode ?? 0, code, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
