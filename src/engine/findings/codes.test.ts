import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS } from './checks/index.ts';

it('has every code once, and in the documentation with its severity', () => {
  const text = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm)].map(([, code, severity]) => `${code} ${severity}`);
  const checks = CHECKS.map(({ code, severity }) => `${code} ${severity}`);
  expect(new Set(CHECKS.map(({ code }) => code)).size).toBe(CHECKS.length);
  expect(rows.toSorted()).toEqual(checks.toSorted());
});
