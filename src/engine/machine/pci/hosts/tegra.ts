/** NVIDIA's Tegra124 to 186 (TRM, "AFI"; drivers/pci/controller/pci-tegra.c): 256 MSIs in eight words, one interrupt for all. */
import { type DtNode, firstString, getProperty, readRows, u32s } from '../../../devicetree/index.ts';
import { addressCells, toPhysical } from '../../address.ts';
import { indexIn } from '../../controllers/design.ts';
import { type BlockHostDesign, type HostPort, MESSAGES } from '../block-host.ts';
import { word } from './parts.ts';

const TEGRA_FPCI_BAR0 = 0x30;
const TEGRA_FPCI_CONFIG = 0xfe100000;
const TEGRA_MSI_BAR_SZ = 0x60;
const TEGRA_MSI_AXI_BAR = 0x68;
const TEGRA_MSI_VEC = 0x6c;
const TEGRA_MSI_EN_VEC = 0x8c;
const TEGRA_MSI_WORDS = 8;
const TEGRA_INTR_MASK = 0xb4;
const TEGRA_MSI_MASK = 1 << 8;
const TEGRA_INTR_CODE = 0xb8;
const TEGRA_LEGACY = 6;
const TEGRA_LINK_STATUS = 0x90;
const TEGRA_LINK_ACTIVE = 0x20000000;
const TEGRA_VEND_XP = 0xf00;
const TEGRA_DL_UP = 0x40000000;

/** A port is a node whose "assigned-addresses" has its registers, in a window of the host's. */
function tegraPorts(node: DtNode): HostPort[] {
  return node.children.flatMap((child) => {
    const [unit = 0] = u32s(getProperty(child, 'reg'));
    const row = readRows(getProperty(child, 'assigned-addresses'), [1, 2, 2])[0];
    const rows = readRows(getProperty(node, 'ranges'), [1, 2, addressCells(node.parent), 2]);
    const address = row?.[1] ?? 0n;
    const window = rows.find(([, from = 0n, , size = 0n]) => address >= from && address < from + size);
    const disabled = !['okay', 'ok', undefined].includes(firstString(getProperty(child, 'status')));
    if (row === undefined || window === undefined || disabled) return [];
    const base = toPhysical(node.parent, address - (window[1] ?? 0n) + (window[2] ?? 0n));
    const size = Number(row[2] ?? 0n);
    return base === undefined ? [] : [{ devfn: (unit >>> 8) & 0xff, range: { base: Number(base), size } }];
  });
}

export const tegra: BlockHostDesign = {
  compatible: ['nvidia,tegra186-pcie', 'nvidia,tegra210-pcie', 'nvidia,tegra124-pcie'],
  registers: 'afi',
  window: {
    region: 'cs',
    size: 0x1000,
    place(offset, at) {
      const target = (at(TEGRA_FPCI_BAR0) - TEGRA_FPCI_CONFIG) * 0x100 + offset;
      const where = (Math.floor(target / 2 ** 24) & 0xf) * 0x100 + (target & 0xff);
      return {
        bus: Math.floor(target / 2 ** 16) & 0xff,
        absolute: true,
        devfn: Math.floor(target / 2 ** 8) & 0xff,
        where,
      };
    },
  },
  ports: tegraPorts,
  portBits(offset, isLinked) {
    if (!isLinked) return 0;
    return offset === TEGRA_VEND_XP ? TEGRA_DL_UP : offset === TEGRA_LINK_STATUS ? TEGRA_LINK_ACTIVE : 0;
  },
  vectors: 256,
  design: ({ msi, isAsserted, interrupt }) => ({
    read(_block, offset) {
      if (offset === TEGRA_INTR_CODE) return isAsserted() ? TEGRA_LEGACY : 0;
      const vec = indexIn(offset, TEGRA_MSI_VEC, TEGRA_MSI_WORDS);
      if (vec !== undefined) return word(msi, 'pending', vec);
      const enabled = indexIn(offset, TEGRA_MSI_EN_VEC, TEGRA_MSI_WORDS);
      return enabled === undefined ? undefined : word(msi, 'enabled', enabled);
    },
    write(block, offset, value) {
      const vec = indexIn(offset, TEGRA_MSI_VEC, TEGRA_MSI_WORDS);
      const enabled = indexIn(offset, TEGRA_MSI_EN_VEC, TEGRA_MSI_WORDS);
      if (vec !== undefined) msi?.change('pending', vec, value, false);
      else if (enabled !== undefined) msi?.write('enabled', enabled, value);
      else block.put(offset, value);
      if (msi !== undefined) msi.state.address = block.word(TEGRA_MSI_BAR_SZ) === 0 ? 0 : block.word(TEGRA_MSI_AXI_BAR);
      return true;
    },
    asks: (block, input) =>
      input >= MESSAGES && block.level(input) && (block.word(TEGRA_INTR_MASK) & TEGRA_MSI_MASK) !== 0,
    output: (_block, input) => (input >= MESSAGES ? interrupt('msi') : undefined),
  }),
};
