/** PCI hosts and MSI blocks of SoCs: which domains and chips a function's vector has, whether affinity can be set, and that it arrives as foretold. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS, type KernelVersion } from '../../api/kernel-versions.ts';
import type { Command, PciFunctionOptions } from '../../api/scenario/types.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { vectorDescriptor } from '../inspect/devices.ts';
import { changedBoard, type RunViewer } from '../testing.ts';
import { vectorChain } from './chain.ts';

const WINDOWS = `#address-cells = <3>; #size-cells = <2>; #interrupt-cells = <1>; bus-range = <0 0xff>; linux,pci-domain = <1>;
    ranges = <0x82000000 0x0 0xe000000 0x0 0xe000000 0x0 0x1000000>; device_type = "pci";`;
const intx = (first: number): string => `interrupt-map-mask = <0 0 0 7>;
    interrupt-map = ${[1, 2, 3, 4].map((pin) => `<0 0 0 ${pin} &intx ${pin - 1 + first}>`).join(', ')};`;
const INTC = `intx: interrupt-controller { interrupt-controller; #address-cells = <0>; #interrupt-cells = <1>; };`;
const spis = (first: number, count: number): string =>
  Array.from({ length: count }, (_, n) => `<0 ${first + n} 4>`).join(', ');

/** Hosts with registers of their own, at an address where QEMU's board has nothing. */
const HOSTS = {
  nwl: `pcie@d000000 { compatible = "xlnx,nwl-pcie-2.11"; reg-names = "breg", "pcireg", "cfg";
    reg = <0x0 0xd000000 0x0 0x1000>, <0x0 0xd100000 0x0 0x1000>, <0x80 0x0 0x0 0x1000000>;
    interrupts = <0 140 4>, <0 141 4>, <0 142 4>, <0 143 4>; interrupt-names = "misc", "intx", "msi1", "msi0";
    ${WINDOWS} ${intx(1)} ${INTC} };`,
  axi: `pcie@8000000000 { compatible = "xlnx,axi-pcie-host-1.00.a"; reg = <0x80 0x0 0x0 0x1000000>; interrupts = <0 140 4>;
    ${WINDOWS} ${intx(1)} ${INTC} };`,
  rockchip: `pcie@f8000000 { compatible = "rockchip,rk3399-pcie"; reg-names = "axi-base", "apb-base";
    reg = <0x80 0x0 0x0 0x2000000>, <0x0 0xd000000 0x0 0x1000000>;
    interrupts = <0 140 4>, <0 141 4>, <0 142 4>; interrupt-names = "sys", "legacy", "client";
    ${WINDOWS} ${intx(0)} ${INTC} };`,
  rk3568: `pcie@d000000 { compatible = "rockchip,rk3568-pcie"; reg-names = "dbi", "apb", "config";
    reg = <0x0 0xd000000 0x0 0x400000>, <0x0 0xd500000 0x0 0x10000>, <0x0 0xd800000 0x0 0x10000>;
    interrupts = <0 140 4>, <0 141 4>, <0 142 4>; interrupt-names = "sys", "legacy", "msi";
    ${WINDOWS} ${intx(0)}
    intx: legacy-interrupt-controller { interrupt-controller; #address-cells = <0>; #interrupt-cells = <1>; }; };`,
  am654: `pcie@d000000 { compatible = "ti,am654-pcie-rc"; reg-names = "app", "dbics", "config", "atu";
    reg = <0x0 0xd500000 0x0 0x1000>, <0x0 0xd000000 0x0 0x400000>, <0x0 0xd800000 0x0 0x10000>, <0x0 0xd600000 0x0 0x1000>;
    interrupts = <0 140 1>; msi-map = <0x0 &its 0x0 0x10000>; ${WINDOWS} };`,
  dwc: `pcie@d000000 { compatible = "snps,dw-pcie"; reg-names = "dbi", "config";
    reg = <0x0 0xd000000 0x0 0x400000>, <0x0 0xd800000 0x0 0x10000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "intr", "msi"; ${WINDOWS.replace('#interrupt-cells = <1>;', '')} };`,
} as const;

const INTX_CHIPS = { nwl: 'nwl_pcie:legacy', axi: 'dummy', rockchip: 'dummy', rk3568: 'INTx' } as const;

