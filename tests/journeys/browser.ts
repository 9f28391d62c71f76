import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as driver } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** A real browser: the machine's Chromium, else the one that the registry ships. */
export async function openBrowser(): Promise<Browser> {
  const present = installed.find((path) => existsSync(path));
  const executablePath = present ?? (await chromium.executablePath());
  return driver.launch({ executablePath, args: present ? quiet : [...chromium.args, ...quiet] });
}

/** An officer at the console of one agency. */
export class Officer {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async signIn(
    browser: Browser,
    origin: string,
    account: { username: string; password: string },
    language: 'zh' | 'en' = 'zh',
  ): Promise<Officer> {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 860 } });
    // The console's first language is Chinese; English is what the person chose on this machine before.
    if (language === 'en') await context.addInitScript("localStorage.setItem('sup.language', 'en')");
    const page = await context.newPage();
    await page.goto(origin);
    await page.fill('input[name=username]', account.username);
    await page.fill('input[name=password]', account.password);
    await page.click('button[type=submit]');
    await page.getByRole('button', { name: language === 'zh' ? '退出' : 'Sign out' }).waitFor();
    return new Officer(page);
  }

  /** Opens a record from its row in a tray. */
  async open(tray: string, title: string): Promise<void> {
    await this.page.getByRole('link', { name: tray }).click();
    await this.page.getByRole('link', { name: title }).first().click();
    await this.page.getByRole('heading', { name: title }).first().waitFor();
  }

  /** Presses a command's button, fills its form and confirms. Choices are picked by their words. */
  async act(
    command: string,
    fields: Readonly<Record<string, string>> = {},
    choices: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.page.getByRole('button', { name: command, exact: true }).first().click();
    const dialog = this.page.getByRole('dialog');
    for (const [label, word] of Object.entries(choices)) {
      await dialog.getByLabel(label).click();
      await this.page.locator('.ant-select-item-option').filter({ hasText: word }).first().click();
    }
    for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label).fill(text);
    await dialog.getByRole('button', { name: command, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** The rungs of the ladder on screen: what happened and when, as both sides must tell it. */
  async ladder(): Promise<string[]> {
    const heads = await this.page.locator('.ladder .rung-head').allInnerTexts();
    return heads.map((head) => head.replace(/\s+/g, ' ')).sort();
  }

  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }
}
