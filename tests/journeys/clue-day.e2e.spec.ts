import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LocalNetwork } from '@sup/deploy';
import { type Browser, type Page } from 'playwright-core';
import { Officer, openBrowser } from './browser.ts';

jest.setTimeout(420_000);

type Tongue = 'zh' | 'en';
/** What stands on the screen, in the two languages; the index is the tongue's. */
const words = {
  intake: ['线索登记', 'Register a clue'],
  agency: ['被反映单位', 'Unit concerned'],
  police: ['XX县公安局', 'XX County Public Security Bureau'],
  cityPolice: ['XX市公安局', 'XX City Public Security Bureau'],
  hasReporter: ['有反映人', 'There is a reporter'],
  name: ['姓名', 'Name'],
  addPerson: ['增加人员', 'Add a person'],
  title: ['标题', 'Title'],
  facts: ['反映的事实', 'Facts reported'],
  findCode: ['查找编码或文字', 'Find a code or words'],
  variant: ['姓名异写', 'Variant of the name'],
  register: ['登记', 'Register'],
  screen: ['开始研判', 'Begin screening'],
  prepare: ['拟移送', 'Prepare a referral'],
  to: ['收件单位', 'To'],
  basis: ['依据', 'Legal basis'],
  deliberate: ['提交集体讨论', 'Submit for deliberation'],
  approve: ['批准', 'Approve'],
  byMeeting: ['经集体会议决定', 'Decided by a meeting'],
  meetingNo: ['会议编号', 'Meeting number'],
  heldOn: ['会议日期', 'Held on'],
  attendees: ['出席人员', 'Present'],
  send: ['发出', 'Send'],
  acknowledge: ['签收', 'Acknowledge'],
  giveBack: ['退回', 'Return'],
  reason: ['理由说明', 'Explanation of the reason'],
  reasonCode: ['理由类别', 'Reason'],
  notOurs: ['不属于本单位管辖', 'Not within our jurisdiction'],
  suggested: ['建议的有权机关', 'Suggested authority'],
  screening: ['研判', 'Screening'],
  accept: ['受理', 'Accept'],
  answer: ['反馈结果', 'Return the result'],
  answerText: ['办理结果', 'Result'],
  outcome: ['结果类别', 'Outcome'],
  substantiated: ['查实', 'Substantiated'],
  approveResult: ['认可反馈', 'Approve the result'],
  strikeOff: ['销号', 'Strike off'],
  disposed: ['已处置', 'Disposed of'],
  tellReporter: ['答复反映人', 'Tell the reporter'],
  paper: ['文书', 'Paper'],
  explanation: ['说明', 'Words'],
  way: ['答复方式', 'By which way'],
  written: ['书面', 'In writing'],
  close: ['办结', 'Close'],
  ground: ['办结依据', 'Ground'],
  repliedAndClosed: ['已答复办结', 'Replied and closed'],
  closed: ['已办结', 'Closed'],
} as const satisfies Record<string, readonly [string, string]>;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds serious or worse on the page as it stands: the rule and the first element. */
async function seriousOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
}

let network: LocalNetwork;
let browser: Browser;

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'police', 'police-c', 'sharing']);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await network?.stop();
});

/** One day of a clue, played in one language at three agencies. */
class Day {
  private readonly officers = new Map<string, Promise<Officer>>();
  private readonly tongue: Tongue;
  readonly title: string;

  constructor(tongue: Tongue) {
    this.tongue = tongue;
    this.title = `采砂场合同纠纷被违规立案（${tongue}）`;
  }

  say(key: keyof typeof words): string {
    return words[key][this.tongue === 'zh' ? 0 : 1];
  }

  officer(agency: string, role: string): Promise<Officer> {
    const key = `${agency}/${role}`;
    const known = this.officers.get(key);
    if (known) return known;
    const found = network.agencies().find(({ id }) => id === agency)!;
    const account = found.signIns.find((signIn) => signIn.role === role)!;
    const signingIn = Officer.signIn(browser, found.publicOrigin, account, this.tongue).then((officer) => {
      // A machine that is busy with other suites is slow, not wrong.
      officer.page.setDefaultTimeout(90_000);
      return officer;
    });
    this.officers.set(key, signingIn);
    return signingIn;
  }

