import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../../../api/kernel-versions.ts';
import type { device } from '../../include/linux/device.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_for_each_dev } from '../base/bus.ts';
import { deferred_probe_initcall, deferredProbeTimeout } from '../base/dd.ts';
import { driver_init } from '../base/init.ts';
import { platform_driver_register } from '../base/platform.ts';
import { of_platform_default_populate_init } from './platform.ts';
import { countCalls, kernelOn, linesOf } from './testing.ts';

function populated(body: string, version: KernelVersion = '6.12'): Kernel {
  const k = kernelOn(body, version);
  driver_init(k);
  of_platform_default_populate_init(k);
  return k;
}
const devices = (k: Kernel): readonly device[] => bus_for_each_dev(k, 'platform');
const named = (k: Kernel, name: string): device | undefined => devices(k).find((dev) => dev.name === name);

function driver(compatible: string, probe: platform_driver['probe'] = () => 0): platform_driver {
  return { name: compatible, bus: 'platform', of_match_table: [{ compatible, data: undefined }], probe };
}

describe('of_platform_populate', () => {
  it('names devices by address, or by the way to them', () => {
    const k = populated(
      `uart@9000 { compatible = "a"; reg = <0x9000 4>; };
       keys { compatible = "b"; };
       soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0 0x10000 0x1000>;
         timer@10 { compatible = "c"; reg = <0x10 4>; };
         fan { compatible = "d"; };
         off@20 { compatible = "e"; reg = <0x20 4>; status = "disabled"; };
       };
       group { compatible = "f"; inside { compatible = "g"; }; };
       nothing { };`,
    );
    expect(devices(k).map(({ name }) => name)).toEqual(['9000.uart', 'keys', 'soc', '10010.timer', 'soc:fan', 'group']);
    expect(named(k, 'soc:fan')?.parent?.name).toBe('soc');
  });

  it('asks for the parents of an interrupt-map from 6.12 on', () => {
    const body = `gic: gic { interrupt-controller; #interrupt-cells = <1>; };
      bridge { compatible = "x"; #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &gic 7>, <2 &gic 8>; };`;
    const calls = (version: KernelVersion): number => {
      const k = kernelOn(body, version);
      driver_init(k);
      return countCalls(k, 'of_irq_parse_imap_parent', () => of_platform_default_populate_init(k));
    };
    expect(calls('6.1')).toBe(0);
    // Row by row from the start: one, two, and both again to find that there is no third.
    expect(calls('6.12')).toBe(5);
  });
});

describe('fw_devlink', () => {
  const PAIR = `consumer { compatible = "consumer"; clocks = <&clk>; };
    clk: clk { compatible = "supplier"; #clock-cells = <0>; };`;

  it('makes a consumer wait for its supplier', () => {
    const k = populated(PAIR);
    const order: string[] = [];
    platform_driver_register(
      k,
      driver('consumer', (_k, pdev) => (order.push(pdev.name) > 0 ? 0 : -1)),
    );
    expect(named(k, 'consumer')?.driver).toBeUndefined();
    platform_driver_register(
      k,
      driver('supplier', (_k, pdev) => (order.push(pdev.name) > 0 ? 0 : -1)),
    );
    deferred_probe_initcall(k);
    expect(order).toEqual(['clk', 'consumer']);
    expect(named(k, 'consumer')?.driver).toBe('consumer');
  });

  it('waits no longer for what no driver matches once all have registered', () => {
    const k = populated(PAIR);
    platform_driver_register(k, driver('consumer'));
    expect(named(k, 'consumer')?.deferred_probe).toBe(true);
    deferred_probe_initcall(k);
    expect(named(k, 'consumer')?.driver).toBe('consumer');
  });

  it('does not wait in a circle', () => {
    const k = populated(
      `one: one { compatible = "x"; clocks = <&two>; #clock-cells = <0>; };
       two: two { compatible = "x"; clocks = <&one>; #clock-cells = <0>; };`,
    );
    platform_driver_register(k, driver('x'));
    expect(devices(k).map(({ driver: bound }) => bound)).toEqual(['x', 'x']);
  });

  it.each(['6.1', '6.12', '7.3'] as const)('names at last who still waits, and for what, in %s', (version) => {
    const lines = (bootargs: string): string[] => {
      const k = populated(
        `chosen { bootargs = "${bootargs}"; };
         consumer { compatible = "consumer"; clocks = <&clk>; };
         clk: clk { compatible = "supplier"; #clock-cells = <0>; };`,
        version,
      );
      platform_driver_register(k, driver('consumer'));
      platform_driver_register(
        k,
        driver('supplier', () => -EPROBE_DEFER),
      );
      deferred_probe_initcall(k);
      deferredProbeTimeout(k);
      return linesOf(k);
    };
    const why = version === '6.1' ? ['', ''] : [': platform: supplier clk not ready', ': (reason unknown)'];
    // Whom a device waits for is tried again first.
    expect(lines('deferred_probe_timeout=1').toSorted()).toEqual([
      `platform clk: deferred probe pending${why[1]}`,
      `platform consumer: deferred probe pending${why[0]}`,
    ]);
    for (const none of ['', 'deferred_probe_timeout=0', 'deferred_probe_timeout=-1', 'deferred_probe_timeout=1s'])
      expect(lines(none)).toEqual([]);
  });

  it('tries again what asked to be tried again', () => {
    const k = populated('slow { compatible = "slow"; }; other { compatible = "other"; };');
    let tries = 0;
    platform_driver_register(
      k,
      driver('slow', () => (++tries < 3 ? -EPROBE_DEFER : 0)),
    );
    platform_driver_register(k, driver('other'));
    expect(tries).toBe(1);
    deferred_probe_initcall(k);
    expect(tries).toBe(3);
    expect(named(k, 'slow')?.driver).toBe('slow');
  });
});
