import { describe, expect, it } from 'vitest';
import { machineOf, type Sketch, treeOf } from '../../machine/testing.ts';
import { Kernel } from '../kernel.ts';
import { KernelPanic } from '../kernel/panic.ts';
import { alloc_pages, free_pages, get_order } from './page_alloc.ts';
import { kfree, kzalloc } from './slub.ts';

const BASE = 0x80000000;

/** 64 MB, of which a node and a reservation take parts. */
function kernel(): Kernel {
  const sketch: Sketch = {
    '#address-cells': [1],
    '#size-cells': [1],
    'memory@80000000': { device_type: 'memory', reg: [BASE, 0x4000000] },
    'reserved-memory': {
      '#address-cells': [1],
      '#size-cells': [1],
      ranges: true,
      'firmware@81000000': { reg: [BASE + 0x1000000, 0x100000] },
    },
  };
  const machine = machineOf(sketch);
  const tree = treeOf(sketch);
  const boot = { version: '6.12', tree, el2: undefined, cpus: undefined, drivers: 'all', probe: [] } as const;
  return new Kernel(machine.rec, machine.bus, boot);
}

describe('pages', () => {
  it('are aligned to the size of their block, behind the kernel and what is reserved', () => {
    const k = kernel();
    expect(alloc_pages(k, true, 0)).toBe(BASE + 0x1100000);
    expect(alloc_pages(k, true, 4)).toBe(BASE + 0x1110000);
    expect(alloc_pages(k, true, 0)).toBe(BASE + 0x1120000);
  });

  it('are used again, and zeroed if asked for', () => {
    const k = kernel();
    const page = alloc_pages(k, true, 1);
    k.bus.write(page + 8, 4, 0x1234, 0);
    free_pages(k, page, 1);
    expect(alloc_pages(k, true, 1)).toBe(page);
    expect(k.bus.read(page + 8, 4, 0)).toBe(0);
  });

  it('run out with a panic', () => {
    const k = kernel();
    expect(() => {
      for (;;) alloc_pages(k, false, 10);
    }).toThrow(KernelPanic);
  });

  it('get_order rounds up', () => {
    expect([1, 4096, 4097, 65536].map(get_order)).toEqual([0, 0, 1, 4]);
  });
});

describe('kmalloc', () => {
  it('gives zeroed objects of a power of two, and takes them back', () => {
    const k = kernel();
    const first = kzalloc(k, 511);
    expect(first % 512).toBe(0);
    expect(kzalloc(k, 512)).toBe(first + 512);
    k.bus.write(first, 4, 1, 0);
    kfree(k, first);
    expect(kzalloc(k, 300)).toBe(first);
    expect(k.bus.read(first, 4, 0)).toBe(0);
    const large = kzalloc(k, 0x10000);
    expect(large % 0x10000).toBe(0);
    kfree(k, large);
    expect(kzalloc(k, 0x10000)).toBe(large);
  });
});
