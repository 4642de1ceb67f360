/**
 * Three stories in Firefox: `npm run firefox`. Playwright drives only a Firefox of its own making, so this one speaks
 * Marionette, which every Firefox has. Where there is none, that is said and nothing fails; IRQSCOPE_FIREFOX=/path names one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from './stale.mjs';

/** How long Firefox may take to start, and a page to open, in milliseconds. */
const PATIENCE = 90_000;

/** @returns {string | undefined} */
function findFirefox() {
  const names = [process.env.IRQSCOPE_FIREFOX, 'firefox-esr', 'firefox'].filter((name) => name !== undefined);
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** A port that nobody listens on. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Messages are "LENGTH:JSON": a command is [0, id, name, parameters], its answer [1, id, error, result]. */
class Marionette {
  /** @type {import('node:net').Socket} */ socket;
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */ waiting = new Map();
  text = Buffer.alloc(0);
  last = 0;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.on('data', (data) => {
      this.text = Buffer.concat([this.text, data]);
      this.read();
    });
  }

  /** @param {number} port @returns {Promise<Marionette>} */
  static async at(port) {
    for (const end = Date.now() + PATIENCE; ;) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await new Promise((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      if (isOpen === true) return new Marionette(socket);
      if (Date.now() > end) throw new Error('Firefox does not answer');
      await pause(200);
    }
  }

  read() {
    for (;;) {
      const colon = this.text.indexOf(':');
      const length = Number(this.text.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.text.length < colon + 1 + length) return;
      const message = JSON.parse(this.text.subarray(colon + 1, colon + 1 + length).toString());
      this.text = this.text.subarray(colon + 1 + length);
      // The first one says who is there.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === null) waiting?.resolve(result);
      else waiting?.reject(new Error(`${error.error}: ${error.message}`));
    }
  }

  /** @param {string} name @param {object} parameters @returns {Promise<any>} */
  send(name, parameters = {}) {
    const id = ++this.last;
    const text = JSON.stringify([0, id, name, parameters]);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }
}

/** The page, as a person uses it. */
class Page {
  /** @param {Marionette} marionette @param {string} address */
  constructor(marionette, address) {
    this.marionette = marionette;
    this.address = address;
  }

  /** @param {string} hash */
  async open(hash = '') {
    await this.marionette.send('WebDriver:Navigate', { url: 'about:blank' });
    await this.marionette.send('WebDriver:Navigate', { url: `${this.address}${hash}` });
    await this.idle();
  }

  /** @param {string} script @returns {Promise<any>} */
  async ask(script) {
    return (await this.marionette.send('WebDriver:ExecuteScript', { script, args: [] })).value;
  }

  async idle() {
    const script = 'const done = arguments[0]; window.irqscope.idle().then(() => done(true));';
    await this.marionette.send('WebDriver:ExecuteAsyncScript', { script, args: [] });
  }

  /** @param {string} selector */
  async click(selector) {
    const { value } = await this.marionette.send('WebDriver:FindElement', { using: 'css selector', value: selector });
    await this.marionette.send('WebDriver:ElementClick', { id: Object.values(value)[0] });
    await this.idle();
  }

  /** @param {string} key */
  async press(key) {
    const actions = [
      { type: 'keyDown', value: key },
      { type: 'keyUp', value: key },
    ];
    await this.marionette.send('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keys', actions }] });
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

/** @param {string} firefox @returns {Promise<number>} */
async function main(firefox) {
  const [port, served] = [await freePort(), await freePort()];
  const profile = mkdtempSync(join(tmpdir(), 'irqscope-firefox-'));
  writeFileSync(join(profile, 'user.js'), `user_pref("marionette.port", ${port});\n`);
  const server = spawn('node', [join(ROOT, 'scripts/serve.mjs'), '--port', `${served}`, '--strict-port'], {
    cwd: ROOT,
  });
  const browser = spawn(
    firefox,
    ['--headless', '--marionette', '--no-remote', '--profile', profile, '--width', '1440', '--height', '900'],
    {
      stdio: 'ignore',
    },
  );
  let failed = 0;
  try {
    const marionette = await Marionette.at(port);
    await marionette.send('WebDriver:NewSession', {
      capabilities: { alwaysMatch: { timeouts: { script: PATIENCE, pageLoad: PATIENCE } } },
    });
    const page = new Page(marionette, `http://127.0.0.1:${served}/`);
    for (const [name, story] of Object.entries(STORIES)) {
      try {
        await story(page);
        console.log(`passed: ${name}`);
      } catch (error) {
        failed++;
        console.log(`failed: ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    await marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => {});
    marionette.socket.destroy();
  } finally {
    browser.kill('SIGKILL');
    server.kill();
    await pause(300);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return failed;
}

const firefox = findFirefox();
if (firefox === undefined) console.log('skipped: there is no Firefox here (IRQSCOPE_FIREFOX=/path names one)');
else {
  const failed = await main(firefox);
  console.log(`Firefox: ${Object.keys(STORIES).length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
