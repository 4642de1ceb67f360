/**
 * Broadcom's PCIe host of set-top boxes and the Raspberry Pi 4 (registers as Linux's driver names them; no manual is public): the root port's
 * configuration space comes first, an index register and a window lead to what is below it, and 32 MSIs share one interrupt.
 */
import { compatibleOf, type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import { always, hexnum, map, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import { isListedMemory, registerRanges } from '../address.ts';
import type { Machine } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';
import type { ConfigAccess } from './host.ts';
import { MsiBlock } from './msi-block.ts';

interface brcmstb_pcie extends Recorded {
  readonly path: string;
  /** Registers that only remember what was written, by offset. */
  readonly words: RecordedMap<number>;
}
const brcmstb_pcie = struct<brcmstb_pcie>(
  'brcmstb_pcie',
  { path: always(str()), words: map(hexnum()) },
  { side: 'hardware', label: ({ path }) => `${path} PCIe` },
);

/** The Raspberry Pi 4's and 5's, whose registers lie alike as far as they are here. */
const MODELLED = new Set(['brcm,bcm2711-pcie', 'brcm,bcm2712-pcie']);
const ROOT_PORT_SPACE = 0x1000;
const MSI_BAR_CONFIG_LO = 0x4044;
const MSI_BAR_CONFIG_HI = 0x4048;
const PCIE_STATUS = 0x4068;
const IS_ROOT_COMPLEX = 0x80;
const LINK_UP = 0x30;
const REVISION = 0x406c;
/** The BCM2711's. */
const REVISION_VALUE = 0x0304;
const MSI_STATUS = 0x4500;
const MSI_CLEAR = 0x4508;
const MSI_MASK_STATUS = 0x450c;
const MSI_MASK_SET = 0x4510;
const MSI_MASK_CLEAR = 0x4514;
const CFG_DATA = 0x8000;
const CFG_INDEX = 0x9000;
const VECTORS = 32;

export function brcmstbRange(
  machine: Machine,
  node: DtNode,
): { readonly base: number; readonly size: number } | undefined {
  const compatible = compatibleOf(node);
  if (!compatible.some((each) => MODELLED.has(each))) return undefined;
  const range = registerRanges(node)[0];
  return range === undefined || isListedMemory(machine.tree, range.base) ? undefined : range;
}

export function brcmstbAccess(
  machine: Machine,
  node: DtNode,
  range: { readonly base: number; readonly size: number },
): ConfigAccess {
  const state = brcmstb_pcie.create(machine.rec, { path: node.path });
  const line = Math.max(0, stringList(getProperty(node, 'interrupt-names')).indexOf('msi'));
  const block = new MsiBlock(machine, node, { vectors: VECTORS, line: () => line, vectorOf: (data) => data & 0x1f });
  block.write('enabled', 0, 0xffffffff);
  block.write('masked', 0, 0xffffffff);
  return {
    block,
    regions: (host) => {
      const port = () => host.at(host.firstBus, 0);
      const linked = host.functions.some(({ bridge }) => bridge !== undefined);
      const word = (offset: number): number => {
        if (offset === PCIE_STATUS) return IS_ROOT_COMPLEX | (linked ? LINK_UP : 0);
        if (offset === REVISION) return REVISION_VALUE;
        if (offset === MSI_STATUS) return block.state.pending.get(0) ?? 0;
        if (offset === MSI_MASK_STATUS) return block.state.masked.get(0) ?? 0;
        return state.words.get(offset) ?? 0;
      };
      const store = (offset: number, value: number): void => {
        if (offset === MSI_CLEAR) return block.change('pending', 0, value, false);
        if (offset === MSI_MASK_SET) return block.change('masked', 0, value, true);
        if (offset === MSI_MASK_CLEAR) return block.change('masked', 0, value, false);
        state.words.set(offset, value);
        if (offset !== MSI_BAR_CONFIG_LO && offset !== MSI_BAR_CONFIG_HI) return undefined;
        const low = state.words.get(MSI_BAR_CONFIG_LO) ?? 0;
        const address = (state.words.get(MSI_BAR_CONFIG_HI) ?? 0) * 2 ** 32 + ((low & ~3) >>> 0);
        // Bit 0 switches the block on.
        block.state.address = (low & 1) === 0 ? 0 : address;
        return undefined;
      };
      const registers: MmioRegion = {
        name: `${node.path} PCIe`,
        ...range,
        read: (offset, width) => {
          const fn = port();
          if (offset < ROOT_PORT_SPACE && fn !== undefined) return host.readConfig(fn, offset, width);
          return narrow(word(offset & ~3), offset, width);
        },
        write: (offset, width, value) => {
          const fn = port();
          if (offset < ROOT_PORT_SPACE && fn !== undefined) return host.writeConfig(fn, offset, width, value);
          return store(offset & ~3, widen(word(offset & ~3), offset, width, value));
        },
      };
      const target = () => {
        const index = state.words.get(CFG_INDEX) ?? 0;
        return host.at((index >>> 20) & 0xff, (index >>> 12) & 0xff);
      };
      const window = { base: range.base + CFG_DATA, size: CFG_INDEX - CFG_DATA };
      return [registers, host.window(`${node.path} CFG`, window, target)];
    },
  };
}
