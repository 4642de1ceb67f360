/** `npm test`: installs what is missing and runs every check. Only Node's own modules at the top. */
import { installPackages } from './install.mjs';

const problem = installPackages();
if (problem === undefined) {
  const { SUITES, runSuites } = await import('./suites.mjs');
  const failed = await runSuites(SUITES);
  process.exitCode = failed > 0 ? 1 : 0;
} else {
  console.error(problem);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
