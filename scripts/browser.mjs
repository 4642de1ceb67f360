/**
 * Finds a Chromium for the browser tests, and gets one when there is none. In this order: what IRQSCOPE_CHROMIUM
 * names; an installed Chromium, Chrome or Edge; the one Playwright downloads; the distribution's package.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { bin } from './run.mjs';
import { ROOT } from './stale.mjs';

const isRoot = process.getuid?.() === 0;

/** What the tests start the browser with: no background traffic, no surprises, and as root no sandbox. */
export const BROWSER_ARGS = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The first is the same engine without the windows of a desktop's browser: it starts and draws with a third less work. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

function installedCandidates() {
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const below = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];
    below.push('Microsoft/Edge/Application/msedge.exe');
    return below.flatMap((path) => roots.flatMap((root) => (root === undefined ? [] : [join(root, path)])));
  }
  const onPath = NAMES.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)));
  if (process.platform !== 'darwin')
    return [...onPath, ...NAMES.map((name) => join('/usr/bin', name)), '/snap/bin/chromium'];
  const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
  const folders = ['/Applications', join(homedir(), 'Applications')];
  return [...apps.flatMap((app) => folders.map((in_) => join(in_, `${app}.app/Contents/MacOS/${app}`))), ...onPath];
}

/** Whether it starts: some distributions put a script there that only says where to get the real one. @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false;
  if (process.platform === 'win32') return true; // there, asking for the version opens a window
  const run = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return run.status === 0 && /\d+\.\d+/.test(run.stdout);
}

/** An installed browser, or undefined. @returns {string | undefined} */
export function findInstalled() {
  const named = process.env.IRQSCOPE_CHROMIUM;
  if (named !== undefined && named !== '') {
    if (!starts(named)) throw new Error(`IRQSCOPE_CHROMIUM is ${named}, which is no browser that starts.`);
    return named;
  }
  return installedCandidates().find(starts);
}

/** Whether Playwright has downloaded its own, and the libraries that it needs are there. */
async function playwrightHasOne() {
  const { chromium } = await import('@playwright/test');
  return starts(chromium.executablePath());
}

/** Lets Playwright download its browser; gives up after ten minutes, or 45 seconds without a word. @returns {Promise<boolean>} */
function download() {
  console.log('No Chromium is installed; letting Playwright download one (about 110 MB) …');
  return new Promise((done) => {
    const [command, ...args] = bin('@playwright/test', 'playwright', 'install', '--only-shell', 'chromium');
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' },
    });
    const stop = () => child.kill('SIGKILL');
    const limit = setTimeout(stop, 600_000);
    let silence = setTimeout(stop, 45_000);
    child.stdout.on('data', (text) => {
      process.stdout.write(text);
      clearTimeout(silence);
      silence = setTimeout(stop, 45_000);
    });
    /** @param {boolean} worked */
    const end = (worked) => {
      clearTimeout(limit);
      clearTimeout(silence);
      if (!worked) console.log('That did not work.');
      done(worked);
    };
    child.on('error', () => end(false));
    child.on('close', (code) => end(code === 0));
  });
}

/** Installs the distribution's package when that needs no password: the smaller one where there is one (Debian). */
function installFromDistribution() {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return;
  const sudo = isRoot ? [] : ['sudo', '-n'];
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return;
  console.log('Installing the distribution’s chromium with apt-get …');
  /** @param {string[]} words */
  const aptGet = (...words) => {
    const [command = '', ...args] = [...sudo, 'apt-get', ...words];
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
    } catch {
      // Whether a browser is there now is what counts.
    }
  };
  aptGet('update', '-qq');
  for (const name of ['chromium-headless-shell', 'chromium']) {
    aptGet('install', '-y', '-qq', '--no-install-recommends', name);
    if (findInstalled() !== undefined) return;
  }
}

const HOW_TO_INSTALL =
  'No Chromium could be found or installed for the browser tests. Install one (Debian: apt install chromium; ' +
  'Fedora: dnf install chromium; Arch: pacman -S chromium; macOS: brew install --cask chromium) ' +
  'or name one in IRQSCOPE_CHROMIUM.';

/** Makes sure that there is a browser; says in a sentence what to do when there is none. @returns {Promise<string | undefined>} */
export async function ensureBrowser() {
  try {
    if (findInstalled() !== undefined || (await playwrightHasOne())) return undefined;
    if ((await download()) && (await playwrightHasOne())) return undefined;
    installFromDistribution();
    return findInstalled() === undefined ? HOW_TO_INSTALL : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
