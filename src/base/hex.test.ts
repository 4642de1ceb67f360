import { describe, expect, it } from 'vitest';
import { bareHex, hex, thousands } from './hex.ts';

describe('numbers', () => {
  it('are hexadecimal with a prefix, or bare with zeros before', () => {
    expect([hex(255), hex(255, 8), hex(2n ** 40n)]).toEqual(['0xff', '0x000000ff', '0x10000000000']);
    expect([bareHex(0), bareHex(255, 4)]).toEqual(['0', '00ff']);
  });

  it('have their thousands apart, as Intl writes them', () => {
    for (const value of [0, 7, 999, 1000, 5310, 87_067, 999_999, 1_000_000, 1_234_567_890])
      expect(thousands(value)).toBe(value.toLocaleString('en'));
  });
});
