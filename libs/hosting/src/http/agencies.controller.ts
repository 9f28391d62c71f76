import { Controller, Get } from '@nestjs/common';
import { Allow } from '@sup/access';
import { type Agency, outsideParties } from '@sup/contracts';
import { DirectoryService } from '@sup/messaging';

@Controller('api/agencies')
export class AgenciesController {
  constructor(private readonly directory: DirectoryService) {}

  /** The directory in force, and the parties that run no service here. */
  @Get()
  @Allow('session.own')
  list(): { agencies: readonly Agency[]; outsideParties: typeof outsideParties } {
    return { agencies: this.directory.view().agencies(), outsideParties };
  }
}
