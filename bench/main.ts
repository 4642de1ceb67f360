/** npm run bench: figures and ratios, as JSON. */
import { measureBoot } from './boot.ts';
import { measureTrace } from './trace.ts';

process.stdout.write(`${JSON.stringify({ trace: measureTrace(), boot: measureBoot() }, undefined, 2)}\n`);
