/** `npm run check`: the quick half of the checks, for while one works. */
import { SUITES, runSuites } from './suites.mjs';

const failed = await runSuites(SUITES.filter((suite) => suite.quick));
process.exitCode = failed > 0 ? 1 : 0;
