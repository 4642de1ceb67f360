/** Messages to a host bridge's own block of MSIs: foretold as they come, through the interrupt that all vectors share. */
import { describe, expect, it } from 'vitest';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { Command } from '../../api/scenario/types.ts';
import { vectorDescriptor } from '../inspect/devices.ts';
import { changedBoard, type RunViewer } from '../testing.ts';
import { vectorChain } from './chain.ts';

const BDF = '0001:01:00.0';

/** A host with an interrupt for its block, beside what QEMU's board has. */
const HOST = `
  pcie@d000000 {
    compatible = "snps,dw-pcie"; device_type = "pci"; reg-names = "dbi", "config"; linux,pci-domain = <1>;
    reg = <0x0 0xd000000 0x0 0x400000>, <0x0 0xd800000 0x0 0x10000>;
    #address-cells = <3>; #size-cells = <2>; bus-range = <0 0xff>;
    ranges = <0x82000000 0x0 0xe000000 0x0 0xe000000 0x0 0x1000000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "intr", "msi";
  };
};`;

function open(script: readonly Command[] = []): RunViewer {
  return changedBoard('qemu-virt-gicv3-its', (dts) => dts.replace(/\};\s*$/, HOST), {
    kernel: '6.12',
    pci: [{ bdf: BDF, model: 'nvme' }],
    script,
  });
}

const counted = (desc: irq_desc | undefined): number =>
  desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0;

describe('a vector of an NVMe behind a DesignWare host', () => {
  it('is one of the block’s, in domains of their own', () => {
    const { session } = open();
    const desc = vectorDescriptor(session.cursor, BDF, 1);
    expect(desc?.irq_data.chip?.name).toBe('PCI-MSI');
    expect(desc?.irq_data.parent_data?.chip?.name).toBe('DWPCI-MSI');
    expect(desc?.irq_data.parent_data?.parent_data).toBeUndefined();
  });

  it.each([
    ['as it is', [], true],
    ['masked in the function', [{ do: 'msix.mask', bdf: BDF, vector: 1 }], false],
  ] as const)('arrives as foretold, %s', (_, script, arrives) => {
    const viewer = open(script);
    const { session, snapshot } = viewer;
    const find = (): irq_desc | undefined => vectorDescriptor(session.cursor, BDF, 1);
    const chain = vectorChain(snapshot, BDF, 1, find());
    expect(chain?.arrival?.arrives).toBe(arrives);
    expect(chain?.chain.map(({ label }) => label)).toContain('MSI block, vector 2');
    const before = counted(find());
    expect(session.run({ do: 'msix.fire', bdf: BDF, vector: 1 }).ok).toBe(true);
    session.cursor.seek(session.rec.trace.length);
    expect(counted(find()) > before).toBe(arrives);
  });
});
