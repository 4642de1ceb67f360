import { describe, expect, it } from 'vitest';
import {
  cpumaskCpus,
  cpumaskFirst,
  cpumaskHex,
  cpumaskList,
  cpumaskLowest,
  cpumaskOf,
  parseCpuList,
} from './cpumask.ts';

describe('CPU sets', () => {
  it('print as the kernel prints lists', () => {
    expect(cpumaskList(0n)).toBe('');
    expect(cpumaskList(cpumaskFirst(4))).toBe('0-3');
    expect(cpumaskList(cpumaskOf(0) | cpumaskOf(2) | cpumaskOf(3) | cpumaskOf(64))).toBe('0,2-3,64');
  });

  it('print as the kernel prints masks, in groups of 32 bits', () => {
    expect(cpumaskHex(0xfn, 4)).toBe('f');
    expect(cpumaskHex(0n, 6)).toBe('00');
    expect(cpumaskHex(cpumaskOf(33), 64)).toBe('00000002,00000000');
  });

  it('read lists back, and refuse what is none', () => {
    expect(parseCpuList('0-1,5')).toBe(0b100011n);
    expect(parseCpuList('3-1')).toBeUndefined();
    expect(parseCpuList('x')).toBeUndefined();
  });

  it('know their members', () => {
    expect(cpumaskCpus(0b1010n)).toEqual([1, 3]);
    expect(cpumaskLowest(0b1010n)).toBe(1);
    expect(cpumaskLowest(0n)).toBeUndefined();
  });
});
