/** Starts programs, gathers what they print, and ends them when they take too long. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './stale.mjs';

/**
 * The words that run a program of an installed package with this Node.
 * @param {string} packageName @param {string} program @param {...string} args
 * @returns {[string, ...string[]]}
 */
export function bin(packageName, program, ...args) {
  const folder = join(ROOT, 'node_modules', packageName);
  const declared = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin;
  const path = typeof declared === 'string' ? declared : declared[program];
  return [process.execPath, join(folder, path), ...args];
}

/** @type {Set<() => void>} */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => {
    for (const stop of running) stop();
    process.exit(130);
  });
}

function environment() {
  const { INIT_CWD: _cwd, npm_lifecycle_event: _event, NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
  return { ...rest, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) };
}

/**
 * @typedef {{ code: number, output: string }} Ended
 * @param {readonly [string, ...string[]]} words
 * @param {{ seconds: number, env?: Record<string, string | undefined> }} options
 * @returns {Promise<Ended>}
 */
export function run([command, ...args], { seconds, env = {} }) {
  return new Promise((done) => {
    // In a group of its own, so that a browser or server it started ends with it.
    const group = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const stop = () => {
      try {
        if (group && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    running.add(stop);
    const limit = setTimeout(() => {
      output += `\nStopped: it took longer than ${seconds} seconds.\n`;
      stop();
    }, seconds * 1000);
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(limit);
      running.delete(stop);
      done({ code, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on('close', (code) => end(code ?? 137));
  });
}
