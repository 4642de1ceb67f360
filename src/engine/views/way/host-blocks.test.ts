/** PCI hosts and MSI blocks of SoCs: which domains and chips a function's vector has, whether affinity can be set, and that it arrives as foretold. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS, type KernelVersion } from '../../api/kernel-versions.ts';
import type { Command, PciFunctionOptions } from '../../api/scenario/types.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { vectorDescriptor } from '../inspect/devices.ts';
import { changedBoard, type RunViewer } from '../testing.ts';
import { vectorChain } from './chain.ts';
import { sampleOf } from '../../../../scripts/sample.ts';

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
  uniphier: `pcie@d000000 { compatible = "socionext,uniphier-pcie"; reg-names = "dbi", "link", "config";
    reg = <0x0 0xd000000 0x0 0x1000>, <0x0 0xd010000 0x0 0x10000>, <0x0 0xd800000 0x0 0x10000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "dma", "msi"; ${WINDOWS} ${intx(0)}
    intx: legacy-interrupt-controller { interrupt-controller; #address-cells = <0>; #interrupt-cells = <1>;
      interrupt-parent = <&gic>; interrupts = <0 142 4>; }; };`,
  visconti: `pcie@d000000 { compatible = "toshiba,visconti-pcie"; reg-names = "dbi", "config", "ulreg", "smu", "mpu";
    reg = <0x0 0xd000000 0x0 0x400000>, <0x0 0xd800000 0x0 0x10000>, <0x0 0xd600000 0x0 0x1000>, <0x0 0xd601000 0x0 0x1000>, <0x0 0xd602000 0x0 0x1000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "msi", "intr"; ${WINDOWS}
    interrupt-map-mask = <0 0 0 7>; interrupt-map = <0 0 0 1 &gic 0 0 0 142 4>; };`,
  exynos: `pcie@d000000 { compatible = "samsung,exynos5433-pcie"; reg-names = "dbi", "elbi", "config";
    reg = <0x0 0xd000000 0x0 0x1000>, <0x0 0xd600000 0x0 0x1000>, <0x0 0xd800000 0x0 0x2000>; interrupts = <0 140 4>; ${WINDOWS}
    interrupt-map-mask = <0 0 0 0>; interrupt-map = <0 0 0 0 &gic 0 0 0 140 4>; };`,
  am654: `pcie@d000000 { compatible = "ti,am654-pcie-rc"; reg-names = "app", "dbics", "config", "atu";
    reg = <0x0 0xd500000 0x0 0x1000>, <0x0 0xd000000 0x0 0x400000>, <0x0 0xd800000 0x0 0x10000>, <0x0 0xd600000 0x0 0x1000>;
    interrupts = <0 140 1>; msi-map = <0x0 &its 0x0 0x10000>; ${WINDOWS} };`,
  dwc: `pcie@d000000 { compatible = "snps,dw-pcie"; reg-names = "dbi", "config";
    reg = <0x0 0xd000000 0x0 0x400000>, <0x0 0xd800000 0x0 0x10000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "intr", "msi"; ${WINDOWS.replace('#interrupt-cells = <1>;', '')} };`,
  tegra: `pcie@d000000 { compatible = "nvidia,tegra210-pcie"; reg-names = "pads", "afi", "cs";
    reg = <0x0 0xd003000 0x0 0x800>, <0x0 0xd003800 0x0 0x800>, <0x0 0xd800000 0x0 0x800000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "intr", "msi";
    #address-cells = <3>; #size-cells = <2>; #interrupt-cells = <1>; bus-range = <0 0xff>; linux,pci-domain = <1>; device_type = "pci";
    ranges = <0x02000000 0 0xd000000 0x0 0xd000000 0 0x1000>, <0x02000000 0 0xd001000 0x0 0xd001000 0 0x1000>,
      <0x02000000 0x0 0xe000000 0x0 0xe000000 0x0 0x1000000>;
    interrupt-map-mask = <0 0 0 0>; interrupt-map = <0 0 0 0 &gic 0 0 0 140 4>;
    pci@1,0 { device_type = "pci"; assigned-addresses = <0x82000800 0 0xd000000 0 0x1000>; reg = <0x800 0 0 0 0>;
      #address-cells = <3>; #size-cells = <2>; ranges; nvidia,num-lanes = <4>; };
    pci@2,0 { device_type = "pci"; assigned-addresses = <0x82001000 0 0xd001000 0 0x1000>; reg = <0x1000 0 0 0 0>;
      #address-cells = <3>; #size-cells = <2>; ranges; nvidia,num-lanes = <1>; }; };`,
  rcar: `pcie@d000000 { compatible = "renesas,pcie-r8a774a1", "renesas,pcie-rcar-gen3"; reg = <0x0 0xd000000 0x0 0x80000>;
    interrupts = <0 140 4>, <0 141 4>, <0 142 4>; ${WINDOWS}
    interrupt-map-mask = <0 0 0 0>; interrupt-map = <0 0 0 0 &gic 0 0 0 140 4>; };`,
  aardvark: `host: pcie@d000000 { compatible = "marvell,armada-3700-pcie"; reg = <0x0 0xd000000 0x0 0x20000>; interrupts = <0 140 4>;
    msi-controller; msi-parent = <&host>; ${WINDOWS} ${intx(0)} ${INTC} };`,
  mtk3: `pcie@d000000 { compatible = "mediatek,mt8192-pcie"; reg-names = "pcie-mac"; reg = <0x0 0xd000000 0x0 0x4000>; interrupts = <0 140 4>;
    ${WINDOWS} ${intx(0)} ${INTC} };`,
  mtk2: `pcie@d000000 { compatible = "mediatek,mt7622-pcie"; reg-names = "port1"; reg = <0x0 0xd000000 0x0 0x1000>;
    interrupts = <0 140 4>; interrupt-names = "pcie_irq"; ${WINDOWS} ${intx(0)} ${INTC} };`,
  xdma: `pcie@8000000000 { compatible = "xlnx,xdma-host-3.00"; reg = <0x80 0x0 0x0 0x20000000>;
    interrupts = <0 140 4>, <0 141 4>, <0 142 4>; interrupt-names = "misc", "msi0", "msi1";
    ${WINDOWS} ${intx(0)} ${INTC} };`,
  cpm: `pcie@8000000000 { compatible = "xlnx,versal-cpm-host-1.00"; reg-names = "cpm_slcr", "cfg";
    reg = <0x0 0xd000000 0x0 0x1000>, <0x80 0x0 0x0 0x1000000>; interrupts = <0 140 4>; interrupt-names = "misc";
    msi-map = <0x0 &its 0x0 0x10000>; ${WINDOWS} ${intx(0)} ${INTC} };`,
  j721e: `pcie@d000000 { compatible = "ti,j721e-pcie-host"; reg-names = "intd_cfg", "user_cfg", "reg", "cfg";
    reg = <0x0 0xd000000 0x0 0x1000>, <0x0 0xd007000 0x0 0x400>, <0x0 0xd800000 0x0 0x800000>, <0x0 0xd010000 0x0 0x1000>;
    interrupts = <0 140 1>; interrupt-names = "link_state"; msi-map = <0x0 &its 0x0 0x10000>; ${WINDOWS} };`,
  xgene: `pcie@d000000 { compatible = "apm,xgene-storm-pcie", "apm,xgene-pcie"; reg-names = "csr", "cfg";
    reg = <0x0 0xd000000 0x0 0x10000>, <0x0 0xd800000 0x0 0x40000>; msi-map = <0x0 &its 0x0 0x10000>; ${WINDOWS}
    interrupt-map-mask = <0 0 0 7>; interrupt-map = <0 0 0 1 &gic 0 0 0 140 4>; };`,
  tegra194: `pcie@d000000 { compatible = "nvidia,tegra194-pcie"; reg-names = "appl", "config", "atu_dma", "dbi";
    reg = <0x0 0xd600000 0x0 0x20000>, <0x0 0xd800000 0x0 0x40000>, <0x0 0xd840000 0x0 0x40000>, <0x0 0xd000000 0x0 0x40000>;
    interrupts = <0 140 4>, <0 141 4>; interrupt-names = "intr", "msi"; ${WINDOWS}
    interrupt-map-mask = <0 0 0 0>; interrupt-map = <0 0 0 0 &gic 0 0 0 140 4>; };`,
} as const;

/** QEMU's GIC has no label. */
const labelled = (dts: string): string => dts.replace(/(intc@8000000 \{)/, 'gic: $1');

const INTX_CHIPS = {
  nwl: 'nwl_pcie:legacy',
  axi: 'dummy',
  rockchip: 'dummy',
  rk3568: 'INTx',
  uniphier: 'PCI',
  visconti: 'GICv3',
  tegra: 'GICv3',
  rcar: 'GICv3',
  aardvark: 'd000000.pcie-irq',
  xgene: 'GICv3',
  mtk3: 'INTx',
  mtk2: 'dummy',
  xdma: 'pl_dma:INTx',
  cpm: 'INTx',
} as const;

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
    labelled(dts).replace(/\};\s*$/, `${host} };`);

