import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { local } from '../../../localstack/paths.ts';

/** The browser that `make` found or installed, without a window. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: join(local, 'chromium', 'chromium'), timeout: 60_000 });
