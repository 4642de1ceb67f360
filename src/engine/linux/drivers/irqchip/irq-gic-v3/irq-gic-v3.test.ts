import { describe, expect, it } from 'vitest';
import { GICD, GICR } from '../../../../machine/testing.ts';
import { takeInterrupt } from '../../../arch/arm64/kernel/entry-common.ts';
import { arch_send_call_function_ipi_mask } from '../../../arch/arm64/kernel/smp.ts';
import { IRQ_TYPE_LEVEL_HIGH } from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { KERNEL_VERSIONS } from '../../../../api/kernel-versions.ts';
import { callsOf, gicv3, logOf, withAllCpus, withInterrupts } from '../testing.ts';
import { gic_irq_domain_translate } from './domain.ts';
import { gic_data, gic_parts } from './types.ts';

const versions = KERNEL_VERSIONS.map(({ version }) => version);
const priorities = { '6.1': 0xa0a0a0a0, '6.12': 0xc0c0c0c0, '7.3': 0xc0c0c0c0 } as const;

function translate(k: Kernel, param: number[]): unknown {
  const { domain, fwnode } = gic_data(k);
  if (domain === undefined) throw new Error('no domain');
  return gic_irq_domain_translate(k, domain, { fwnode, param_count: param.length, param });
}

describe.each(versions)('GICv3 on %s', (version) => {
  it('enables the distributor with affinity routing, and gives every SPI the default priority', () => {
    const { machine, k } = withInterrupts(version, gicv3());
    expect(machine.bus.read(GICD, 4, 0) & 0x13).toBe(0x13);
    expect(machine.bus.read(GICD + 0x420, 4, 0)).toBe(priorities[version]);
    expect(machine.bus.read(GICD + 0x84, 4, 0)).toBe(0xffffffff);
    expect(logOf(k)).toContain('GICv3: 224 SPIs implemented');
    expect(logOf(k)).toContain('Root IRQ handler: gic_handle_irq');
  });

  it('enables the IPIs of every CPU that comes up: seven of them in 6.1, eight later', () => {
    const { machine, k } = withAllCpus(version, gicv3(3));
    const sgis = version === '6.1' ? 0x7f : 0xff;
    for (const cpu of [0, 1, 2]) expect(machine.bus.read(GICR + cpu * 0x20000 + 0x10100, 4, cpu)).toBe(sgis);
    expect(logOf(k)).toContain('GICv3: CPU2: found redistributor 2 region 0:0x00000000080e0000');
  });

  it('takes numbers past the end of their kind, of which 7.3 warns once', () => {
    const { k } = withInterrupts(version, gicv3());
    for (let i = 0; i < 2; i++) {
      expect(translate(k, [0, 988, 4])).toEqual({ hwirq: 1020, type: IRQ_TYPE_LEVEL_HIGH });
    }
    const warned = version === '7.3' ? ['GICv3: SPI 988 out of range (use ESPI?)'] : [];
    expect(logOf(k).filter((line) => line.includes('out of range'))).toEqual(warned);
  });

  it('reads the cells of a specifier', () => {
    const { k } = withInterrupts(version, gicv3());
    expect(translate(k, [0, 1, 4])).toEqual({ hwirq: 33, type: IRQ_TYPE_LEVEL_HIGH });
    expect(translate(k, [1, 11, 0x104])).toEqual({ hwirq: 27, type: IRQ_TYPE_LEVEL_HIGH });
    expect(translate(k, [2, 5, 1])).toMatchObject({ hwirq: 4101 });
    expect(translate(k, [3, 5, 1])).toMatchObject({ hwirq: 1061 });
    expect(translate(k, [9, 5, 1])).toBe(-22);
    expect(translate(k, [0, 1])).toBe(-22);
  });

  it('delivers an IPI through the domain to its handler, and ends it', () => {
    const { machine, k } = withAllCpus(version, gicv3(3));
    arch_send_call_function_ipi_mask(k, 0b110n);
    expect(machine.pendingCpus()).toEqual([1, 2]);
    const calls = callsOf(k, () => takeInterrupt(k, 2)).map((name) => name.trim());
    expect(calls).toEqual(
      expect.arrayContaining(['gic_handle_irq', 'handle_percpu_devid_irq', 'ipi_handler', 'gic_eoi_irq']),
    );
    expect(machine.pendingCpus()).toEqual([1]);
    takeInterrupt(k, 1);
    expect(machine.pendingCpus()).toEqual([]);
  });

  it('splits EOI and deactivation when the CPUs came in at EL2', () => {
    const { machine, k } = withAllCpus(version, gicv3(2), 'nvhe');
    expect(logOf(k)).toContain('GICv3: GIC: Using split EOI/Deactivate mode');
    expect(machine.bus.readSysreg('ICC_CTLR_EL1', 1) & 2n).toBe(2n);
    arch_send_call_function_ipi_mask(k, 0b10n);
    expect(callsOf(k, () => takeInterrupt(k, 1)).join()).toContain('gic_eoimode1_eoi_irq');
    expect(machine.bus.read(GICR + 0x20000 + 0x10300, 4, 1)).toBe(0);
  });

  it('gives up where the tree names no redistributors', () => {
    const { k } = withInterrupts(version, gicv3(1, { reg: [0, GICD, 0, 0x10000] }));
    expect(logOf(k)).toContain("GICv3: /intc@8000000: couldn't map region 0");
    expect(gic_data(k).domain).toBeUndefined();
  });

  it('splits PPIs that mean different things on different CPUs', () => {
    const { k } = withInterrupts(version, {
      ...gicv3(2, {
        'ppi-partitions': { 'part-0': { phandle: [7], affinity: [5] }, 'part-1': { phandle: [8], affinity: [6] } },
      }),
      cpus: {
        '#address-cells': [1],
        '#size-cells': [0],
        'cpu@0': { phandle: [5], device_type: 'cpu', reg: [0], 'enable-method': 'psci' },
        'cpu@1': { phandle: [6], device_type: 'cpu', reg: [1], 'enable-method': 'psci' },
      },
    });
    expect(logOf(k)).toContain('GICv3: GIC: PPI partition part-1[1] { /cpus/cpu@1[1] }');
    const parts = version === '7.3' ? gic_parts(k).parts : gic_data(k).ppi_descs.get(7)?.parts;
    expect(parts?.toArray().map(({ mask }) => mask)).toEqual([1n, 2n]);
  });
});
