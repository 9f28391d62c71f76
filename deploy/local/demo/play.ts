import { type Act, type Case, type Step, laterSteps, timeline } from './cases.ts';
import { type AgencyClient, type Role } from '../agency.client.ts';
import { type ClueView, type PreparedReferral, Registers } from './registers.ts';
import { sameInstant, sameTrigger } from './due.rules.ts';
import { type Doing, decidesWithoutAccepting, doings, papers } from './events.rules.ts';

/** What became of a step. `dueAt` is what the services computed; it is never taken from the file. */
export interface StepReport {
  readonly seq: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly status: 'passed' | 'failed' | 'not-yet';
  readonly dueAt: string | null;
  readonly expectedDueAt: string | null;
  readonly reason: string | null;
}

export interface CaseReport {
  readonly id: string;
  readonly steps: StepReport[];
  readonly finalState: string | null;
  readonly expectedFinalState: string | null;
}

interface ClockView {
  readonly due: { readonly ruleId: string; readonly triggerAt: string; readonly dueAt: string };
}
interface ReferralView {
  readonly id: string;
  readonly status: string | null;
  readonly parties: { readonly sender: string; readonly receiver: string };
  readonly commands: readonly string[];
  readonly clocks: readonly ClockView[];
}
/** A referral of a case as the player follows it. */
interface Followed {
  readonly id: string;
  readonly sender: string;
  receiver: string;
}

class NotYet extends Error {}

const meeting = { attendees: ['委员一', '委员二', '委员三'], recused: [] };

/** The network as the player sees it. */
export interface Network {
  readonly agencies: ReadonlyMap<string, AgencyClient>;
  /** Office id → the agency it is inside of. */
  readonly offices: ReadonlyMap<string, string>;
  /** Bodies that run no service. */
  readonly outside: ReadonlySet<string>;
  /** Rules that the referral's own rungs run by. */
  readonly rungRules: ReadonlySet<string>;
}

/** Plays cases on one forward timeline, each step as the officers of its agencies would do it. */
export class Player {
  private readonly followed = new Map<string, Followed[]>();

  private readonly network: Network;
  private readonly registers: Registers;

  constructor(network: Network) {
    this.network = network;
    this.registers = new Registers({
      client: (org) => this.client(org),
      agencyOf: (org) => this.locate(org).agency,
      kindOf: (org) => this.network.agencies.get(this.locate(org).agency)?.agency.kind ?? null,
    });
  }

  async play(cases: readonly Case[], heard: (act: Act, report: StepReport) => void): Promise<CaseReport[]> {
    const reports = new Map<string, StepReport[]>(cases.map(({ id }) => [id, []]));
    let now = '';
    for (const act of timeline(cases)) {
      if (act.step.at !== now) await this.setClocks((now = act.step.at));
      const report = await this.playStep(act);
      reports.get(act.of.id)!.push(report);
      heard(act, report);
    }
    return cases.map(({ id, expected }) => {
      const steps = reports.get(id)!.sort((a, b) => a.seq - b.seq);
      return { id, steps, finalState: closingGround(steps), expectedFinalState: expected.finalState };
    });
  }

