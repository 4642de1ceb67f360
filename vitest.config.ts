import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'conformance/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 60_000,
    setupFiles: ['scripts/fixed-seed.ts'],
    coverage: { include: ['src/**'], exclude: ['src/ui/**'], reporter: ['text', 'html'] },
  },
});
