import {
  type ArgumentsHost,
  Catch,
  Controller,
  Delete,
  type ExceptionFilter,
  Get,
  Module,
  Post,
  type Type,
} from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule, auditMigrations } from '@sup/audit';
import { type DomainError } from '@sup/kernel';
import { type Response } from 'express';
import { type DataSource } from 'typeorm';
import { AccessModule, type Actor, Allow, CurrentActor, Public, accessMigrations, accessRows } from '../index.ts';

/** The smallest agency with a door, for the suites of this library. */
export const tinySettings = {
  agency: 'unit-one',
  publicOrigin: 'http://unit.localhost:4005',
  identityKey: new Uint8Array(32).fill(7),
};
export const password = 'correct horse 9';
export const address = '192.0.2.1';

/** Wall time that the suites move. */
export const tinyClock = {
  at: Date.parse('2026-11-25T01:00:00.000Z'),
  now(): string {
    return new Date(this.at).toISOString();
  },
};

@Controller('records')
export class RecordsController {
  @Get()
  @Allow('referral.read')
  read(@CurrentActor() actor: Actor): { by: string } {
    return { by: actor.personId };
  }

  @Post()
  @Allow('referral.draft', 'referral.answer')
  write(): { done: true } {
    return { done: true };
  }

  @Get('open')
  @Public()
  open(): { open: true } {
    return { open: true };
  }

  @Delete('open')
  @Public()
  openChange(): { open: true } {
    return { open: true };
  }
}

@Catch()
class CodeFilter implements ExceptionFilter {
  catch(error: DomainError, host: ArgumentsHost): void {
    const status = error.code === 'SIGN_IN_REQUIRED' ? 401 : error.kind === 'forbidden' ? 403 : 500;
    host.switchToHttp().getResponse<Response>().status(status).json({ code: error.code });
  }
}

/** The application of `agency` over an existing database; the caller starts and closes it. */
export async function tinyApp(
  url: string,
  controller: Type = RecordsController,
  agency = tinySettings.agency,
): Promise<NestExpressApplication> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url,
        entities: accessRows,
        migrations: [...accessMigrations, ...auditMigrations],
        migrationsRun: true,
        retryAttempts: 0,
      }),
      AuditModule.forAgency({ agency }),
      AccessModule.forAgency({ ...tinySettings, agency }, tinyClock),
    ],
    controllers: [controller],
  })
  class TinyModule {}
  const app = await NestFactory.create<NestExpressApplication>(TinyModule, { logger: false, abortOnError: false });
  app.useGlobalFilters(new CodeFilter());
  return app;
}

/** Empties what the suites of this library fill. */
export async function emptyAccess(source: DataSource): Promise<void> {
  await source.query(`truncate person, post, holding, deputy, account, session, sign_in_attempt, case_file, case_member,
    case_exclusion, case_subject`);
}