  private async playStep(act: Act): Promise<StepReport> {
    const { seq, event, from, to, deadline } = act.step;
    const base = { seq, event, from, to, dueAt: null, expectedDueAt: deadline?.expectedDueAt ?? null };
    const doing = doings[event];
    if (!doing) return { ...base, status: 'not-yet', reason: `no command for ${event}` };
    try {
      const dueAt = await this.perform(act, doing);
      const right = !deadline || sameInstant(dueAt, deadline.expectedDueAt);
      return { ...base, dueAt, status: right ? 'passed' : 'failed', reason: right ? null : 'the due date differs' };
    } catch (error) {
      if (error instanceof NotYet) return { ...base, status: 'not-yet', reason: error.message };
      return { ...base, status: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private async perform(act: Act, doing: Doing): Promise<string | null> {
    switch (doing.does) {
      case 'register':
        return this.register(act);
      case 'refer':
        return this.refer(act, doing);
      case 'accept':
        return this.asReceiver(act, 'head', 'accept', { declinedPoints: [] }, 'acknowledged');
      case 'answer':
        return this.answer(act, doing.outcome);
      case 'forward':
        return this.forward(act);
      case 'return':
      case 'object':
        return this.asReceiver(act, 'head', doing.does, refusal(act.step), 'acknowledged');
      case 'recall':
        return this.recall(act);
      case 'dispatch':
        return this.dispatch(act);
      case 'tell':
        return this.tell(act);
    }
  }

  private async register(act: Act): Promise<string | null> {
    const clue = await this.registers.register(act, act.step.to);
    return this.limitOf(act, clue);
  }

  private async refer(act: Act, doing: Extract<Doing, { does: 'refer' }>): Promise<string | null> {
    const { of, step } = act;
    const { agency: to, office } = this.locate(step.to);
    const sender = this.client(step.from);
    const clueId =
      (await this.registers.clueOf(of, step.from, this.latestReceived(act)?.id)) ??
      (await this.registers.register(act, step.from)).id;
    const id = await this.registers.refer(step.from, clueId, this.prepared(act, doing, to, office));
    const drafted = await sender.get<ReferralView>('clerk', `/api/referrals/${id}`);
    const path = `/api/referrals/${drafted.id}`;
    const byMeeting =
      doing.decidedByMeeting || step.guards.includes('COLLECTIVE_DECISION') || !drafted.commands.includes('send');
    if (byMeeting) {
      await sender.post('clerk', `${path}/deliberate`, {});
      const heldOn = step.at.slice(0, 10);
      await sender.post('meeting', `${path}/approve`, {
        decision: { meetingNo: `${of.id}-${step.seq}`, heldOn, ...meeting },
      });
    } else {
      await sender.post('head', `${path}/approve`, {});
    }
    await sender.post('clerk', `${path}/send`, {});
    await this.arrive(act, { id: drafted.id, sender: sender.agency.id, receiver: to });
    return this.dueOf(act, drafted.id, [step.from, to]);
  }

  /** The receiver's clerk signs for it; its head accepts, unless a later step of the case decides otherwise. */
  private async arrive(act: Act, referral: Followed): Promise<void> {
    const list = this.followed.get(act.of.id) ?? [];
    this.followed.set(act.of.id, [...list, referral]);
    const receiver = this.client(referral.receiver);
    const path = `/api/referrals/${referral.id}`;
    await receiver.await<ReferralView>('clerk', path, ({ status }) => status === 'delivered', 'delivery');
    await receiver.post('clerk', `${path}/acknowledge`, {});
    const next = laterSteps(act).find(
      ({ from, event }) =>
        this.locate(from).agency === referral.receiver &&
        doings[event] &&
        doings[event].does !== 'dispatch' &&
        doings[event].does !== 'tell',
    );
    if (!next || !decidesWithoutAccepting(next.event))
      await receiver.post('head', `${path}/accept`, { declinedPoints: [] });
  }

  private prepared(
    { of, step }: Act,
    doing: Extract<Doing, { does: 'refer' }>,
    to: string,
    office: string | null,
  ): PreparedReferral {
    const paper = papers.find(({ says }) => doing.kind === 'FORWARD' && says.test(step.instrument ?? ''));
    const mask = (text: string) => (of.source.alias ? text.replaceAll(of.source.alias, '反映人') : text);
    const own = step.deadline && this.locate(step.deadline.dueBy).agency === this.locate(step.from).agency;
    return {
      kind: paper?.kind ?? doing.kind,
      instrument: step.instrument ?? '线索移送函',
      to,
      office,
      title: mask(of.titleZh),
      legalBasis: [step.legalBasis ?? '中国共产党政法工作条例第三十二条'],
      requestedAction: paper?.asks ?? doing.asks,
      resultRuleId: this.resultRule({ of, step }),
      sendBy: own ? { ruleId: step.deadline!.ruleId, triggerAt: step.deadline!.triggerAt } : null,
      body: { facts: mask(of.summaryZh), points: [mask(of.summaryZh)] },
    };
  }

  /**
   * The rule that limits the result: the one this step gives the recipient, else the one by which the recipient's
   * answer later in the case must come, else the default of appendix A.
   */
  private resultRule(act: Act): string {
    const { step } = act;
    const recipient = this.locate(step.to).agency;
    const given = [
      step,
      ...laterSteps(act).filter(
        (later) => this.locate(later.from).agency === recipient && doings[later.event]?.does === 'answer',
      ),
    ];
    const rule = given
      .map(({ deadline }) => deadline)
      .find(
        (deadline) =>
          deadline && this.locate(deadline.dueBy).agency === recipient && !this.network.rungRules.has(deadline.ruleId),
      );
    return rule?.ruleId ?? 'PLC-URGE-30';
  }

  private async answer(act: Act, outcome: string): Promise<string | null> {
    const { step } = act;
    const text = `${step.instrument ?? '办理情况'}：已按要求办理，情况见附。`;
    return this.asReceiver(
      act,
      'handler',
      'result',
      { outcome, text, instrument: step.instrument ?? null },
      'accepted',
    );
  }

  private async forward(act: Act): Promise<string | null> {
    const { step } = act;
    const referral = this.received(act);
    const to = this.locate(step.to);
    const forwarder = this.client(step.from);
    const own = step.deadline ? { ruleId: step.deadline.ruleId, triggerAt: step.deadline.triggerAt } : null;
    const command = {
      to: to.agency,
      office: to.office,
      reasonCode: 'NOT_OUR_JURISDICTION',
      reason: step.note ?? '依管辖转送',
      forwardBy: own,
    };
    const view = await forwarder.post<ReferralView & { forwardedAs?: string }>(
      'head',
      `/api/referrals/${referral.id}/forward`,
      command,
    );
    const opened = view.forwardedAs;
    if (!opened) throw new Error('the forwarder names no referral that opened');
    await this.arrive(act, { id: opened, sender: referral.sender, receiver: to.agency });
    await this.client(referral.sender).await(
      'clerk',
      `/api/referrals/${opened}`,
      () => true,
      'the forwarded referral at its origin',
    );
    return this.dueOf(act, referral.id, [step.from]);
  }

  private async recall(act: Act): Promise<string | null> {
    const referral = this.follow(act).findLast(({ sender }) => sender === this.locate(act.step.from).agency);
    if (!referral) throw new NotYet('the referral it concerns was not played');
    await this.client(act.step.from).post('head', `/api/referrals/${referral.id}/recall`, {
      reasonCode: 'SENT_BY_MISTAKE',
      reason: act.step.note ?? '误发',
    });
    return this.dueOf(act, referral.id, [act.step.from]);
  }

  private async dispatch(act: Act): Promise<string | null> {
    const { step } = act;
    if (!this.network.outside.has(step.to)) throw new NotYet(`${step.to} is not an outside party`);
    const referral = this.received(act);
    await this.client(step.from).post('handler', `/api/referrals/${referral.id}/dispatch`, {
      to: step.to,
      channel: 'LETTER',
      instrument: step.instrument ?? step.event,
      text: step.note ?? step.instrument ?? step.event,
      ...(step.deadline ? { ruleId: step.deadline.ruleId, triggerAt: step.deadline.triggerAt } : {}),
    });
    return this.dueOf(act, referral.id, [step.from]);
  }

  /** The reporter is told from the clue; while the referral is signed for but not accepted, by a dispatch of the referral. */
  private async tell(act: Act): Promise<string | null> {
    const { of, step } = act;
    const received = this.latestReceived(act);
    const view = received && (await this.client(step.from).get<ReferralView>('head', `/api/referrals/${received.id}`));
    const opened = view?.status === 'acknowledged' ? undefined : received?.id;
    const clueId = await this.registers.clueOf(of, step.from, opened);
    if (!clueId) return this.dispatch(act);
    return this.limitOf(act, await this.registers.tellReporter(step.from, clueId, step));
  }

  /** A receiver's act on the referral that the step answers; both sides must end in the same status. */
  private async asReceiver(
    act: Act,
    role: Role,
    command: string,
    body: unknown,
    from: 'acknowledged' | 'accepted',
  ): Promise<string | null> {
    const referral = this.received(act);
    const path = `/api/referrals/${referral.id}`;
    const receiver = this.client(referral.receiver);
    const before = await receiver.get<ReferralView>('handler', path);
    if (from === 'accepted' && before.status === 'acknowledged')
      await receiver.post('head', `${path}/accept`, { declinedPoints: [] });
    const done = await receiver.post<ReferralView>(role, `${path}/${command}`, body);
    const sender = this.client(referral.sender);
    await sender.await<ReferralView>('clerk', path, ({ status }) => status === done.status, `status ${done.status}`);
    if (command === 'result') {
      await sender.post('head', `${path}/approve-result`, { remark: '同意', placedPoints: [] });
      await sender.post('head', `${path}/strike-off`, { remark: '' });
    }
    return this.dueOf(act, referral.id, [referral.receiver, referral.sender]);
  }

  /** The newest referral of the case that the step's author received and that the step's addressee, if an agency, sent. */
  private received({ of, step }: Act): Followed {
    const author = this.locate(step.from).agency;
    const addressee = this.network.outside.has(step.to) ? null : this.locate(step.to).agency;
    const received = this.follow({ of, step }).filter(({ receiver }) => receiver === author);
    const referral = received.findLast(({ sender }) => sender === addressee) ?? received.at(-1);
    if (!referral) throw new NotYet('what it answers was not played as a referral');
    return referral;
  }

  /** The newest referral of the case that the step's author received. */
  private latestReceived(act: Act): Followed | undefined {
    const author = this.locate(act.step.from).agency;
    return this.follow(act).findLast(({ receiver }) => receiver === author);
  }

  private follow({ of }: Act): Followed[] {
    return this.followed.get(of.id) ?? [];
  }

  /** The due date that the services computed for the step's rule and trigger, as the officers of `at` see it. */
  private async dueOf({ step }: Act, id: string, at: readonly string[]): Promise<string | null> {
    if (!step.deadline) return null;
    const { ruleId, triggerAt } = step.deadline;
    for (const org of at) {
      const view = await this.client(org).get<ReferralView>('handler', `/api/referrals/${id}`);
      const clock = view.clocks.find(({ due }) => due.ruleId === ruleId && sameTrigger(due.triggerAt, triggerAt));
      if (clock) return clock.due.dueAt;
    }
    return null;
  }

  /** The due date that the register computed for the step's rule and trigger. */
  private limitOf({ step }: Act, clue: ClueView): string | null {
    if (!step.deadline) return null;
    const { ruleId, triggerAt } = step.deadline;
    return (
      clue.limits.find(({ due }) => due.ruleId === ruleId && sameTrigger(due.triggerAt, triggerAt))?.due.dueAt ?? null
    );
  }

  private async setClocks(at: string): Promise<void> {
    const now = new Date(at).toISOString();
    await Promise.all(
      [...this.network.agencies.values()].map((agency) => agency.put('sysadmin', '/api/business-clock', { now })),
    );
  }

  private client(org: string): AgencyClient {
    const client = this.network.agencies.get(this.locate(org).agency);
    if (!client) throw new NotYet(`${org} runs no service on this network`);
    return client;
  }

  private locate(org: string): { agency: string; office: string | null } {
    const inside = this.network.offices.get(org);
    return inside ? { agency: inside, office: org } : { agency: org.toLowerCase(), office: null };
  }
}

function refusal(step: Step): unknown {
  return {
    reasonCode: 'NOT_OUR_JURISDICTION',
    reason: step.note ?? '不属于本单位管辖',
    suggestedAuthority: step.to.toLowerCase(),
  };
}

/** The closing ground, known only when every step of the case was really done (meta.reading 4). */
function closingGround(steps: readonly StepReport[]): string | null {
  if (steps.some(({ status }) => status !== 'passed')) return null;
  return steps.some(({ event }) => event === 'HANDED_OFF') ? 'HANDED_OFF' : 'REPLIED_AND_CLOSED';
}
