/** npm run bench: figures and ratios, as JSON. */
import { measureBoot } from './boot.ts';
import { measureTrace } from './trace.ts';
import { measureVectors } from './vectors.ts';

const figures = { trace: measureTrace(), boot: measureBoot(), vectors: measureVectors() };
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
