/**
 * Three stories (a boot, MSI-X, a link) for browsers that Playwright does not drive: whoever can navigate, run a script, click and
 * press keys can have them tried.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from './stale.mjs';

/** How long a browser may take to start, and a page to open, in milliseconds. */
export const PATIENCE = 240_000;

/**
 * What is needed of a browser, in the words of WebDriver.
 * @typedef {object} Driver
 * @property {() => Promise<unknown>} [begin] another window that knows nothing of the one before, where a blank page is not enough
 * @property {(url: string) => Promise<unknown>} navigate
 * @property {(script: string) => Promise<any>} execute
 * @property {(selector: string) => Promise<unknown>} click
 * @property {(actions: object[]) => Promise<unknown>} press
 */

/** A port that nobody listens on. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** The page, as a person uses it. */
class Page {
  /** @param {Driver} driver @param {string} address */
  constructor(driver, address) {
    this.driver = driver;
    this.address = address;
  }

  /** @param {string} hash */
  async open(hash = '') {
    if (this.driver.begin === undefined) await this.driver.navigate('about:blank');
    else await this.driver.begin();
    await this.driver.navigate(`${this.address}${hash}`);
    await this.idle();
  }

  /** @param {string} script @returns {Promise<any>} */
  ask(script) {
    return this.driver.execute(script);
  }

  async idle() {
    // Asked again and again, because WebKit loses a script that waits while it gives a page another process.
    const script =
      'if (window.irqscope && window.irqscopeIdle === undefined) { window.irqscopeIdle = false;' +
      ' window.irqscope.idle().then(() => { window.irqscopeIdle = true; }); }' +
      ' const isIdle = window.irqscopeIdle; if (isIdle) delete window.irqscopeIdle; return isIdle;';
    for (const end = Date.now() + PATIENCE; (await this.driver.execute(script)) !== true; await pause(50)) {
      if (Date.now() > end) throw new Error('the page does not come to rest');
    }
  }

  /** @param {string} selector */
  async click(selector) {
    await this.driver.click(selector);
    await this.idle();
  }

  /** @param {string} key */
  async press(key) {
    await this.driver.press([
      {
        type: 'key',
        id: 'keys',
        actions: [
          { type: 'keyDown', value: key },
          { type: 'keyUp', value: key },
        ],
      },
    ]);
    await this.idle();
  }

  /** @param {string} selector @returns {Promise<string>} */
  text(selector) {
    return this.ask(`return document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);
  }

  /** @returns {Promise<number>} */
  step() {
    return this.ask("return Number(document.querySelector('[aria-label=\"Go to step\"]').value.replaceAll(',', ''))");
  }
}

/** @param {boolean} holds @param {string} what */
function claim(holds, what) {
  if (!holds) throw new Error(what);
}

const OUTCOME = '[data-testid=outcome]';

/** @type {Record<string, (page: Page) => Promise<void>>} */
const STORIES = {
  async boot(page) {
    await page.open();
    claim(
      /4 CPUs .*domains .*irqs/.test(await page.text('[data-testid=counts]')),
      'the counts do not say what there is',
    );
    const end = await page.step();
    claim(end > 1000, `the run ends at step ${end}`);
    await page.press('b');
    claim((await page.step()) === end - 1, 'b makes no step back');
    claim((await page.text('[data-testid=sentence]')) !== '', 'the step has no sentence');
    claim((await page.ask("return document.querySelectorAll('[data-topology] [data-key]').length")) > 10, 'no picture');
  },
  async 'MSI-X'(page) {
    await page.open('#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0');
    await page.click('[aria-label="mask vector 3"]');
    await page.click('[aria-label="fire vector 3"]');
    const stopped = await page.text(OUTCOME);
    claim(stopped.includes('stopped: the vector is masked'), `a masked vector: “${stopped}”`);
    await page.click('[aria-label="unmask vector 3"]');
    await page.click('[aria-label="fire vector 3"]');
    const fired = await page.text(OUTCOME);
    claim(!fired.includes('stopped'), `an unmasked vector: “${fired}”`);
  },
  async link(page) {
    await page.open('#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0');
    await page.click('[aria-label="fire vector 3"]');
    await page.press('b');
    const [step, table] = [await page.step(), await page.text('[role=grid]')];
    const hash = await page.ask('return location.hash');
    await page.open(hash);
    claim((await page.step()) === step, `the link opens at step ${await page.step()}, not ${step}`);
    claim((await page.text('[role=grid]')) === table, 'the link opens to another table');
    claim((await page.text('[role=alert]')) === '', 'the link opens with a problem');
  },
};

/**
 * Serves the page, lets `browse` bring a browser, and tries the stories in it, each with a line of its own and the sum at the end.
 * @param {string} name of the browser
 * @param {(stories: (driver: Driver) => Promise<void>) => Promise<void>} browse
 */
export async function tryStories(name, browse) {
  const port = await freePort();
  const server = spawn('node', [join(ROOT, 'scripts/serve.mjs'), '--port', `${port}`, '--strict-port'], { cwd: ROOT });
  let [passed, failed] = [0, 0];
  try {
    await browse(async (driver) => {
      const page = new Page(driver, `http://127.0.0.1:${port}/`);
      for (const [story, run] of Object.entries(STORIES)) {
        try {
          await run(page);
          passed++;
          console.log(`passed: ${story}`);
        } catch (error) {
          failed++;
          console.log(`failed: ${story}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    });
  } finally {
    server.kill();
  }
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
