import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, LANES, lanesFrom } from '../timeline/palette.ts';

const TOKENS = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const GROUNDS = ['--bg', '--bg-raised', '--bg-hover', '--bg-sunken', '--bg-selected', '--bg-changed'];

/** Light is first, dark second. */
function token(name: string, theme: 0 | 1): string {
  const pair = new RegExp(`${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(TOKENS);
  return pair?.[theme + 1] ?? '';
}

describe.each([
  { theme: 'light', at: 0 },
  { theme: 'dark', at: 1 },
] as const)('the $theme theme', ({ at }) => {
  const lanes = lanesFrom((name) => token(name, at));

  it.each(['--text', '--text-muted', '--text-faint'])('has %s that can be read on every ground', (text) => {
    for (const ground of GROUNDS)
      expect([ground, contrast(token(text, at), token(ground, at)) >= 4.5]).toEqual([ground, true]);
  });

  it.each(LANES)('has names that can be read in the chart on %s, in each shade', (lane) => {
    for (const { fill, text } of Object.values(lanes[lane])) expect(contrast(fill, text)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(LANES)('has boxes of %s that stand out from the ground', (lane) => {
    expect(contrast(lanes[lane].odd.fill, token('--bg', at))).toBeGreaterThanOrEqual(at === 0 ? 1.8 : 3);
  });
});
