/**
 * Three stories in Firefox: `npm run firefox`. Playwright drives only a Firefox of its own making, so this one speaks
 * Marionette, which every Firefox has. Where there is none, that is said and nothing fails; IRQSCOPE_FIREFOX=/path names one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, PATIENCE, tryStories } from './browser-stories.mjs';

/** @returns {string | undefined} */
function findFirefox() {
  const names = [process.env.IRQSCOPE_FIREFOX, 'firefox-esr', 'firefox'].filter((name) => name !== undefined);
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
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

  /** @param {string} url */
  navigate(url) {
    return this.send('WebDriver:Navigate', { url });
  }

  /** @param {string} script */
  async execute(script) {
    return (await this.send('WebDriver:ExecuteScript', { script, args: [] })).value;
  }

  /** @param {string} selector */
  async click(selector) {
    const { value } = await this.send('WebDriver:FindElement', { using: 'css selector', value: selector });
    return this.send('WebDriver:ElementClick', { id: Object.values(value)[0] });
  }

  /** @param {object[]} actions */
  press(actions) {
    return this.send('WebDriver:PerformActions', { actions });
  }
}

/** @param {string} firefox @param {(driver: Marionette) => Promise<void>} stories */
async function browse(firefox, stories) {
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), 'irqscope-firefox-'));
  writeFileSync(join(profile, 'user.js'), `user_pref("marionette.port", ${port});\n`);
  const browser = spawn(
    firefox,
    ['--headless', '--marionette', '--no-remote', '--profile', profile, '--width', '1440', '--height', '900'],
    { stdio: 'ignore' },
  );
  try {
    const marionette = await Marionette.at(port);
    await marionette.send('WebDriver:NewSession', {
      capabilities: { alwaysMatch: { timeouts: { script: PATIENCE, pageLoad: PATIENCE } } },
    });
    await stories(marionette);
    await marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => {});
    marionette.socket.destroy();
  } finally {
    browser.kill('SIGKILL');
    await pause(300);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const firefox = findFirefox();
if (firefox === undefined) console.log('skipped: there is no Firefox here (IRQSCOPE_FIREFOX=/path names one)');
else await tryStories('Firefox', (stories) => browse(firefox, stories));
