/**
 * The built page in a real browser: what its main thread does while a person steps, scrubs and plays, for each bundled
 * scenario and for two that are larger; or on a real board, whose blob is named. Without a browser it says so and measures nothing.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Browser, BrowserType, Page } from '@playwright/test';
import { BROWSER_ARGS, findInstalled } from '../scripts/browser.mjs';
import { serve } from '../src/cli/server.mjs';
import { ROOT } from '../scripts/stale.mjs';
import type { Scenario } from '../src/engine/index.ts';
import { PRESETS } from '../src/permalink/presets.ts';
import { round } from './clock.ts';
import { largeScenario, longScenario } from './large.ts';
import { ACTS, drawn, goTo } from './page-acts.ts';
import { heaps } from './page-heap.ts';
import { type Activity, LIMIT, Probe } from './page-probe.ts';

type Figures = Record<string, unknown>;

export async function measurePage(only?: string): Promise<Figures> {
  const browser = await launch();
  if (typeof browser === 'string') return { skipped: browser };
  const built = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--web'], { stdio: ['ignore', 2, 2] });
  if (built.status !== 0) return { skipped: 'The page could not be built.' };
  const address = await serve(join(ROOT, 'dist/web'), { port: 0 });
  const figures: Figures = {
    browser: `Chromium ${browser.version()}`,
    viewport: '1440x900',
    'target: longest task of the main thread, ms of processor': LIMIT,
  };
  try {
    const all: Activity[] = [];
    for (const { name } of PRESETS) {
      if (only === undefined || name.includes(only)) figures[name] = await measureBundled(browser, address, name, all);
    }
    if (only?.endsWith('.dtb') === true)
      figures[basename(only)] = await measureDropped(browser, address, boardScenario(only), all);
    const large = { '16 CPUs, 40 functions, 600 vectors': LARGE, '100,000 steps': LONG };
    for (const [name, scenario] of Object.entries(large)) {
      if (only === undefined || name.includes(only))
        figures[name] = await measureDropped(browser, address, scenario, all);
    }
    figures['longest of all, ms'] = Math.max(...all.map((one) => one['longest task, ms']));
    figures['longest of all, ms of processor'] = Math.max(...all.map((one) => one['longest task, ms of processor']));
    figures['tasks over 50 ms of processor in all'] = all.reduce(
      (sum, one) => sum + one['tasks over 50 ms of processor'],
      0,
    );
  } finally {
    await browser.close();
  }
  return figures;
}

/** A board of one's own, given as a blob. */
function boardScenario(file: string): Scenario {
  return {
    irqscope: 1,
    title: basename(file),
    kernel: '6.12',
    board: { dtb: readFileSync(file).toString('base64url') },
  };
}

const LARGE = largeScenario({ cpus: 16, functions: 40, vectors: 15 });
const LONG = longScenario(1400);

/** A browser, or why there is none. Playwright is asked for where it is installed: it cannot be bundled. */
async function launch(): Promise<Browser | string> {
  try {
    const { chromium } = createRequire(join(ROOT, 'package.json'))('@playwright/test') as { chromium: BrowserType };
    const executablePath = findInstalled();
    const args = BROWSER_ARGS;
    return await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `No browser could be started (${why}). See IRQSCOPE_CHROMIUM in CONTRIBUTING.md.`;
  }
}

async function measureBundled(browser: Browser, address: string, name: string, all: Activity[]): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const probe = await Probe.open(browser, page);
  const loading = await probe.watch(async () => {
    await page.goto(address);
    await drawn(page);
  });
  all.push(loading);
  const opening = await probe.watch(async () => {
    await page.evaluate((hash) => location.assign(hash), `#v=1&s=${name}`);
    await settled(page);
  });
  return measureActs(page, probe, { loading, opening }, all);
}

async function measureDropped(
  browser: Browser,
  address: string,
  scenario: Scenario,
  all: Activity[],
): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const probe = await Probe.open(browser, page);
  await page.goto(address);
  await drawn(page);
  let milliseconds = 0;
  const opening = await probe.watch(async () => {
    const before = await page.getByTestId('step-count').textContent();
    const start = performance.now();
    await page.evaluate((json) => {
      const data = new DataTransfer();
      data.items.add(new File([json], 'bench.json'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
    }, JSON.stringify(scenario));
    await page.waitForFunction(
      (old) => document.querySelector('[data-testid=step-count]')?.textContent !== old,
      before,
      { timeout: 120_000 },
    );
    await drawn(page);
    milliseconds = performance.now() - start;
  });
  const steps = Number((await page.getByTestId('step-count').textContent())?.replaceAll(',', ''));
  return measureActs(page, probe, { steps, 'opened after, ms': round(milliseconds, 0), opening }, all);
}

async function measureActs(page: Page, probe: Probe, figures: Figures, all: Activity[]): Promise<Figures> {
  all.push(figures['opening'] as Activity);
  for (const { name, from, timed, run } of ACTS) {
    await goTo(page, from);
    await page.locator('body').focus();
    const { 'input to paint, ms': paint, ...figure } = await probe.watch(() => run(page));
    figures[name] = timed === true ? { ...figure, 'input to paint, ms': paint } : figure;
    all.push(figure);
  }
  figures['megabytes of heap'] = await heaps(page);
  await page.close();
  return figures;
}

/** After an address has changed the work begins a task later. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(50);
  await drawn(page);
}
