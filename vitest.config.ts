import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { IS_SAMPLE } from './scripts/sample.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'conformance/**/*.test.ts', 'scripts/**/*.test.ts'],
    // What the picture on the command line takes of the style sheets.
    css: { include: [/\?inline$/, /topology\.module\.css/], modules: { classNameStrategy: 'non-scoped' } },
    // Types, lint, build and conformance may run beside them.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The engine keeps no state of its own between files, so that a process need not load it anew for each.
    isolate: false,
    // Where people wait it takes every core as soon as what runs beside it has ended; else it leaves one.
    ...(IS_SAMPLE ? { maxWorkers: availableParallelism() } : {}),
    setupFiles: ['scripts/fixed-seed.ts'],
    coverage: { include: ['src/**'], exclude: ['src/ui/**'], reporter: ['text', 'html'] },
  },
});
