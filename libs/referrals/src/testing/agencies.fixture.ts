import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { AccessModule, type ActingRequest, accessMigrations } from '@sup/access';
import { actionsOf, type Actor, type Role } from '@sup/access/protocol';
import { AuditModule, auditMigrations } from '@sup/audit';
import { type Agency, type AgencyId, type SignedDirectory, readFact } from '@sup/contracts';
import { BusinessClock, DeadlineTimer, DeadlinesModule, deadlinesMigrations } from '@sup/deadlines';
import { DecisionsModule, decisionsMigrations } from '@sup/decisions';
import { FilesModule, FilesService, filesMigrations } from '@sup/files';
import { InputPipe } from '@sup/hosting';
import { type Clock, newId, systemClock } from '@sup/kernel';
import {
  DirectoryService,
  EngineService,
  LinkService,
  MessagingModule,
  ReactionRegistry,
  messagingMigrations,
} from '@sup/messaging';
import { type KeyRingFile, newKeyRing, parseKeyRing, signDirectory, signFacts } from '@sup/messaging/protocol';
import { DataSource } from 'typeorm';
import { DraftsService, ReferralReads, ReferralsModule, ReferralsService, referralMigrations } from '../index.ts';
import seated from './seats.json' with { type: 'json' };
import { type ReferralView } from '../service/referral.views.ts';
import { type CommandBody, type CommandName, commandSchemas, createDraftSchema } from '../service/referral.requests.ts';

/** How a spec opens a database of its own: specs may use the test library, this file may not. */
export type OpenDatabase = (migrations: never) => Promise<{ readonly dataSource: DataSource; drop(): Promise<void> }>;

/** A fact under way between two agencies. */
export interface UnderWay {
  readonly from: AgencyId;
  readonly to: AgencyId;
  readonly type: string;
  readonly subject: string;
  readonly body: string;
}
export interface Refusal extends UnderWay {
  readonly outcome: string;
  readonly code: string;
}

/** The agencies of these suites: a committee above two police organs, a court beside, a discipline body apart. */
const seats = seated as readonly Pick<Agency, 'id' | 'kind' | 'level' | 'superior'>[];

/** One agency: its own database and services, with the broker left out. */
export class RunningAgency {
  readonly id: AgencyId;
  readonly dataSource: DataSource;
  readonly module: TestingModule;
  /** Its HTTP side without the guard: who acts stands in the header `x-role`. */
  readonly app: INestApplication;
  private readonly people = new Map<Role, string>();

  constructor(id: AgencyId, dataSource: DataSource, module: TestingModule, app: INestApplication) {
    this.id = id;
    this.dataSource = dataSource;
    this.module = module;
    this.app = app;
  }

  actor(role: Role): Actor {
    const personId = this.people.get(role) ?? newId();
    this.people.set(role, personId);
    return {
      ...{ personId, personName: `${this.id} ${role}`, agency: this.id, postId: `${this.id}-${role}` },
      ...{ postTitle: role, postTitleEn: role, roles: [role], actions: actionsOf([role]), epoch: 1, posts: [] },
    };
  }

  /** Does what an officer does, from the body as it comes over HTTP. */
  async do<Name extends CommandName>(role: Role, name: Name, id: string, body: object = {}): Promise<ReferralView> {
    const parsed = commandSchemas[name].parse(body) as CommandBody<Name>;
    const actor = this.actor(role);
    await this.module.get(ReferralsService).command(name, { id, body: parsed, actor });
    return this.view(id, role);
  }

  draft(body: object): Promise<string> {
    return this.module.get(DraftsService).create(createDraftSchema.parse(body), this.actor('clerk'));
  }

  /** Drafts, approves and sends. */
  async send(body: object): Promise<string> {
    const id = await this.draft(body);
    await this.do('head', 'approve', id);
    await this.do('clerk', 'send', id);
    return id;
  }

  view(id: string, role: Role = 'head'): Promise<ReferralView> {
    return this.module.get(ReferralReads).view(id, this.actor(role));
  }

  async upload(name: string, content: string): Promise<string> {
    const bytes = async function* () {
      await Promise.resolve();
      if (content) yield Buffer.from(content);
    };
    const { fileId } = await this.module.get(FilesService).upload(bytes(), { name, uploader: newId() });
    return fileId;
  }
}

