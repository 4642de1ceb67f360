import { describe, expect, it } from 'vitest';
import { formatBdf, parseBdf } from './bdf.ts';

describe('PCI addresses', () => {
  it.each([
    ['0000:00:02.0', { domain: 0, bus: 0, devfn: 0x10 }],
    ['0001:fe:1f.7', { domain: 1, bus: 0xfe, devfn: 0xff }],
  ])('%s is read and written', (text, bdf) => {
    expect(parseBdf(text)).toEqual(bdf);
    expect(formatBdf(bdf)).toBe(text);
  });

  it.each(['', '00:02.0', '0000:00:20.0', '0000:00:02.8', '0000:00:0A.0', '0000:00:02.0 '])('“%s” is none', (text) => {
    expect(parseBdf(text)).toBeUndefined();
  });
});
