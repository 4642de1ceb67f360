import { describe, expect, it } from 'vitest';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { for_each_of_range, of_address_count, of_address_to_resource, of_iomap } from './address.ts';
import { of_map_id } from './base/index.ts';
import { kernelOn, linesOf, nodeAt } from './testing.ts';

function span(k: Kernel, path: string, index = 0): string | number {
  const res = of_address_to_resource(k, nodeAt(k, path), index);
  return typeof res === 'number' ? res : `${res.start.toString(16)}-${res.end.toString(16)} ${res.name ?? ''}`;
}

describe('of_address_to_resource', () => {
  it('goes through the ranges of every bus', () => {
    const k = kernelOn(
      `outer@40000000 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0 0x40000000 0x1000000>;
         inner { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0 0x8000 0x1000>, <0x10000 0x20000 0x100>;
           uart@10 { reg = <0x10 0x20>, <0x10040 4>; reg-names = "main", "extra"; };
         };
         same { #address-cells = <1>; #size-cells = <1>; ranges; led@4 { reg = <4 4>; }; };
       };`,
    );
    expect(span(k, '/outer@40000000/inner/uart@10')).toBe('40008010-4000802f main');
    expect(span(k, '/outer@40000000/inner/uart@10', 1)).toBe('40020040-40020043 extra');
    expect(span(k, '/outer@40000000/inner/uart@10', 2)).toBe(-EINVAL);
    expect(of_address_count(k, nodeAt(k, '/outer@40000000/inner/uart@10'))).toBe(2);
    expect(of_iomap(k, nodeAt(k, '/outer@40000000/same/led@4'), 0)).toBe(0x40000004);
  });

  it('stops where a bus has no ranges, or none that holds the address', () => {
    const k = kernelOn(
      `i2c { #address-cells = <1>; #size-cells = <0>; chip@50 { reg = <0x50>; }; };
       bus { #address-cells = <1>; #size-cells = <1>; dev@0 { reg = <0 4>; }; };
       far { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x1000 0x10>; dev@20 { reg = <0x20 4>; }; };`,
    );
    expect(span(k, '/i2c/chip@50')).toBe(-EINVAL);
    expect(span(k, '/bus/dev@0')).toBe(-EINVAL);
    expect(span(k, '/far/dev@20')).toBe(-EINVAL);
  });

  it('reads the windows of a PCI bridge', () => {
    const k = kernelOn(
      `pcie@10000000 { device_type = "pci"; #address-cells = <3>; #size-cells = <2>;
         ranges = <0x1000000 0 0 0x3000000 0 0x10000>, <0x2000000 0 0x10000000 0x10000000 0 0x1000>,
                  <0x2000000 0 0x10001000 0x10001000 0 0x1000>; };`,
    );
    const ranges = for_each_of_range(k, nodeAt(k, '/pcie@10000000'));
    expect(ranges.map(({ cpu_addr, bus_addr, size }) => [cpu_addr, bus_addr, size])).toEqual([
      [0x3000000n, 0n, 0x10000n],
      [0x10000000n, 0x10000000n, 0x2000n],
    ]);
  });
});

describe('of_map_id', () => {
  const map = (k: Kernel, id: number): readonly [number, string | undefined, number] => {
    const wanted = { target: undefined, id_out: -1 } as Parameters<typeof of_map_id>[5];
    const ret = of_map_id(k, nodeAt(k, '/pcie'), id, 'msi-map', 'msi-map-mask', wanted);
    return [ret, wanted.target?.path, wanted.id_out];
  };

  it('shifts ids within a range, and passes others unchanged', () => {
    const k = kernelOn('its: its { }; pcie { msi-map = <0x10 &its 0x1000 0x10>; };');
    expect(map(k, 0x18)).toEqual([0, '/its', 0x1008]);
    expect(map(k, 0x20)).toEqual([0, undefined, 0x20]);
    expect(linesOf(k)).toEqual(['OF: /pcie: no msi-map translation for id 0x20 on (null)']);
  });

  it('says what is wrong with a map', () => {
    expect(map(kernelOn('pcie { };'), 1)[0]).toBe(-ENODEV);
    expect(map(kernelOn('pcie { msi-map = <0 0x99 0 0x10>; };'), 1)[0]).toBe(-ENODEV);
    const odd = kernelOn('pcie { msi-map = <0 1 2>; };');
    expect(map(odd, 1)[0]).toBe(-EINVAL);
    const masked = kernelOn('its: its { }; pcie { msi-map-mask = <0xff>; msi-map = <0x100 &its 0 0x10>; };');
    map(masked, 1);
    expect([...linesOf(odd), ...linesOf(masked)]).toEqual([
      'OF: /pcie: Error: Bad msi-map length: 12',
      'OF: /pcie: Invalid msi-map translation - msi-map-mask (0xff) ignores id-base (0x100)',
    ]);
  });
});
