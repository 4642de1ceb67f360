import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { MESSAGES } from '../../../api/messages/testing.ts';
import type { KernelVersion } from '../../../api/kernel-versions.ts';
import type { PciFunctionOptions } from '../../../api/scenario/types.ts';
import { type DeviceTree, parseDts } from '../../../devicetree/index.ts';
import { attachPci, buildMachine } from '../../../machine/index.ts';
import { Recorder } from '../../../recorder/index.ts';
import { functionOptions } from '../../../scenario/machine-options.ts';
import { pci_dev, pci_resource_start } from '../../include/linux/pci/index.ts';
import { bootKernel } from '../../init/main.ts';
import { type DescribedDriver, Kernel } from '../../kernel.ts';
import { irq_to_desc } from '../../kernel/irq/irqdesc/index.ts';
import { bus_for_each_dev } from '../base/bus.ts';
import { unflatten_device_tree } from '../of/fdt.ts';

let tree: DeviceTree;

beforeAll(() => {
  const text = readFileSync(new URL('../../../../../public/dts/qemu-virt-gicv3-its.dts', import.meta.url), 'utf8');
  const parsed = parseDts(MESSAGES.devicetree, text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  tree = parsed.value;
});

interface Options {
  readonly version?: KernelVersion;
  readonly probe?: readonly string[];
  readonly pciDrivers?: readonly DescribedDriver[];
}

function boot(functions: readonly PciFunctionOptions[], options: Options = {}): Kernel {
  const rec = new Recorder();
  const machine = buildMachine(rec, tree, {});
  if (!machine.ok) throw new Error(machine.error.message);
  const pci = attachPci(machine.value, functionOptions(functions));
  if (!pci.ok) throw new Error(pci.error.code);
  const { version = '6.12', probe = [], pciDrivers = [] } = options;
  const k = new Kernel(rec, machine.value.bus, {
    version,
    tree,
    el2: undefined,
    cpus: undefined,
    drivers: 'all',
    probe,
    pciDrivers,
  });
  unflatten_device_tree(k);
  bootKernel(k);
  return k;
}

function functionOf(k: Kernel, name: string): pci_dev {
  const found = bus_for_each_dev(k, 'pci').find((dev) => dev.name === name)?.container;
  if (found?.$type !== pci_dev) throw new Error(`no function ${name}`);
  return found as pci_dev;
}

/** Names of handlers, by irq number. */
function handlers(k: Kernel): Map<string, number> {
  const names = new Map<string, number>();
  for (let irq = 0; irq < 200; irq++) {
    for (let action = irq_to_desc(k, irq)?.action; action !== undefined; action = action.next)
      names.set(action.name ?? '', irq);
  }
  return names;
}

const SWITCH: readonly PciFunctionOptions[] = [
  { bdf: '0000:00:01.0', model: 'pcie-root-port', secondary: 1 },
  { bdf: '0000:01:00.0', model: 'x3130-upstream', secondary: 2 },
  { bdf: '0000:02:00.0', model: 'xio3130-downstream', secondary: 3 },
  { bdf: '0000:02:01.0', model: 'xio3130-downstream', secondary: 4 },
  { bdf: '0000:04:00.0', model: 'nvme' },
];

describe('enumeration', () => {
  test.each(['6.1', '6.12'] as const)('%s numbers buses depth first and finds what is behind them', (version) => {
    const k = boot(SWITCH, { version });
    const names = bus_for_each_dev(k, 'pci').map(({ name }) => name);
    expect(names).toEqual([
      '0000:00:00.0',
      '0000:00:01.0',
      '0000:01:00.0',
      '0000:02:00.0',
      '0000:02:01.0',
      '0000:04:00.0',
    ]);
    expect(functionOf(k, '0000:00:01.0').subordinate?.busn_end).toBe(4);
  });

  test('a controller behind a switch is within the windows above it', () => {
    const k = boot(SWITCH);
    const bar = functionOf(k, '0000:04:00.0').resource.get(0);
    expect(pci_resource_start(functionOf(k, '0000:04:00.0'), 0)).toBe(0x10200000);
    let depth = 0;
    for (let at = bar; at?.parent !== undefined; at = at.parent) {
      expect(at.start).toBeGreaterThanOrEqual(at.parent.start);
      expect(at.end).toBeLessThanOrEqual(at.parent.end);
      depth++;
    }
    // The BAR, three windows, the host bridge's range, all of memory.
    expect(depth).toBe(5);
  });

  test('as many NVMe queues as CPUs, and no more than vectors', () => {
    expect(
      [...handlers(boot([{ bdf: '0000:00:01.0', model: 'nvme' }])).keys()].filter((name) => name.startsWith('nvme')),
    ).toEqual(['nvme0q0', 'nvme0q1', 'nvme0q2', 'nvme0q3', 'nvme0q4']);
    const few = boot([{ bdf: '0000:00:01.0', model: 'nvme', msix: { entries: 3 } }]);
    expect([...handlers(few).keys()].filter((name) => name.startsWith('nvme'))).toEqual([
      'nvme0q0',
      'nvme0q1',
      'nvme0q2',
    ]);
  });

  test('a virtio device with too few vectors shares one for all queues', () => {
    const k = boot([{ bdf: '0000:00:01.0', model: 'virtio-net-pci', msix: { entries: 2 } }]);
    expect([...handlers(k).keys()].filter((name) => name.startsWith('virtio'))).toEqual([
      'virtio0-config',
      'virtio0-virtqueues',
    ]);
  });
});

describe('drivers', () => {
  test('a serial device of one port has a vector for each queue that calls back, one of several ports shares one', () => {
    const [bdf, second] = ['0000:00:01.0', '0000:00:02.0'];
    const k = boot([
      { bdf, model: 'virtio-serial-pci', queuePairs: 1, msix: { entries: 3 } },
      { bdf: second, model: 'virtio-serial-pci' },
    ]);
    expect([...handlers(k).keys()].filter((name) => name.startsWith('virtio'))).toEqual([
      'virtio0-config',
      'virtio0-input',
      'virtio0-output',
      'virtio1-config',
      'virtio1-virtqueues',
    ]);
  });

  const PAIR: readonly PciFunctionOptions[] = [
    { bdf: '0000:00:01.0', model: 'virtio-rng-pci' },
    { bdf: '0000:00:02.0', model: 'nvme' },
  ];

  test("a scenario's order of probes holds against the kernel's own", () => {
    const order = (probe: readonly string[]): boolean => {
      const names = handlers(boot(PAIR, { probe }));
      return (names.get('virtio0-config') ?? 0) < (names.get('nvme0q0') ?? 0);
    };
    expect(order([])).toBe(true);
    expect(order(['0000:00:01.0', '0000:00:02.0'])).toBe(true);
    expect(order(['0000:00:02.0', '0000:00:01.0'])).toBe(false);
  });

  test('a function described by hand gets the vectors its driver asks for', () => {
    const bdf = '0000:00:03.0';
    const functions = [{ bdf, bars: [{ index: 0, size: '0x8000' }], msix: { entries: 300 } }];
    const k = boot(functions, { pciDrivers: [{ bdf, minVectors: 2, maxVectors: 20, flags: ['msix'] }] });
    expect([...handlers(k).keys()].filter((name) => name.startsWith(bdf))).toHaveLength(20);
    expect(functionOf(k, bdf).dev.driver).toBe('described');
    const picky = boot(functions, { pciDrivers: [{ bdf, minVectors: 301, maxVectors: 400, flags: ['msix'] }] });
    expect(functionOf(picky, bdf).dev.driver).toBeUndefined();
  });
});
