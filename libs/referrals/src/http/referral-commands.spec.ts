import { type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { commandActions } from '../service/permission.rules.ts';
import { ReferralReads } from '../service/reads.service.ts';
import { commandNames } from '../service/referral.requests.ts';
import { ReferralsService } from '../service/referrals.service.ts';
import { ReferralCommandsController } from './referral-commands.controller.ts';

describe('the commands of a referral', () => {
  const handlers = ReferralCommandsController.prototype as unknown as Record<string, object>;

  it.each(commandNames)('%s has one route, asks the permissions of the table and answers 200', (name) => {
    expect(Reflect.getMetadata('path', handlers[name]!)).toBe(`:id/${name}`);
    expect(Reflect.getMetadata('sup:allowed-actions', handlers[name]!)).toEqual(commandActions[name]);
    expect(Reflect.getMetadata('__httpCode__', handlers[name]!)).toBe(200);
  });

  it('stand each in the API description', async () => {
    const service = (token: Type) => ({ provide: token, useValue: {} });
    const module = await Test.createTestingModule({
      controllers: [ReferralCommandsController],
      providers: [service(ReferralsService), service(ReferralReads)],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    await app.init();
    const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    await app.close();
    const posted = Object.keys(paths).filter((path) => paths[path]?.post);
    expect(posted).toEqual(commandNames.map((name) => `/api/referrals/{id}/${name}`));
  });
});
