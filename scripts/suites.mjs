/**
 * The checks of this repository, in the order in which they are started, and the loop that runs them. A suite gives how many
 * of its checks passed and failed; a tool that only says yes or no counts as one check.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, run } from './run.mjs';

/**
 * `after` names suites that have to end before; one that `waits` does so for the network, and leaves the processor to others.
 * @typedef {{ passed: number, failed: number, note?: string, output: string }} Outcome
 * @typedef {object} Suite
 * @property {string} name
 * @property {readonly string[]} [after]
 * @property {boolean} [waits]
 * @property {string} [fix]
 * @property {boolean} [quick]
 * @property {() => Promise<Outcome>} run
 */

/** A check that passes when the program ends with 0. @param {readonly [string, ...string[]]} words @param {number} seconds @returns {Promise<Outcome>} */
async function one(words, seconds = 600) {
  const { code, output } = await run(words, { seconds });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

/**
 * Runs a program that writes a JSON report to a file of its choice, and counts by it.
 * @param {(file: string) => Promise<import('./run.mjs').Ended>} start
 * @param {(report: any) => Omit<Outcome, 'output'>} count
 * @returns {Promise<Outcome>}
 */
async function byReport(start, count) {
  const folder = mkdtempSync(join(tmpdir(), 'irqscope-'));
  try {
    const file = join(folder, 'report.json');
    const { code, output } = await start(file);
    let counted = { passed: 0, failed: 0 };
    try {
      counted = count(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // No report: it did not come that far, which the next line counts.
    }
    return { ...atLeastOne(counted, code), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An end that is no success counts as a failure even when no single check failed; so does having checked nothing. @param {Omit<Outcome, 'output'>} counted @param {number} code */
function atLeastOne(counted, code) {
  const silent = counted.failed === 0 && (code !== 0 || counted.passed === 0);
  return silent ? { ...counted, failed: 1 } : counted;
}

/**
 * What a test passes over because a tool is missing is a note where people work. With CI set nothing may be passed over,
 * and each such test counts as failed.
 * @param {number} skipped
 */
function countSkipped(skipped) {
  return { failed: process.env.CI ? skipped : 0, note: skipped > 0 ? `${skipped} skipped` : '' };
}

/** @param {any} report */
function countVitest(report) {
  // A file that does not even load has no tests in the report.
  const broken = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && file.assertionResults.every((/** @type {any} */ test) => test.status !== 'failed'),
  ).length;
  const skipped = countSkipped(report.numPendingTests + report.numTodoTests);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken + skipped.failed,
    ...(skipped.note === '' ? {} : { note: skipped.note }),
  };
}

/** @param {any} report */
function countPlaywright({ stats, errors }) {
  const skipped = countSkipped(stats.skipped);
  const notes = [stats.flaky > 0 ? `${stats.flaky} flaky` : '', skipped.note];
  const note = notes.filter((text) => text !== '').join(', ');
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + skipped.failed + (stats.unexpected === 0 ? errors.length : 0),
    ...(note === '' ? {} : { note }),
  };
}

/** @param {string} output */
function countLastLine(output) {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)];
  const last = lines.at(-1);
  return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) };
}

const node = process.execPath;

/**
 * The longest first, and what is short on the cores that it leaves: Vitest runs in one process less than there are. The browser
 * tests take every core, and wait until it has ended: a page that gets a third of a core meets its limits of time.
 * @type {Suite[]}
 */
