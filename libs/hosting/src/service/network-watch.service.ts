import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LinkService, type MessagingHealth } from '@sup/messaging';
import { FreshLook } from './fresh-look.ts';
import { Metrics } from './metrics.service.ts';
import { ReadinessChecks } from './readiness.service.ts';

/** Registers what of the network must hold before the service is ready, and the figures that Prometheus reads. */
@Injectable()
export class NetworkWatch implements OnModuleInit {
  private readonly looked = new FreshLook<MessagingHealth>(() => this.links.health());

  constructor(
    private readonly links: LinkService,
    private readonly readiness: ReadinessChecks,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.require('broker', ({ connected }) => connected);
    // An acknowledged write that the broker has not synced can be lost with the power (messaging/NATS.md).
    this.require('durable', ({ durable }) => durable === true);
    this.require('restored', ({ restoring }) => !restoring);
    this.show('sup_outbox_age_seconds', 'Age of the oldest fact that waits to be sent', (now) => now.outboxAgeSeconds);
    this.show('sup_outbox_waiting', 'Facts that wait to be sent', (now) => now.waiting);
    this.show(
      'sup_unreceipted_over_hour',
      'Facts stored for an hour without receipt',
      (now) => now.unreceiptedOverHour,
    );
    this.show('sup_inbox_pending', 'Deliveries that wait to be applied', (now) => now.pending);
    this.show('sup_inbox_held_over_alarm', 'Deliveries held for too long', (now) => now.heldOverAlarm);
    this.show('sup_dead_letters', 'Facts that could not be processed', (now) => now.dead);
    this.show('sup_quarantined', 'Parcels that could not be read or verified', (now) => now.quarantined);
    this.show('sup_broker_connected', '1 while the broker is connected', (now) => (now.connected ? 1 : 0));
    this.show('sup_restoring', '1 while the fence of a restore is closed', (now) => (now.restoring ? 1 : 0));
  }

  private require(name: string, holds: (health: MessagingHealth) => boolean): void {
    this.readiness.register(name, async () => {
      if (!holds(await this.looked.now())) throw new Error(name);
    });
  }

  private show(name: string, help: string, figure: (health: MessagingHealth) => number): void {
    this.metrics.gauge(name, help, async () => figure(await this.looked.now()));
  }
}