/** Led to the block, and not to an ITS. */
const withBlock =
  (block: string) =>
  (dts: string): string =>
    labelled(dts)
      .replace(/msi-map = [^;]*;/, 'msi-parent = <&msi>;')
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

describe.each(sampleOf(KERNEL_VERSIONS, 1))('on $version, an interrupt of a function', ({ version: kernel }) => {
  const [OLD, NEW] = [kernel === '6.1', kernel === '7.3'];
  /** 6.1 has no driver for the XDMA; 6.12 dies with MediaTek's second generation. */
  const knows = (name: keyof typeof HOSTS): boolean =>
    !(OLD && name === 'xdma') && !(kernel === '6.12' && name === 'mtk2');
  const device = { class: '0x020000', msi: { vectors: 4 } } as const;

  it.each([
    ['nwl', NEW ? ['nwl-PCI-MSI-0001:01:00.0', 'Xilinx MSI'] : ['nwl_pcie:msi', 'Xilinx MSI'], 4],
    ['axi', NEW ? ['xilinx-PCI-MSI-0001:01:00.0', 'Xilinx MSI'] : ['PCIe MSI', 'Xilinx MSI'], 1],
    ['tegra', NEW ? ['PCI-MSI-0001:01:00.0', 'Tegra MSI'] : ['Tegra PCIe MSI', 'Tegra MSI'], 1],
    ['rcar', NEW ? ['RCAR-PCI-MSI-0001:01:00.0', 'R-Car MSI'] : ['PCIe MSI', OLD ? 'Rcar MSI' : 'R-Car MSI'], 4],
    ['mtk3', NEW ? ['MTK3-PCI-MSI-0001:01:00.0', 'MSI'] : ['MSI', 'MSI'], 4],
    ['mtk2', OLD ? ['MTK PCIe MSI', 'MTK MSI'] : ['MTK-PCI-MSI-0001:01:00.0', 'MTK MSI'], 1],
    ['xdma', NEW ? ['pl_dma-PCI-MSI-0001:01:00.0', 'pl_dma:MSI'] : ['pl_dma:PCIe MSI', 'pl_dma:MSI'], 4],
    ['aardvark', NEW ? ['advk-PCI-MSI-0001:01:00.0', 'MSI'] : ['advk-MSI', 'MSI'], 4],
  ] as const)('behind %s', (name, expected, vectors) => {
    if (!knows(name)) return;
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

  it.each([
    'nwl',
    'axi',
    'rockchip',
    'rk3568',
    'uniphier',
    'visconti',
    'tegra',
    'rcar',
    'aardvark',
    'xgene',
    'mtk3',
    'mtk2',
    'xdma',
    'cpm',
  ] as const)('goes by INTx behind %s where it has none', (name) => {
    if (!knows(name)) return;
    const driver = { minVectors: 1, maxVectors: 1, flags: ['intx'] } as const;
    const bdf = '0001:01:00.0';
    const viewer = boardWith(withHost(HOSTS[name]), kernel, [
      { bdf, class: '0x020000', bars: [{ index: 0, size: '0x1000' }], intx: 'A', driver },
    ]);
    const find = (): irq_desc | undefined => lineDescriptor(viewer, bdf);
    expect(chips(find())).toEqual([INTX_CHIPS[name]]);
    expect(fire(viewer, bdf, find)).toBe(1);
  });

  it.each(['am654', 'j721e', 'xgene', 'cpm'] as const)('goes by the ITS behind %s', (name) => {
    const viewer = boardWith(withHost(HOSTS[name]), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(chips(find()).slice(1)).toEqual(['ITS', 'GICv3']);
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
  });

  it('behind MediaTek’s second generation kills 6.12, which calls what the vectors’ chip does not have', () => {
    const viewer = boardWith(withHost(HOSTS.mtk2), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const died = 'Attempted to kill init! exitcode=0x0000000b';
    expect(viewer.session.panic).toEqual(kernel === '6.12' ? expect.stringContaining(died) : undefined);
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

  it('goes by the window in front of an ITS, where K3 has one', () => {
    const preIts = (dts: string): string =>
      withHost(HOSTS.j721e)(dts).replace(
        /(compatible = "arm,gic-v3-its";)/,
        '$1 socionext,synquacer-pre-its = <0xc000000 0x400000>;',
      );
    const viewer = boardWith(preIts, kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(find()?.irq_common_data.msi_desc?.msg_address_lo).toBe(0xc000000 + 0x100 * 4);
    expect(vectorChain(viewer.snapshot, '0001:01:00.0', 0, find())?.arrival?.arrives).toBe(true);
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
  });

  it('has MSI-X on the Tegra210, whose second port has no link and is left out', () => {
    const viewer = boardWith(withHost(HOSTS.tegra), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const { cursor } = viewer.session;
    const find = (): irq_desc | undefined => vectorDescriptor(cursor, '0001:01:00.0', 0);
    expect(chips(find()).at(-1)).toBe('Tegra MSI');
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
    const names = cursor.all(pci_dev).map(({ dev }) => dev.name);
    expect(names.filter((name) => name.startsWith('0001:00'))).toEqual(['0001:00:01.0']);
  });

  it.each(['uniphier', 'visconti'] as const)('goes by the core’s MSIs behind %s', (name) => {
    const viewer = boardWith(withHost(HOSTS[name]), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(chips(find()).at(-1)).toBe('DWPCI-MSI');
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
  });

  it('behind the Exynos5433 has a vector, of which nobody hears, since the core has no interrupt for MSIs', () => {
    const viewer = boardWith(withHost(HOSTS.exynos), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const { cursor } = viewer.session;
    const find = (): irq_desc | undefined => vectorDescriptor(cursor, '0001:01:00.0', 0);
    expect(chips(find()).at(-1)).toBe('DWPCI-MSI');
    expect(cursor.all(irq_desc).filter(({ action }) => action?.name === 'exynos-pcie')).toHaveLength(1);
    expect(fire(viewer, '0001:01:00.0', find)).toBe(0);
  });

  it('behind the Tegra194 goes by the core, which is taken down where nothing is behind it', () => {
    const viewer = boardWith(withHost(HOSTS.tegra194), kernel, [{ bdf: '0001:01:00.0', model: 'nvme' }]);
    const find = (): irq_desc | undefined => vectorDescriptor(viewer.session.cursor, '0001:01:00.0', 0);
    expect(chips(find()).at(-1)).toBe('DWPCI-MSI');
    expect(fire(viewer, '0001:01:00.0', find)).toBe(1);
  });

  it('is not there, nor the MSIs, behind R-Car without a link', () => {
    const { cursor } = boardWith(withHost(HOSTS.rcar), kernel, []).session;
    expect(cursor.all(pci_dev)).toEqual([]);
    expect(cursor.all(irq_desc).some(({ action }) => action?.name?.includes('ar MSI') === true)).toBe(false);
  });

  it('whose wire the tree does not map is taken for a message on 6.1, and for a vector on 7.3', () => {
    // The host's node names interrupts, and has its MSIs as the only domain.
    const host = HOSTS.dwc.replace('bus-range', '#interrupt-cells = <1>; bus-range');
    const driver = { minVectors: 1, maxVectors: 1, flags: ['intx'] } as const;
    const bars = [{ index: 0, size: '0x1000' }];
    const viewer = boardWith(withHost(host), kernel, [
      { bdf: '0001:01:00.0', class: '0x020000', bars, intx: 'A', driver },
    ]);
    const { cursor, panic } = viewer.session;
    expect(panic).toBeUndefined();
    const endpoint = cursor.all(pci_dev).find(({ dev }) => dev.name === '0001:01:00.0');
    // 7.3 finds a vector by the number of the wire, which is one of the root port's MSIs by then.
    expect((endpoint?.irq ?? 0) > 0).toBe(NEW);
    // The root port's on 6.1: its number is the cell, above the count of cells.
    const taken = cursor.all(irq_desc).filter(({ irq_data: { hwirq } }) => hwirq === 2 ** 32 + 1);
    expect(taken.map(chips)).toEqual(OLD ? [['PCI-MSI', 'DWPCI-MSI']] : []);
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
