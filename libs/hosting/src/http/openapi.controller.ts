import { Controller, Get } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { Public } from '@sup/access';
import { OpenApi } from '../service/agency.openapi.ts';

@Controller('api/openapi.json')
export class OpenApiController {
  constructor(private readonly openApi: OpenApi) {}

  @Get()
  @Public()
  read(): Promise<OpenAPIObject> {
    return this.openApi.read();
  }
}
