import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { People } from '@sup/access';
import { roleTitles, roles } from '@sup/access/protocol';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type AgencySettings } from './agency.settings.ts';
import { AGENCY_SETTINGS } from './hosting.tokens.ts';

const firstPeopleSchema = z.array(
  z.strictObject({
    username: z.string().min(1).max(60),
    password: z.string().min(1).max(128),
    nameZh: z.string().min(1).max(60),
    role: z.enum(roles),
  }),
);

/** Creates the demonstration's people while there is nobody. Settings refuse it in production. */
@Injectable()
export class FirstPeople implements OnApplicationBootstrap {
  constructor(
    @Inject(AGENCY_SETTINGS) private readonly settings: AgencySettings,
    private readonly people: People,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { demoPeopleFile, profile } = this.settings;
    if (demoPeopleFile === null || profile !== 'local') return;
    const listed = firstPeopleSchema.parse(JSON.parse(await readFile(demoPeopleFile, 'utf8')));
    const created = await this.people.createFirst(
      listed.map(({ role, ...person }) => ({
        ...person,
        post: { titleZh: roleTitles[role].zh, titleEn: roleTitles[role].en },
        roles: [role],
      })),
    );
    if (created) new Logger('FirstPeople').log('the first people were created');
  }
}
