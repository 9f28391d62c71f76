import { Controller, Get, Req, Res } from '@nestjs/common';
import { type ActingRequest, Allow, Notices } from '@sup/access';
import { Unrecorded } from '@sup/audit';
import { type Response } from 'express';

/** How long a window waits before it comes back, milliseconds. */
const retryMs = 2_000;

/**
 * `text/event-stream`: `changed` without content whenever something this person may see has changed, a comment every 15 s.
 * It ends within a second when the session does; asked again it is answered 401.
 */
@Controller('api/notices')
@Allow('session.own')
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Get('stream')
  @Unrecorded()
  async stream(@Req() request: ActingRequest, @Res() response: Response): Promise<void> {
    const { actor, door } = request;
    if (!actor || !door) throw new Error('the stream of notices was reached without a session');
    // The connection ends with the stream, so that a stopping service has nothing to wait for.
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no',
      Connection: 'close',
    });
    response.write(`retry: ${retryMs}\n\n`);
    const close = await this.notices.open(door, actor, {
      changed: () => response.write('event: changed\ndata: {}\n\n'),
      beat: () => response.write(': beat\n\n'),
      close: () => response.end(),
    });
    if (close === undefined || response.destroyed) close?.();
    else response.once('close', close);
  }
}
