import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../api/kernel-versions.ts';
import { irq_desc } from '../include/linux/irqdesc.ts';
import { changedBoard } from '../../views/testing.ts';

/** A timer with as many interrupts as Tegra's, at SPIs that QEMU's board leaves free. */
const timer = (
  compatible: string,
): string => `timer@60005000 { compatible = ${compatible}; reg = <0 0x60005000 0 0x400>;
    interrupts = ${Array.from({ length: 14 }, (_, n) => `<0 ${100 + n} 4>`).join(', ')}; };`;

describe.each(KERNEL_VERSIONS)('a timer that is declared, on $version', ({ version: kernel }) => {
  it.each([
    ['"nvidia,tegra210-timer"', 10],
    ['"nvidia,tegra30-timer", "nvidia,tegra20-timer"', 0],
  ])('of %s has an interrupt for each CPU, and keeps it there', (compatible, first) => {
    const viewer = changedBoard(
      'qemu-virt-gicv3-its',
      (dts) => dts.replace(/\n};\s*$/, `\n${timer(compatible)}\n};\n`),
      { kernel, drivers: 'all' },
    );
    const own = viewer.session.cursor.all(irq_desc).filter(({ action }) => action?.name === 'tegra_timer');
    expect(own.map(({ irq_data: { hwirq } }) => hwirq - 132 - first)).toEqual([0, 1, 2, 3]);
    expect(own.map(({ irq_common_data }) => irq_common_data.effective_affinity)).toEqual([1n, 2n, 4n, 8n]);
    expect(own.map(({ depth }) => depth)).toEqual([0, 0, 0, 0]);
  });
});