/** Several agencies in one process. Facts are handed over in memory; nothing else connects them. */
export class Agencies {
  readonly refusals: Refusal[] = [];
  private readonly running = new Map<AgencyId, RunningAgency>();
  private readonly taken = new Map<AgencyId, string>();
  private readonly closing: (() => Promise<unknown>)[] = [];
  private underWay: UnderWay[] = [];
  private early: UnderWay[] = [];
  private rings = new Map<AgencyId, KeyRingFile>();
  private directory: SignedDirectory;

  static async start(
    ids: readonly AgencyId[],
    open: OpenDatabase,
    now = '2026-11-25T01:00:00.000Z',
  ): Promise<Agencies> {
    const agencies = new Agencies();
    const chosen = seats.filter(({ id }) => ids.includes(id));
    agencies.directory = agencies.seat(chosen);
    for (const { id } of chosen) await agencies.run(id, open, now);
    return agencies;
  }

  at(id: AgencyId): RunningAgency {
    return this.running.get(id)!;
  }

  /** Hands over until nothing is under way. `touch` may hold back (null), double or reorder what is under way. */
  async settle(touch: (facts: UnderWay[]) => UnderWay[] = (facts) => facts): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      for (const agency of this.running.values()) await this.loopBack(agency);
      await this.collect();
      const now = touch(this.underWay);
      if (now.length === 0) return;
      this.underWay = this.underWay.filter((fact) => !now.includes(fact));
      for (const fact of now) await this.handOver(fact);
    }
    throw new Error('facts go on and on');
  }

  /** Sets the business clock of every agency and lets their timers do what is due. */
  async setClock(instant: string): Promise<void> {
    for (const agency of this.running.values()) await agency.module.get(BusinessClock).set(instant);
    await this.runTimers();
  }

  async runTimers(ids: readonly AgencyId[] = [...this.running.keys()]): Promise<void> {
    for (const id of ids) await this.at(id).module.get(DeadlineTimer).runNow();
  }

  /** Hands over one fact, perhaps once more. */
  async handOver(fact: UnderWay): Promise<void> {
    await this.moveBlobs(fact);
    this.at(fact.to).module.get(LinkService).noteHeard(fact.from, false);
    await this.keep(fact);
    if (await this.applyOne(fact)) await this.retryEarly();
  }

  /** Puts a newer directory in force everywhere. */
  async adopt(change: (agencies: readonly Agency[]) => Agency[]): Promise<void> {
    const { directory } = this.directory;
    const next = { ...directory, version: directory.version + 1, agencies: change(directory.agencies) };
    this.directory = this.signed(next);
    for (const { module, dataSource } of this.running.values()) {
      await module.get(DirectoryService).adopt(dataSource.manager, this.directory);
    }
  }

  async stop(): Promise<void> {
    for (const close of this.closing.reverse()) await close();
  }

  private seat(chosen: typeof seats): SignedDirectory {
    const keys = chosen.map(({ id }) => newKeyRing(id, systemClock));
    chosen.forEach(({ id }, index) => this.rings.set(id, keys[index]!.ring));
    const agencies = chosen.map((seat): Agency => {
      const known = chosen.some(({ id }) => id === seat.superior);
      return {
        ...seat,
        superior: known ? seat.superior : null,
        nameZh: seat.id,
        nameEn: seat.id,
        offices: [],
        successor: null,
        suspended: false,
      };
    });
    return this.signed({
      version: 1,
      issuedAt: systemClock.now(),
      agencies,
      keys: keys.flatMap(({ publicKeys }) => publicKeys),
    });
  }

  private signed(directory: SignedDirectory['directory']): SignedDirectory {
    const signers = directory.agencies.slice(0, 2).map(({ id }) => parseKeyRing(this.rings.get(id)!));
    return { directory, signatures: signers.map((ring) => signDirectory(directory, ring)) };
  }

  private async run(id: AgencyId, open: OpenDatabase, now: string): Promise<void> {
    const migrations = [
      ...[...auditMigrations, ...accessMigrations, ...messagingMigrations, ...filesMigrations],
      ...[...deadlinesMigrations, ...decisionsMigrations, ...referralMigrations],
    ];
    const database = await open(migrations as never);
    const { dataSource } = database;
    const wall = wallFrom(now);
    const folder = mkdtempSync(join(tmpdir(), 'sup-referrals-'));
    @Module({
      providers: [{ provide: DataSource, useValue: dataSource }],
      exports: [DataSource],
    })
    class DatabaseModule {}
    const module = await Test.createTestingModule({
      imports: [
        { module: DatabaseModule, global: true },
        AuditModule.forAgency({ agency: id }),
        accessWithoutGuard(id, wall),
        DecisionsModule.forAgency({ agency: id }),
        DeadlinesModule.forAgency({ agency: id, adjustable: true }),
        FilesModule.forAgency({ directory: folder, masterKey: new Uint8Array(32).fill(7) }),
        MessagingModule.forAgency({
          agency: id,
          keyRing: parseKeyRing(this.rings.get(id)!),
          directory: this.directory,
          broker: { url: 'nats://127.0.0.1:1', seed: '', adminSeed: '', monitorUrl: null, domain: null },
          blobStore: FilesService,
          clock: wall,
        }),
        ReferralsModule.forAgency({ agency: id, parties: ['sender', 'receiver', 'arbiter'] }),
      ],
    })
      .overrideProvider(EngineService)
      .useValue({})
      .overrideProvider(BusinessClock)
      .useValue(new BusinessClock(dataSource, true, wall))
      .setLogger(false as never)
      .compile();
    const app = module.createNestApplication({ logger: false });
    app.useGlobalPipes(new InputPipe());
    app.use((request: ActingRequest, _: unknown, next: () => void) => {
      request.actor = this.at(id).actor((request.headers['x-role'] ?? 'head') as Role);
      next();
    });
    await app.init();
    await module.get(DeadlineTimer).stop();
    this.running.set(id, new RunningAgency(id, dataSource, module, app));
    this.closing.push(
      () => database.drop(),
      () => app.close(),
      () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    );
  }

  private async collect(): Promise<void> {
    for (const agency of this.running.values()) {
      const rows = await agency.dataSource.query<(UnderWay & { position: string })[]>(
        `select o.position, $1 as "from", o.recipient as "to", f.type, o.record_id as subject, f.body
         from messaging_outbox o join messaging_fact f on f.author = $1 and f.fact_id = o.fact_id
         where o.position > $2 order by o.position`,
        [agency.id, this.taken.get(agency.id) ?? '0'],
      );
      const last = rows.at(-1);
      if (last) this.taken.set(agency.id, last.position);
      this.underWay.push(...rows.filter(({ to }) => this.running.has(to)));
    }
  }

  /** Own facts and signals, in order, as the worker gives them back. */
  private async loopBack(agency: RunningAgency): Promise<void> {
    for (;;) {
      const [next] = await agency.dataSource.query<{ position: string; type: string; body: string; signal: boolean }[]>(
        `select d.position, d.type, f.body, f.signal from messaging_delivery d
         join messaging_fact f on f.author = d.author and f.fact_id = d.fact_id
         where d.author = $1 and d.capability = 'referrals' and d.state = 'pending' order by d.position limit 1`,
        [agency.id],
      );
      if (!next) return;
      await this.react(agency, { ...next, from: agency.id });
      await agency.dataSource.query(`update messaging_delivery set state = 'done' where position = $1`, [
        next.position,
      ]);
    }
  }

  /** Keeps the fact at its addressee with its author's proof, as the intake does. */
  private async keep({ from, to, body }: UnderWay): Promise<void> {
    const { kid, root, signature, proofs } = signFacts([body], parseKeyRing(this.rings.get(from)!));
    const { id, type, subject } = JSON.parse(body) as { id: string; type: string; subject: string };
    const { dataSource } = this.at(to);
    await dataSource.query(
      'insert into messaging_root (author, root, kid, signature, size) values ($1, $2, $3, $4, 1) on conflict do nothing',
      [from, root, kid, signature],
    );
    await dataSource.query(
      `insert into messaging_fact (author, fact_id, type, record_id, body, root, leaf, path)
       values ($1, $2, $3, $4, $5, $6, 0, $7) on conflict do nothing`,
      [from, id, type, subject, body, root, proofs[0]!.path.join(' ')],
    );
  }

  private async applyOne(fact: UnderWay): Promise<boolean> {
    const reception = await this.react(this.at(fact.to), { ...fact, signal: false });
    if (reception.outcome === 'held') this.early.push(fact);
    if (reception.outcome === 'conflict' || reception.outcome === 'refused')
      this.refusals.push({ ...fact, ...reception });
    return reception.outcome === 'applied';
  }

  private async retryEarly(): Promise<void> {
    const waiting = this.early;
    this.early = [];
    let moved = false;
    for (const fact of waiting) moved = (await this.applyOne(fact)) || moved;
    if (moved) await this.retryEarly();
  }

  private react(agency: RunningAgency, given: { from: AgencyId; type: string; body: string; signal: boolean }) {
    const reaction = agency.module.get(ReactionRegistry).find('referrals', given.type);
    if (!reaction) throw new Error(`no reaction on ${given.type}`);
    const content: unknown = JSON.parse(given.body);
    const read = given.signal ? null : readFact(content);
    if (read && 'unreadable' in read) throw new Error(JSON.stringify(read.unreadable));
    const own = given.from === agency.id;
    const now = new Date().toISOString();
    const received = {
      fact: (read ? read.fact : content) as never,
      ...{ author: given.from, own, receivedAt: now, hubAt: own ? null : now, carried: null, retried: false },
    };
    return agency.dataSource.transaction((manager) => reaction.apply(received, manager));
  }

  private async moveBlobs({ from, to }: UnderWay): Promise<void> {
    const queued = await this.at(from).dataSource.query<{ hash: string }[]>(
      `select hash from messaging_blob where recipient = $1 and state = 'queued'`,
      [to],
    );
    const [source, target] = [from, to].map((id) => this.at(id).module.get(FilesService));
    for (const { hash } of queued) {
      const blob = await source!.blobOf(hash);
      if (!blob) continue;
      for (let index = 0; index < blob.chunks; index += 1) {
        await target!.putChunk(hash, index, blob.chunks, await source!.chunk(hash, index));
      }
      await this.at(from).dataSource.query(
        `update messaging_blob set state = 'stored' where recipient = $1 and hash = $2`,
        [to, hash],
      );
    }
  }
}

