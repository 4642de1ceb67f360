/** Some thousands of mutated inputs: none throws, and each run ends by itself or by the cap of events. `npm run fuzz` tries more. */
import { describe, expect, it } from 'vitest';
import { KINDS, tryCase } from './cases.ts';
import { IS_SAMPLE } from '../../scripts/sample.ts';

const COUNT = IS_SAMPLE ? 300 : 3000;
const PARTS = 6;

describe('mutated inputs', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))('are refused or run, part %i', async (part) => {
    const seen = new Set<string>();
    for (let number = part; number < COUNT; number += PARTS) {
      const { kind, end } = await tryCase(number, 1);
      seen.add(kind);
      seen.add(end);
    }
    // Each kind was tried, and not all were refused.
    expect([...seen].filter((each) => each !== 'panicked').toSorted()).toEqual([...KINDS, 'ran', 'refused'].toSorted());
  });
});
