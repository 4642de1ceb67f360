import { describe, expect, it } from 'vitest';
import { GICC, GICD } from '../../../../machine/testing.ts';
import { takeInterrupt } from '../../../arch/arm64/kernel/entry-common.ts';
import { arch_smp_send_reschedule } from '../../../arch/arm64/kernel/smp.ts';
import { KERNEL_VERSIONS } from '../../../../api/kernel-versions.ts';
import { irq_gic_v2m_c } from '../irq-gic-v2m/index.ts';
import { callsOf, gicv2m, logOf, withAllCpus, withInterrupts } from '../testing.ts';
import { gic_c } from './types.ts';

const versions = KERNEL_VERSIONS.map(({ version }) => version);

describe.each(versions)('GICv2 on %s', (version) => {
  it('routes every SPI to the boot CPU, and switches distributor and CPU interface on', () => {
    const { machine } = withInterrupts(version, gicv2m());
    expect(machine.bus.read(GICD, 4, 0)).toBe(1);
    expect(machine.bus.read(GICD + 0x820, 4, 0)).toBe(0x01010101);
    expect(machine.bus.read(GICD + 0x420, 4, 0)).toBe(0xa0a0a0a0);
    expect(machine.bus.read(GICC, 4, 0) & 1).toBe(1);
  });

  it('learns which CPU interface each CPU is', () => {
    const { k } = withAllCpus(version, gicv2m(3));
    expect([0, 1, 2].map((cpu) => gic_c(k).gic_cpu_map.get(cpu))).toEqual([1, 2, 4]);
  });

  it('delivers an IPI, and writes back who sent it', () => {
    const { machine, k } = withAllCpus(version, gicv2m(3));
    arch_smp_send_reschedule(k, 2);
    expect(machine.pendingCpus()).toEqual([2]);
    expect(callsOf(k, () => takeInterrupt(k, 2)).join()).toContain('ipi_handler');
    expect(machine.pendingCpus()).toEqual([]);
  });

  it('finds the frame for messages', () => {
    const { k } = withInterrupts(version, gicv2m());
    expect(logOf(k)).toContain('GICv2m: range[mem 0x08020000-0x08020fff], SPI[80:143]');
    expect(irq_gic_v2m_c(k).v2m_nodes.first()).toMatchObject({ spi_start: 80, nr_spis: 64 });
  });
});