/** People, seats and cases as they are; who acts stands in a header, so that nobody need sign in. */
function accessWithoutGuard(agency: AgencyId, wall: Clock): DynamicModule {
  const settings = { agency, publicOrigin: 'https://localhost', identityKey: new Uint8Array(32).fill(5) };
  const { providers = [], ...access } = AccessModule.forAgency(settings, wall);
  const isGuard = (one: (typeof providers)[number]) => 'provide' in one && one.provide === APP_GUARD;
  return { ...access, providers: providers.filter((one) => !isGuard(one)) };
}

/** Wall time that began at an instant when the suite began: suites do not depend on the day they run on. */
function wallFrom(start: string): Clock {
  const shift = Date.parse(start) - Date.now();
  return { now: () => new Date(Date.now() + shift).toISOString() };
}

/** A letter as an intake clerk writes it. */
export function letter(to: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    kind: 'FORWARD',
    instrument: '线索转办函',
    to,
    title: '报案后未予答复',
    classification: 'INTERNAL',
    legalBasis: ['中国共产党政法工作条例第三十二条'],
    requestedAction: 'VERIFY_AND_REPLY',
    unitConcerned: to,
    reporter: { kind: 'CITIZEN', name: '甲某', contact: '13000000000' },
    body: {
      facts: '反映人称报案后未获答复，要求核查。',
      points: ['是否依法受案', '是否按期答复'],
      subject: { agency: to, office: '经侦大队', persons: [{ alias: '民警A', role: '民警' }] },
      misconductCodes: ['M3-PO-01'],
      causes: ['C2'],
      caseStage: 'PENDING',
    },
    ...more,
  };
}

/** What both sides must agree on. */
export function history(view: ReferralView): string[] {
  return view.timeline
    .filter(({ type }) => !type.startsWith('fact.'))
    .map(({ track, n, type, author, statedAt }) => `${track} ${n} ${type} ${author} ${statedAt}`)
    .sort();
}
