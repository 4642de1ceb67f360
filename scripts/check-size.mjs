/** Compares the compressed size of the built page with the budget in size-budget.json (kilobytes of gzip). */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './stale.mjs';

/** @type {Record<string, number>} */
const budget = JSON.parse(readFileSync(join(ROOT, 'scripts/size-budget.json'), 'utf8'));
const web = join(ROOT, 'dist/web');
const built = [...readdirSync(join(web, 'assets')).map((name) => join('assets', name)), 'drivers.json'];

/** What the page itself names is there from the first moment. */
const first = readFileSync(join(web, 'index.html'), 'utf8');

/** The worker is the engine: it loads beside the page and does not hold it up; what is loaded when it is asked for is "later".
 * @param {string} path below dist/web */
function kindOf(path) {
  const name = basename(path);
  if (name === 'drivers.json') return 'drivers';
  if (extname(name) === '.css') return 'css';
  if (extname(name) !== '.js') return undefined;
  if (/worker/.test(name)) return 'worker';
  return first.includes(`assets/${name}`) ? 'page' : 'later';
}

for (const [kind, most] of Object.entries(budget)) {
  const files = built.filter((path) => kindOf(path) === kind);
  const bytes = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(web, path)), { level: 9 }).length, 0);
  const size = Math.ceil(bytes / 100) / 10;
  const over = size > most;
  console.log(`${kind.padEnd(7)}  ${size.toFixed(1).padStart(6)} kB of ${most} kB${over ? '  TOO LARGE' : ''}`);
  if (over) process.exitCode = 1;
}
if (process.exitCode === 1) {
  console.log('Find what grew; raise scripts/size-budget.json only when the page is worth the wait.');
}