  async at(agency: string, role: string, path: string): Promise<Officer> {
    const officer = await this.officer(agency, role);
    await officer.page.goto(new URL(path, officer.page.url()).href);
    return officer;
  }

  /** A command by its button, its form checked by axe before it is confirmed. */
  async act(officer: Officer, command: keyof typeof words, fill: Partial<Record<keyof typeof words, string>> = {}) {
    const { page } = officer;
    const label = this.say(command);
    await page.getByRole('button', { name: label, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    for (const [field, text] of Object.entries(fill)) {
      const control = dialog
        .locator('.command-form')
        .getByLabel(this.say(field as keyof typeof words))
        .first();
      if (field !== 'suggested' && (await control.getAttribute('role')) === 'combobox') {
        await control.click();
        await page
          .locator('.ant-select-dropdown:visible .ant-select-item-option')
          .filter({ hasText: text })
          .first()
          .click();
      } else await control.fill(text);
    }
    expect(await seriousOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: label, exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** The head prepares it, the clerk puts it before the meeting, the secretary records the decision, the clerk sends. */
  async refer(cluePath: string, agency: string): Promise<string> {
    const head = await this.at('plc', 'head', cluePath);
    await this.act(head, 'prepare', { to: agency, basis: '中国共产党政法工作条例第二十二条' });
    const link = head.page.locator('.record-aside').getByRole('link', { name: agency, exact: true }).last();
    const path = (await link.getAttribute('href'))!;
    await network.client('plc').await('head', `/api${path}`, () => true, 'the draft of the referral');
    const clerk = await this.at('plc', 'clerk', path);
    await this.act(clerk, 'deliberate');
    await this.approve(path, agency);
    await clerk.page.reload();
    await this.act(clerk, 'send');
    return path;
  }

  private async approve(path: string, agency: string): Promise<void> {
    const { page } = await this.at('plc', 'meeting', path);
    await page.getByRole('button', { name: this.say('approve'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(this.say('byMeeting')).click();
    await dialog.getByLabel(this.say('meetingNo')).fill(`${this.tongue}-${agency}`);
    const clock = await network.client('plc').get<{ now: string }>('head', '/api/business-clock');
    await dialog.getByLabel(this.say('heldOn')).fill(clock.now.slice(0, 10));
    const attendees = dialog.getByLabel(this.say('attendees')).first();
    for (const name of ['赵负责', '孙秘书', '方内勤']) {
      await attendees.fill(name);
      await attendees.press('Enter');
    }
    expect(await seriousOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: this.say('approve'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** The complaint is typed; the form saves itself and shows the earlier clue of the same person under another writing. */
  async enter(): Promise<string> {
    const { page } = await this.at('plc', 'clerk', '/clues/new');
    await page.getByLabel(this.say('agency')).first().fill(this.say('police'));
    await page.locator('.sealed-form').getByText(this.say('hasReporter')).click();
    await page.locator('.sealed-form').getByLabel(this.say('name')).first().fill('王建国');
    await page.getByRole('button', { name: this.say('addPerson') }).click();
    await page.locator('.person-fields').getByLabel(this.say('name')).first().fill('李志強');
    await page.locator('main').getByLabel(this.say('title')).first().fill(this.title);
    await page
      .getByLabel(this.say('facts'))
      .fill(`经侦大队以合同诈骗为名对民事纠纷立案，冻结账户三个（${this.tongue}）。`);
    await page.getByPlaceholder(this.say('findCode')).fill('M4-01');
    await page.locator('.codes details .ant-checkbox-wrapper').first().click();
    await page.locator('.saving-saved').waitFor();
    await page.locator('.duplicates').getByText(this.say('variant')).first().waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await page.getByRole('button', { name: this.say('register'), exact: true }).click();
    await page.getByRole('heading', { name: this.title }).waitFor();
    expect(await page.locator('main').innerText()).not.toContain('王建国');
    return new URL(page.url()).pathname;
  }

  async stands(officer: Officer, status: keyof typeof words): Promise<void> {
    await officer.page.locator('.standing-facts').getByText(this.say(status), { exact: true }).waitFor();
    expect(await seriousOn(officer.page)).toEqual([]);
  }
}

describe.each<Tongue>(['zh', 'en'])('the day of a clue, in %s', (tongue) => {
  const day = new Day(tongue);
  let clue: string;

  it('a complaint is entered, saves itself, and a duplicate is noticed while it is typed', async () => {
    await network.client('plc').post('clerk', '/api/clues/register', earlier(tongue));
    clue = await day.enter();
    const head = await day.at('plc', 'head', '/');
    await head.page.getByRole('link', { name: day.title }).waitFor();
    expect(await seriousOn(head.page)).toEqual([]);
  });

  it('it is referred on a recorded decision, and the county police return it with a reason', async () => {
    const head = await day.at('plc', 'head', clue);
    await day.act(head, 'screen');
    const path = await day.refer(clue, day.say('police'));
    await network
      .client('police-c')
      .await<{ status: string }>('clerk', `/api${path}`, ({ status }) => status === 'delivered', 'delivery');
    await day.act(await day.at('police-c', 'clerk', path), 'acknowledge');
    await day.act(await day.at('police-c', 'head', path), 'giveBack', {
      reasonCode: day.say('notOurs'),
      reason: '应由市局督察部门核查',
      suggested: day.say('cityPolice'),
    });
    await day.stands(await day.at('plc', 'head', clue), 'screening');
  });

  it('it is referred again, accepted and answered by the city police', async () => {
    const path = await day.refer(clue, day.say('cityPolice'));
    await network
      .client('police')
      .await<{ status: string }>('clerk', `/api${path}`, ({ status }) => status === 'delivered', 'delivery');
    await day.act(await day.at('police', 'clerk', path), 'acknowledge');
    await day.act(await day.at('police', 'head', path), 'accept');
    const answer = { outcome: day.say('substantiated'), answerText: '经核查，已解除超范围冻结。' };
    await day.act(await day.at('police', 'handler', path), 'answer', answer);
    await network
      .client('plc')
      .await<{ status: string }>('head', `/api${path}`, ({ status }) => status === 'result', 'the result');
    const head = await day.at('plc', 'head', path);
    await day.act(head, 'approveResult');
    await day.act(head, 'strikeOff');
    await day.stands(await day.at('plc', 'head', clue), 'disposed');
  });

  it('the reporter is answered and the clue is closed, with both sides’ course on its page', async () => {
    const clerk = await day.at('plc', 'clerk', clue);
    const told = { way: day.say('written'), paper: '答复意见书', explanation: '已核查并纠正。' };
    await day.act(clerk, 'tellReporter', told);
    const head = await day.at('plc', 'head', clue);
    await day.act(head, 'close', { ground: day.say('repliedAndClosed') });
    await day.stands(head, 'closed');
    expect(await head.page.locator('.ladder').count()).toBe(2);
  });
});

it.each<[string, string, readonly string[]]>([
  ['plc', 'clerk', ['/clues', '/search?q=李志强', '/clues/import', '/account']],
  ['plc', 'meeting', ['/work', '/meetings', '/meetings/new']],
  ['plc', 'auditor', ['/audit']],
  ['plc', 'sysadmin', ['/network']],
  ['plc', 'secadmin', ['/people']],
  ['plc', 'custodian', ['/identities']],
])('axe finds nothing serious on the pages of %s’s %s', async (agency, role, paths) => {
  const day = new Day('zh');
  for (const path of paths) {
    const { page } = await day.at(agency, role, path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect([path, await seriousOn(page)]).toEqual([path, []]);
  }
});

/** A clue registered before: the same person in the other writing. */
function earlier(tongue: Tongue): object {
  return {
    title: `企业账户被冻结（${tongue}）`,
    channel: 'COMPLAINT',
    receivedAt: '2026-03-02T09:00:00+08:00',
    subject: { agency: 'police-c', office: '经侦大队', persons: [{ name: '李志强' }] },
    misconductCodes: ['M3-PO-04'],
    facts: `企业反映经侦大队插手经济纠纷，冻结账户（${tongue}）。`,
  };
}
