/**
 * `npm test`: installs what is missing and runs every check. Where a person waits, large sets of cases are tried in part
 * (scripts/sample.ts); with CI=1 or `npm test -- --all` as a whole. Only Node's own modules at the top.
 */
import { installPackages } from './install.mjs';

const problem = installPackages();
if (problem === undefined) {
  if (!process.env.CI && !process.argv.includes('--all')) {
    process.env.IRQSCOPE_SAMPLE = '1';
    console.log('Large sets of cases are tried in part: `npm test -- --all` tries all of them.');
  }
  const { SUITES, runSuites } = await import('./suites.mjs');
  const failed = await runSuites(SUITES);
  process.exitCode = failed > 0 ? 1 : 0;
} else {
  console.error(problem);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
