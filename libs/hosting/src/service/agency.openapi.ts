import { type INestApplication, Injectable } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

const problemSchema: NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string] = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'detailZh', 'detailEn', 'instance', 'details'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    detailZh: { type: 'string' },
    detailEn: { type: 'string' },
    instance: { type: 'string' },
    details: { type: 'object', additionalProperties: true },
  },
};

const refused = {
  description: '拒绝 / refused',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The OpenAPI document, made at the first question from the very schemas that validate; few ask, so no start pays for it. */
@Injectable()
export class OpenApi {
  private app: INestApplication | undefined;
  private document: Promise<OpenAPIObject> | undefined;

  describe(app: INestApplication): void {
    this.app = app;
  }

  read(): Promise<OpenAPIObject> {
    this.document ??= this.build();
    return this.document;
  }

  private async build(): Promise<OpenAPIObject> {
    if (!this.app) throw new Error('OpenApi.describe was not called');
    const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
    const config = new DocumentBuilder()
      .setTitle('执法监督协同网络 / Law-enforcement supervision network')
      .setVersion('1')
      .build();
    const document = SwaggerModule.createDocument(this.app, config, {
      standardSchemaConverter: (schema, { schemaType }) => ({
        schema: z.toJSONSchema(schema as z.ZodType, {
          target: 'openapi-3.0',
          io: schemaType,
          unrepresentable: 'any',
        }),
      }),
    });
    document.components = {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: problemSchema },
    };
    for (const path of Object.values(document.paths)) {
      for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
        const operation = path[method];
        if (operation) operation.responses = { ...operation.responses, default: refused };
      }
    }
    return document;
  }
}
