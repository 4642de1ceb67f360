import { describe, expect, test } from 'vitest';
import { kernelOn } from '../drivers/of/testing.ts';
import { IORESOURCE_MEM } from '../include/linux/ioport.ts';
import { pci_resource } from '../include/linux/pci/index.ts';
import { allocate_resource, release_resource, request_resource } from './resource.ts';

const k = kernelOn('');

function range(start = 0, end = 0): pci_resource {
  return pci_resource.create(k.rec, { start, end, flags: IORESOURCE_MEM });
}

describe('resources', () => {
  test('a range goes into the first gap that fits, aligned', () => {
    const root = range(0x1000, 0xffff);
    const [a, b, c] = [range(), range(), range()];
    expect(allocate_resource(k, root, a, 0x800, 0, 0xffff, 0x800)).toBe(0);
    expect(allocate_resource(k, root, b, 0x1000, 0, 0xffff, 0x1000)).toBe(0);
    expect(allocate_resource(k, root, c, 0x400, 0, 0xffff, 0x400)).toBe(0);
    expect([a.start, b.start, c.start]).toEqual([0x1000, 0x2000, 0x1800]);
  });

  test('there is no room beyond the root, nor where others are', () => {
    const root = range(0x1000, 0x1fff);
    expect(allocate_resource(k, root, range(), 0x2000, 0, 0xffff, 0x1000)).toBeLessThan(0);
    const a = range(0x1000, 0x1fff);
    expect(request_resource(k, root, a)).toBe(0);
    expect(request_resource(k, root, range(0x1800, 0x18ff))).toBeLessThan(0);
    release_resource(k, a);
    expect(request_resource(k, root, range(0x1800, 0x18ff))).toBe(0);
  });

  test('a range that has its place can grow over the gap behind it, or move', () => {
    const root = range(0x0, 0xffff);
    const [a, b] = [range(0x1000, 0x1fff), range(0x4000, 0x4fff)];
    request_resource(k, root, a);
    request_resource(k, root, b);
    expect(allocate_resource(k, root, a, 0x3000, 0x1000, 0xffff, 0x1000)).toBe(0);
    expect([a.start, a.end]).toEqual([0x1000, 0x3fff]);
    expect(allocate_resource(k, root, a, 0x4000, 0x1000, 0xffff, 0x1000)).toBe(0);
    expect([a.start, root.child, b.sibling]).toEqual([0x5000, b, a]);
  });
});
