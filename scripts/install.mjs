/** Installs the packages of package-lock.json when node_modules is missing or not what the lock file says. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './stale.mjs';

const [NEED_MAJOR, NEED_MINOR] = /** @type {const} */ ([20, 19]);

/**
 * @typedef {{ version?: string, optional?: boolean, peer?: boolean, os?: string[], cpu?: string[] }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** Whether everything in package-lock.json is in node_modules, in that version. Optional packages may be absent. */
export function isInstalled() {
  const installedFile = join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = lockedPackages(installedFile);
  return Object.entries(lockedPackages(join(ROOT, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || installed[path]?.version === wanted.version || (wanted.optional && installed[path] === undefined),
  );
}

/** Says in a sentence what stands in the way, or nothing when all is installed. @returns {string | undefined} */
export function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEED_MAJOR || (major === NEED_MAJOR && minor < NEED_MINOR)) {
    return `irqscope needs Node ${NEED_MAJOR}.${NEED_MINOR} or newer; this is Node ${process.versions.node}.`;
  }
  if (isInstalled()) return undefined;

  console.log('Installing packages (once, some seconds to a minute) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const run =
    npm === undefined
      ? spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' })
      : spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (run.error !== undefined) return `npm could not be started: ${run.error.message}`;
  if (run.status !== 0) return 'Installing packages failed; what npm said is above. Is the npm registry reachable?';
  return undefined;
}
