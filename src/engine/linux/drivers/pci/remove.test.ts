import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../../api/kernel-versions.ts';
import { bootTree, live, smallBoard } from '../../../run/testing.ts';
import { irq_domain } from '../../include/linux/irqdomain.ts';
import { pci_dev } from '../../include/linux/pci/index.ts';

/** Nothing is plugged in: its link stays down. */
const HOST = `pcie: pcie@fd500000 {
  compatible = "brcm,bcm2711-pcie"; reg = <0xfd500000 0x9310>; device_type = "pci";
  #address-cells = <3>; #size-cells = <2>; #interrupt-cells = <1>;
  interrupts = <0 147 4>, <0 148 4>; interrupt-names = "pcie", "msi";
  interrupt-map-mask = <0 0 0 7>; interrupt-map = <0 0 0 1 &gic 0 143 4>;
  msi-controller; msi-parent = <&pcie>;
  ranges = <0x02000000 0x0 0xf8000000 0xf8000000 0x0 0x04000000>;
  dma-ranges = <0x02000000 0x0 0x00000000 0x0 0x0 0x80000000>;
};`;

describe.each(KERNEL_VERSIONS)('Linux $version', ({ version }) => {
  it('forgets the root port of a host whose link stays down, and gives its interrupts back before the MSI domain goes', () => {
    const session = bootTree(smallBoard(HOST), version);
    const dump = session.dump({ only: ['dmesg', 'interrupts', 'pci'] });
    const text = dump.ok ? dump.value : '';
    expect(text).toContain('link down');
    expect(text).not.toContain('WARNING');
    expect(text).not.toContain('PCIe PME');
    expect(text).not.toContain('@@@@ pci/');
    expect(live<pci_dev>(session, pci_dev)).toEqual([]);
    expect(live<irq_domain>(session, irq_domain).map(({ name }) => name ?? '')).not.toContain(':pcie@fd500000-3');
  });
});
