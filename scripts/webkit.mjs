/**
 * Three stories in WebKit: `npm run webkit`. It takes WebKitGTK's small browser and its driver (Debian: webkit2gtk-driver, and xvfb
 * where there is no screen). Where they are missing, that is said and nothing fails; IRQSCOPE_WEBKIT=/path names a MiniBrowser.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, PATIENCE, tryStories } from './browser-stories.mjs';

/** Where distributions put it. @returns {string | undefined} */
function findMiniBrowser() {
  const named = process.env.IRQSCOPE_WEBKIT;
  if (named !== undefined) return named;
  const inside = ['/usr/lib', '/usr/libexec', '/usr/lib64'].filter((root) => existsSync(root)).flatMap(within);
  return [...inside, ...inside.filter((folder) => folder.endsWith('-linux-gnu')).flatMap(within)]
    .filter((folder) => /webkit(2gtk|gtk)-/.test(folder))
    .map((folder) => join(folder, 'MiniBrowser'))
    .toSorted()
    .findLast((path) => existsSync(path));
}

/** @param {string} folder */
function within(folder) {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** @param {string} name */
function has(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

/** @typedef {(method: 'POST' | 'GET' | 'DELETE', path: string, body?: object) => Promise<any>} Send */

/** Commands go by HTTP; an answer is {value}. @param {number} port @returns {Send} */
function sender(port) {
  return async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
}

/** The browser as the stories use it, and how to end it. @param {Send} send @param {string} binary */
function driverOf(send, binary) {
  let at = '';
  const end = async () => {
    if (at !== '') await send('DELETE', at).catch(() => {});
    at = '';
  };
  /** @type {import('./browser-stories.mjs').Driver} */
  const driver = {
    // A page that was left waits for its return here, and its hold on the database holds up the next one's.
    async begin() {
      await end();
      const { sessionId } = await send('POST', '/session', {
        capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } } },
      });
      at = `/session/${sessionId}`;
      await send('POST', `${at}/timeouts`, { script: PATIENCE, pageLoad: PATIENCE });
      await send('POST', `${at}/window/rect`, { width: 1440, height: 900 });
    },
    navigate: (url) => send('POST', `${at}/url`, { url }),
    execute: (script) => send('POST', `${at}/execute/sync`, { script, args: [] }),
    async click(selector) {
      const element = await send('POST', `${at}/element`, { using: 'css selector', value: selector });
      return send('POST', `${at}/element/${String(Object.values(element)[0])}/click`, {});
    },
    press: (actions) => send('POST', `${at}/actions`, { actions }),
  };
  return { driver, end };
}

/** @param {string} binary @param {(driver: import('./browser-stories.mjs').Driver) => Promise<void>} stories */
async function browse(binary, stories) {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'irqscope-webkit-'));
  const driver = ['WebKitWebDriver', `--port=${port}`];
  const [command = '', ...args] =
    process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined
      ? ['xvfb-run', '-a', '-s', '-screen 0 1440x1000x24', ...driver]
      : driver;
  // Whoever has no graphics card draws by the processor.
  const drawing = { WEBKIT_DISABLE_COMPOSITING_MODE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' };
  // A group of its own: the driver starts the browser, and the screen the driver.
  const browser = spawn(command, args, {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, ...drawing },
  });
  try {
    const send = sender(port);
    for (const end = Date.now() + PATIENCE; ; await pause(200)) {
      if (await send('GET', '/status').then(Boolean, () => false)) break;
      if (Date.now() > end) throw new Error('WebKitWebDriver does not answer');
    }
    const { driver, end } = driverOf(send, binary);
    await stories(driver);
    await end();
  } finally {
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGTERM');
    await pause(500);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

const binary = findMiniBrowser();
const needed = ['WebKitWebDriver', ...(process.env.DISPLAY === undefined ? ['xvfb-run'] : [])];
if (binary === undefined || !needed.every(has))
  console.log('skipped: there is no WebKitGTK with its driver here (Debian: apt install webkit2gtk-driver xvfb)');
else await tryStories('WebKit', (stories) => browse(binary, stories));
