import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type * as Sdk from '../../../client/src/index.ts';
import { root } from '../../../localstack/paths.ts';
import { endpoints } from './endpoints.ts';

/** How an application in a page makes its client. */
export interface SdkPageOptions {
  readonly websocketTokenIn?: 'query' | 'protocol';
  /** Whether sessions are bound to a key, which IndexedDB keeps. */
  readonly isBound?: boolean;
}

// What a page of these has: functions that are evaluated there see it.
declare global {
  var sdk: typeof Sdk;
  var chat: Sdk.ChatClient;
}

/** The package alone, as an application's bundler makes it. */
const bundled = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: `import * as sdk from '@chemchat/client'; globalThis.sdk = sdk;`, resolveDir: root },
    conditions: ['@chemchat/source'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
};

/**
 * A browser profile in which the deployment's page has the package as its script instead of the web client: under the
 * page's own headers, its policy of what it may load and reach among them. A page that did not come over the network
 * could not reach this machine: Chromium keeps such pages from local addresses.
 */
export const sdkContext = async (browser: Browser): Promise<BrowserContext> => {
  const context = await browser.newContext({ baseURL: endpoints().http });
  const body = await bundled();
  await context.route('**/assets/main-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body }));
  return context;
};

/** Makes the client of a page, anew after each load; it goes on as who was signed in before. */
export const startClient = async (page: Page, options: SdkPageOptions = {}): Promise<void> => {
  await page.waitForFunction(() => 'sdk' in globalThis);
  await page.evaluate(
    async ({ url, websocketTokenIn = 'query', isBound = false }) => {
      globalThis.chat = sdk.createChatClient({
        url,
        websocketTokenIn,
        tokenStore: sdk.browserTokenStore(),
        outboxStore: sdk.indexedDbOutboxStore(),
        ...(isBound && { proofs: sdk.proofKey(sdk.indexedDbProofKeyStore()) }),
      });
      await chat.auth.restore();
    },
    { url: endpoints().http, ...options },
  );
};

/** A page with a client. */
export const openSdkPage = async (context: BrowserContext, options: SdkPageOptions = {}): Promise<Page> => {
  const page = await context.newPage();
  await page.goto('/');
  await startClient(page, options);
  return page;
};

/** Loads a page anew: all that it had in memory is gone. */
export const reload = async (page: Page, options: SdkPageOptions = {}): Promise<void> => {
  await page.reload();
  await startClient(page, options);
};
