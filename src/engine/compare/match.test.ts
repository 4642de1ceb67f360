import { expect, it } from 'vitest';
import { bootTree, SHARED_PPI } from '../run/testing.ts';
import { compare } from './compare.ts';
import { comparedRun } from './of-run.ts';

it('pairs an interrupt of a partitioned PPI with what 7.3 has for it, and not the chained handler that splits it', () => {
  const [older, newer] = [bootTree(SHARED_PPI, '6.12'), bootTree(SHARED_PPI, '7.3')];
  for (const { cursor, rec } of [older, newer]) cursor.seek(rec.trace.length);
  const { differences } = compare(comparedRun(older), comparedRun(newer));
  const pmus = differences.filter(({ subject }) => subject.startsWith('/pmu-'));
  expect(pmus.find(({ field }) => field === 'actions')).toMatchObject({
    subject: '/pmu-a53 interrupt 0',
    change: 'changed',
  });
  expect(pmus.filter(({ field }) => field === 'handler')).toEqual([]);
  // The other PMU shares it now.
  expect(pmus.filter(({ change }) => change === 'only-a').map(({ subject }) => subject)).toEqual([
    '/pmu-a72 interrupt 0',
  ]);
});
