import { Controller, Get } from '@nestjs/common';
import { Allow, Public } from '@sup/access';
import { Unrecorded } from '@sup/audit';
import { type Agency, outsideParties } from '@sup/contracts';
import { DirectoryService } from '@sup/messaging';
import { OwnAgency, type OwnAgencyView } from '../service/own-agency.service.ts';

@Controller('api')
export class AgenciesController {
  constructor(
    private readonly directory: DirectoryService,
    private readonly ownAgency: OwnAgency,
  ) {}

  /** Whose service this is, for the sign-in page. */
  @Get('agency')
  @Public()
  own(): OwnAgencyView {
    return this.ownAgency.view();
  }

  /** The directory in force, and the parties that run no service here. */
  @Get('agencies')
  @Unrecorded()
  @Allow('session.own')
  list(): { agencies: readonly Agency[]; outsideParties: typeof outsideParties } {
    return { agencies: this.directory.view().agencies(), outsideParties };
  }
}