/** Blocks beside QEMU's generic host, which is led to them. */
const BLOCKS = {
  altera: `msi: msi@d000000 { compatible = "altr,msi-1.0"; reg-names = "csr", "vector_slave"; num-vectors = <32>; msi-controller;
    reg = <0x0 0xd000000 0x0 0x10>, <0x0 0xd001000 0x0 0x80>; interrupts = <0 140 4>; };`,
  xgene: `msi: msi@d000000 { compatible = "apm,xgene1-msi"; msi-controller; reg = <0x0 0xd000000 0x0 0x900000>; interrupts = ${spis(140, 16)}; };`,
  scfg: `msi: msi@d000000 { compatible = "fsl,ls1046a-msi"; msi-controller; reg = <0x0 0xd000000 0x0 0x10000>; interrupts = ${spis(140, 4)}; };`,
  alpine: `msi: msi@d000000 { compatible = "al,alpine-msix"; interrupt-controller; msi-controller; reg = <0x0 0xd000000 0x0 0x100000>;
    al,msi-base-spi = <140>; al,msi-num-spis = <16>; };`,
  mip: `msi: msi@d000000 { compatible = "brcm,bcm2712-mip"; msi-controller; reg = <0x0 0xd000000 0x0 0xc0>, <0x0 0xd000000 0x0 0x1000>;
    msi-ranges = <&gic 0 140 1 16>; };`,
} as const;

const withHost =
  (host: string) =>
  (dts: string): string =>
    dts.replace(/\};\s*$/, `${host} };`);

/** Led to the block, and not to an ITS. */
const withBlock =
  (block: string) =>
  (dts: string): string =>
    dts
      .replace(/msi-map = [^;]*;/, 'msi-parent = <&msi>;')
      .replace(/(intc@8000000 \{)/, 'gic: $1')
      .replace(/\};\s*$/, `${block} };`);

const counted = (desc: irq_desc | undefined): number =>
  desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0;

const boardWith = (
  change: (dts: string) => string,
  kernel: KernelVersion,
  pci: readonly PciFunctionOptions[],
  script: readonly Command[] = [],
): RunViewer => changedBoard('qemu-virt-gicv3-its', change, { kernel, pci, script });

/** Fires a vector, and says by how many its descriptor counts more. */
function fire({ session }: RunViewer, bdf: string, find: () => irq_desc | undefined): number {
  const before = counted(find());
  expect(session.run({ do: 'msix.fire', bdf, vector: 0 }).ok).toBe(true);
  session.cursor.seek(session.rec.trace.length);
  return counted(find()) - before;
}

/** The interrupt that a function's INTx was mapped to. */
function lineDescriptor({ session: { cursor } }: RunViewer, bdf: string): irq_desc | undefined {
  const dev = cursor.all(pci_dev).find((each) => each.dev.name === bdf);
  return cursor.all(irq_desc).find(({ irq_data: { irq } }) => irq === dev?.irq);
}

/** Chips from the top of a descriptor's hierarchy down. */
function chips(desc: irq_desc | undefined): string[] {
  const names: string[] = [];
  for (let data = desc?.irq_data; data !== undefined; data = data.parent_data) names.push(data.chip?.name ?? '?');
  return names;
}