export const SUITES = [
  {
    name: 'browser',
    waits: true,
    run: async () => {
      const { ensureBrowser } = await import('./browser.mjs');
      const problem = await ensureBrowser();
      return { passed: problem === undefined ? 1 : 0, failed: problem === undefined ? 0 : 1, output: problem ?? '' };
    },
  },
  // Where people work, the tests of real boards are passed over, with a word, until somebody fetches the boards.
  ...(process.env.CI
    ? [
        {
          name: 'boards',
          after: ['browser'], // both may install packages
          waits: true,
          fix: 'npm run boards',
          run: () => one([node, 'scripts/real-boards.mjs'], 900),
        },
      ]
    : []),
  { name: 'build', run: () => one([node, 'scripts/build.mjs', '--force']) },
  {
    name: 'unit',
    quick: true,
    fix: 'npm run unit -- FILE',
    run: () =>
      byReport(
        (file) =>
          run(bin('vitest', 'vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`), {
            seconds: 1500,
          }),
        countVitest,
      ),
  },
  {
    name: 'e2e',
    after: ['build', 'browser', 'boards', 'unit'],
    fix: 'npm run e2e -- FILE',
    run: () =>
      byReport(
        (file) =>
          run(bin('@playwright/test', 'playwright', 'test', '--reporter=list,json'), {
            seconds: 1800,
            env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file, NO_COLOR: undefined }, // it sets FORCE_COLOR itself
          }),
        countPlaywright,
      ),
  },
  {
    name: 'conformance',
    fix: 'npm run conformance',
    run: async () => {
      const { code, output } = await run([node, 'scripts/run-ts.mjs', 'conformance/main.ts'], { seconds: 900 });
      return { ...atLeastOne(countLastLine(output), code), output };
    },
  },
  { name: 'lint', quick: true, fix: 'npm run lint -- --fix', run: () => one(bin('oxlint', 'oxlint')) },
  { name: 'types', quick: true, run: () => one(bin('typescript', 'tsc', '--noEmit')) },
  { name: 'unused', quick: true, run: () => one(bin('knip', 'knip')) },
  { name: 'package', after: ['build'], run: () => one([node, 'scripts/check-package.mjs'], 300) },
  { name: 'format', quick: true, fix: 'npm run format', run: () => one(bin('oxfmt', 'oxfmt', '--check')) },
  { name: 'size', after: ['build'], run: () => one([node, 'scripts/check-size.mjs']) },
];

const WIDTH = Math.max(...SUITES.map((suite) => suite.name.length));

/** @param {Suite} suite @param {Outcome} outcome @param {number} ms */
function report(suite, outcome, ms) {
  const verdict = outcome.failed > 0 ? 'FAILED' : 'passed';
  const note = outcome.note === undefined ? '' : ` (${outcome.note})`;
  const counts = `${outcome.passed} passed, ${outcome.failed} failed${note}`;
  console.log(`${suite.name.padEnd(WIDTH)}  ${verdict}  ${(ms / 1000).toFixed(1).padStart(6)} s  ${counts}`);
  if (outcome.failed === 0) return;
  const lines = outcome.output.trimEnd().split('\n');
  const shown = lines.length > 400 ? [`(the last 400 of ${lines.length} lines)`, ...lines.slice(-400)] : lines;
  for (const line of shown) console.log(`    ${line}`);
  if (suite.fix !== undefined) console.log(`    → ${suite.fix}`);
}

/** Runs one suite; says once a minute that it is still at it. @param {Suite} suite @returns {Promise<[Outcome, number]>} */
async function timed(suite) {
  const began = Date.now();
  const reminder = setInterval(() => {
    console.log(`${suite.name.padEnd(WIDTH)}  … ${Math.round((Date.now() - began) / 1000)} s`);
  }, 60_000);
  try {
    return [await suite.run(), Date.now() - began];
  } catch (error) {
    return [
      { passed: 0, failed: 1, output: error instanceof Error ? String(error.stack) : String(error) },
      Date.now() - began,
    ];
  } finally {
    clearInterval(reminder);
  }
}

/** As many as keep the cores busy: each of the long ones waits now and then. */
const AT_ONCE = Math.max(2, availableParallelism());

/**
 * Runs all of them, whatever fails on the way, and prints a line each as it ends, and the sum. Returns how many checks failed.
 * @param {readonly Suite[]} suites
 * @returns {Promise<number>}
 */
export function runSuites(suites) {
  const waiting = [...suites];
  const unfinished = new Set(suites.map(({ name }) => name));
  let busy = 0;
  let passed = 0;
  let failed = 0;
  return new Promise((done) => {
    /** @param {Suite} suite */
    const start = async (suite) => {
      const weight = suite.waits === true ? 0 : 1;
      busy += weight;
      const [outcome, ms] = await timed(suite);
      busy -= weight;
      report(suite, outcome, ms);
      passed += outcome.passed;
      failed += outcome.failed;
      unfinished.delete(suite.name);
      if (unfinished.size > 0) startMore();
      else {
        console.log(`${passed} passed, ${failed} failed`);
        done(failed);
      }
    };
    const startMore = () => {
      for (const suite of waiting.slice()) {
        const isDue = (suite.after ?? []).every((name) => !unfinished.has(name));
        if (!isDue || (suite.waits !== true && busy >= AT_ONCE)) continue;
        waiting.splice(waiting.indexOf(suite), 1);
        void start(suite);
      }
    };
    startMore();
  });
}
