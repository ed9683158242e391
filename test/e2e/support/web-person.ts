import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { endpoints } from './endpoints.ts';
import { Person } from './person.ts';

/** How long anything on a page may take here, where all functions start cold and share two cores. */
const patienceMs = 30_000;

/** What is read of a row; the types of pages are not those of tests. */
interface Row {
  getAttribute(name: string): string | null;
  querySelector(selector: string): { readonly textContent: string } | null;
}

interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What is used of IndexedDB. */
interface Database {
  transaction(
    store: string,
    mode: string,
  ): EventTarget & { objectStore(store: string): { put(value: unknown, key: string): void } };
  close(): void;
}

/** Keeps tokens in a page as the SDK's store for browsers does. */
const keepTokens = (tokens: object): Promise<void> =>
  new Promise((resolve, reject) => {
    const { indexedDB } = globalThis as unknown as {
      readonly indexedDB: { open(name: string): EventTarget & { readonly result: Database } };
    };
    const opening = indexedDB.open('chemchat-tokens');
    opening.addEventListener('error', () => reject(new Error('cannot open the database')));
    opening.addEventListener('success', () => {
      const { result: database } = opening;
      const writing = database.transaction('tokens', 'readwrite');
      writing.addEventListener('complete', () => {
        database.close();
        resolve();
      });
      writing.objectStore('tokens').put(tokens, 'current');
    });
  });

/** Somebody with a browser of their own. */
export class WebPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of in its console. */
  readonly complaints: string[] = [];

  private constructor({ name, email, password }: Account, context: BrowserContext, page: Page) {
    this.name = name;
    this.email = email;
    this.password = password;
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Somebody at the first page, who has no account yet. */
  static open(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<WebPerson> {
    const email = `${name.toLowerCase().replace(/\s/g, '.')}.${crypto.randomUUID().slice(0, 8)}@example.com`;
    return WebPerson.#open(browser, { name, email, password: 'correct-horse' }, options);
  }

  /** Somebody who signed in before, by what a browser keeps of that. */
  static async signedIn(browser: Browser, person: Person, options: BrowserContextOptions = {}): Promise<WebPerson> {
    const { email, loggedIn } = person;
    const { displayName: name } = loggedIn.user;
    const own = await WebPerson.#open(browser, { name, email, password: Person.password }, options);
    const { page } = own;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.evaluate(keepTokens, { ...loggedIn, expiresAtMs: Date.now() + 1000 * loggedIn.expiresIn });
    await page.reload();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    return own;
  }

  static async #open(browser: Browser, account: Account, options: BrowserContextOptions): Promise<WebPerson> {
    const context = await browser.newContext({ baseURL: endpoints().http, locale: 'en-GB', ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    await page.goto('/');
    return new WebPerson(account, context, page);
  }

  /** Fills in what an account is of. */
  async fillAccount(): Promise<void> {
    const { page } = this;
    await page.getByLabel('Name', { exact: true }).fill(this.name);
    await page.getByLabel('Email').fill(this.email);
    await page.getByLabel('Password').fill(this.password);
  }

  /** Fills in what makes an account, and sends it. */
  async fillSignUp(tenant: string): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Create an account' }).click();
    await this.fillAccount();
    await page.getByLabel('Team (optional)').fill(tenant);
    await page.getByRole('button', { name: 'Create account' }).click();
  }

  async signUp(tenant: string): Promise<void> {
    await this.fillSignUp(tenant);
    await this.page.getByRole('heading', { name: this.name }).waitFor();
  }

  async signIn(password = this.password): Promise<void> {
    await this.page.getByLabel('Email').fill(this.email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  async beginConversationWith(name: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'New conversation', exact: true }).click();
    await page.getByLabel('People', { exact: true }).fill(name);
    await page.getByRole('option', { name }).click();
    await page.getByRole('button', { name: 'Begin', exact: true }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
  }

  async openConversation(title: string): Promise<void> {
    await this.page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: title }).click();
    await this.page.getByRole('heading', { name: title }).first().waitFor();
    await this.page.getByRole('textbox', { name: 'Message' }).waitFor();
  }

  async send(text: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'Message' });
    await field.fill(text);
    // Files have to be there first.
    await this.page.locator('button[aria-label="Send"]:not([data-disabled])').waitFor();
    await field.press('Enter');
  }

  /** The row of a message, committed or not. */
  message(text: string): Locator {
    return this.page
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('article') })
      .filter({ hasText: text });
  }

  sees(text: string): Promise<void> {
    return this.message(text).first().waitFor();
  }

  async misses(text: string): Promise<void> {
    await this.message(text).waitFor({ state: 'detached' });
  }

  /** All committed messages that are rendered, by number. */
  async messages(): Promise<readonly { readonly number: number; readonly text: string }[]> {
    return this.page.locator('[data-sequence-number]').evaluateAll((rows) =>
      (rows as unknown as readonly Row[]).map((row) => ({
        number: Number(row.getAttribute('data-sequence-number')),
        text: row.querySelector('.message-text, .message-deleted')?.textContent ?? '',
      })),
    );
  }

  /** Uses one of the buttons that a message has. */
  async act(text: string, action: 'React' | 'Reply' | 'More actions'): Promise<void> {
    await this.message(text).first().hover();
    await this.message(text).first().getByRole('button', { name: action }).click();
  }
}
