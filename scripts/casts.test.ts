import { describe, expect, it } from 'vitest';
import { castsIn, castsOf } from './assertions.ts';
import { ROOT } from './stale.mjs';

describe('type assertions outside tests', () => {
  it('there is none', () => {
    expect(castsOf(ROOT).map(({ place }) => place)).toEqual([]);
  });
});

describe('the count itself', () => {
  it('sees every kind, and nothing that asserts nothing', () => {
    const text = `
      const a = x as number;
      const b = [1, 2] as const;
      const c = { d: 1 } satisfies D;
      const e = (x as unknown) as E;
      const f = ref() as never;
      const g = <number>x;
      const h = ((x as I).y as J)!;
      // x as K
    `;
    const seen = castsIn('src/base/x.ts', text).map(({ kind, place }) => `${kind} ${place.split(':')[1]}`);
    expect(seen).toEqual(['plain 2', 'double 5', 'never 6', 'plain 7', 'plain 8', 'plain 8']);
  });
});
