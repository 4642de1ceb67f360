import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { BROWSER_ARGS, findInstalled } from './scripts/browser.mjs';
import { IS_SAMPLE } from './scripts/sample.ts';

// One port a run, so that two runs do not meet; the workers that Playwright starts inherit it.
process.env.IRQSCOPE_E2E_PORT ??= String(20_000 + (process.pid % 20_000));
const port = Number(process.env.IRQSCOPE_E2E_PORT);
const executablePath = findInstalled();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  // Where people wait, the stories and one test of each kind besides.
  ...(IS_SAMPLE ? { grepInvert: /@thorough/ } : {}),
  workers: Math.max(2, availableParallelism()),
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only the second time is reported as flaky, and where people work it simply fails.
  retries: process.env.CI ? 1 : 0,
  // A test tells several stories, one after the other on one page.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // What moves costs frames; a test of motion says that it wants it.
    contextOptions: { reducedMotion: 'reduce' },
    // A window is as dear as the page in it: a worker keeps its own, and Playwright empties it between tests.
    reuseContext: true,
    // The test of the page without a network allows it: kept files would outlive a test.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    trace: process.env.CI ? 'on-first-retry' : 'off',
    launchOptions: { args: BROWSER_ARGS, ...(executablePath === undefined ? {} : { executablePath }) },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  webServer: {
    command: `node scripts/serve.mjs --port ${port} --strict-port`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 20_000,
  },
});
