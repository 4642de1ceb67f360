/**
 * Cadence's core in TI's K3 (TRM, "PCIe subsystem"; drivers/pci/controller/cadence/pci-j721e.c): no interrupt registers, configuration
 * space and the state of the link alone.
 */
import type { BlockHostDesign } from '../block-host.ts';

const CDNS_LINK = 0x100000;
const CDNS_TARGET = 0x400000;

export const cadence: BlockHostDesign = {
  compatible: [
    'ti,j721e-pcie-host',
    'ti,j7200-pcie-host',
    'ti,am64-pcie-host',
    'ti,j784s4-pcie-host',
    'ti,j722s-pcie-host',
  ],
  registers: 'reg',
  config: (offset) => (offset < 0x1000 ? { bus: 0, devfn: 0, where: offset } : undefined),
  window: {
    region: 'cfg',
    size: 0x1000,
    place(offset, at) {
      const target = at(CDNS_TARGET);
      return { bus: (target >>> 20) & 0xff, absolute: true, devfn: (target >>> 12) & 0xff, where: offset };
    },
  },
  link: { region: 'user_cfg', offset: 0x14, up: 3, down: 0 },
  design: ({ isLinked }) => ({
    read: (_block, offset) => (offset === CDNS_LINK ? (isLinked() ? 1 : 0) : undefined),
    asks: () => false,
    output: () => undefined,
  }),
};