describe.each(KERNEL_VERSIONS)('on $version, an interrupt of a function', ({ version: kernel }) => {
  const [OLD, NEW] = [kernel === '6.1', kernel === '7.3'];
  const device = { class: '0x020000', msi: { vectors: 4 } } as const;

  it.each([
    ['nwl', NEW ? ['nwl-PCI-MSI-0001:01:00.0', 'Xilinx MSI'] : ['nwl_pcie:msi', 'Xilinx MSI'], 4],
    ['axi', NEW ? ['xilinx-PCI-MSI-0001:01:00.0', 'Xilinx MSI'] : ['PCIe MSI', 'Xilinx MSI'], 1],
  ] as const)('behind %s', (name, expected, vectors) => {
    const driver = { minVectors: 1, maxVectors: 4, flags: ['msi'] } as const;
    const viewer = boardWith(withHost(HOSTS[name]), kernel, [{ bdf: '0001:01:00.0', ...device, driver }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(chips(find())).toEqual(expected);
    expect(vectorDescriptor(viewer.session.cursor, '0001:01:00.0', vectors - 1)).toBeDefined();
    expect(vectorDescriptor(viewer.session.cursor, '0001:01:00.0', vectors)).toBeUndefined();
    expect(vectorChain(viewer.snapshot, '0001:01:00.0', 0, find())?.arrival?.arrives).toBe(true);
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
    const { session } = viewer;
    const moved = session.run({ do: 'irq.affinity', irq: { bdf: '0001:01:00.0', vector: 0 }, cpus: '1' });
    expect(moved.ok && moved.value).toMatchObject({ errno: OLD ? 22 : 1 });
  });

  it.each(['nwl', 'axi', 'rockchip', 'rk3568'] as const)('goes by INTx behind %s where it has none', (name) => {
    const driver = { minVectors: 1, maxVectors: 1, flags: ['intx'] } as const;
    const bdf = '0001:01:00.0';
    const viewer = boardWith(withHost(HOSTS[name]), kernel, [
      { bdf, class: '0x020000', bars: [{ index: 0, size: '0x1000' }], intx: 'A', driver },
    ]);
    const find = (): irq_desc | undefined => lineDescriptor(viewer, bdf);
    expect(chips(find())).toEqual([INTX_CHIPS[name]]);
    expect(fire(viewer, bdf, find)).toBe(1);
  });

  it('goes by the ITS behind the AM65x', () => {
    const viewer = boardWith(withHost(HOSTS.am654), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(chips(find()).slice(1)).toEqual(['ITS', 'GICv3']);
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
  });

  it('of a DesignWare host moves to another CPU from 7.3 on, by that CPU’s work', () => {
    const viewer = boardWith(withHost(HOSTS.dwc), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(chips(find())).toEqual([NEW ? 'DW-PCI-MSIX-0001:01:00.0' : 'PCI-MSI', 'DWPCI-MSI']);
    const irq = { bdf: '0001:01:00.0', vector: 0 };
    const moved = viewer.session.run({ do: 'irq.affinity', irq, cpus: '1' });
    expect(moved.ok && (moved.value.errno ?? 0)).toBe(NEW ? 0 : OLD ? 22 : 1);
    const there = find()?.kstat_irqs.get(1) ?? 0;
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
    expect((find()?.kstat_irqs.get(1) ?? 0) - there).toBe(NEW ? 1 : 0);
  });

  const bdf = '0000:00:02.0';
  it.each([
    ['altera', NEW ? [`Altera-PCI-MSIX-${bdf}`, 'Altera MSI'] : ['Altera PCIe MSI', 'Altera MSI'], OLD ? 22 : 1],
    ['xgene', NEW ? [`PCI-MSIX-${bdf}`, 'MSI'] : ['X-Gene1 MSI', 'MSI'], 0],
    ['scfg', NEW ? [`MSI-PCI-MSIX-${bdf}`, 'SCFG'] : ['MSI', 'SCFG'], 0],
    [
      'alpine',
      NEW ? [`ALPINE-PCI-MSIX-${bdf}`, 'alpine_msix_middle', 'GICv3'] : ['MSIx', 'alpine_msix_middle', 'GICv3'],
      0,
    ],
    ['mip', NEW ? [`MIP-MSI-PCI-MSIX-${bdf}`, 'MIP', 'GICv3'] : undefined, 0],
  ] as const)('takes vectors of %s', (name, expected, errno) => {
    if (expected === undefined) return;
    const viewer = boardWith(withBlock(BLOCKS[name]), kernel, [{ bdf, model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, bdf, 0);
    expect(chips(find())).toEqual(expected);
    expect(vectorChain(viewer.snapshot, bdf, 0, find())?.arrival?.arrives).toBe(true);
    expect(fire(viewer, bdf, find)).toBe(1);
    const moved = viewer.session.run({ do: 'irq.affinity', irq: { bdf, vector: 0 }, cpus: '1' });
    expect(moved.ok && (moved.value.errno ?? 0)).toBe(errno);
    if (errno === 0) expect(fire(viewer, bdf, find)).toBe(1);
  });
});
