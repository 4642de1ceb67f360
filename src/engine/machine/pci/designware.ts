/**
 * Synopsys' DesignWare PCIe core as a host (DWC PCIe databook, iMSI-RX and iATU): the root port's configuration space is the first 4 KB of its registers, a
 * window leads where its translation says, and a write to the address in MSI_CTRL_ADDR sets a bit of MSI_CTRL_INT_STATUS. What SoCs put around
 * the core (clocks, PHY, a link's own registers) is not modelled: the link is up where something is behind the port.
 */
import { type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import { always, hexnum, map, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import { isListedMemory, registerRanges } from '../address.ts';
import type { Machine } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';
import type { ConfigAccess } from './host.ts';
import { MsiBlock } from './msi-block.ts';

interface designware_pcie extends Recorded {
  readonly path: string;
  /** Registers that only remember what was written, by offset. */
  readonly words: RecordedMap<number>;
}
const designware_pcie = struct<designware_pcie>(
  'designware_pcie',
  { path: always(str()), words: map(hexnum()) },
  { side: 'hardware', label: ({ path }) => `${path} DBI` },
);

const ROOT_PORT_SPACE = 0x700;
const PORT_DEBUG1 = 0x72c;
const LINK_UP = 1 << 4;
const MSI_ADDR_LO = 0x820;
const MSI_ADDR_HI = 0x824;
const MSI_FIRST = 0x828;
const MSI_STRIDE = 12;
const MSI_WORDS = 8;
const ATU_VIEWPORT = 0x900;
const ATU_LOWER_TARGET = 0x918;
/** Names that drivers give the core's registers. */
const DBI_NAMES = ['dbi', 'regs', 'ctrl', 'rc-dbi', 'dbics', 'rc_dbics', 'elbi'];

interface Range {
  readonly base: number;
  readonly size: number;
}

/** The core's registers and its window, where a node describes such a host and memory does not stand in for it. */
export function designwareRanges(machine: Machine, node: DtNode): { dbi: Range; config: Range } | undefined {
  const names = stringList(getProperty(node, 'reg-names'));
  const ranges = registerRanges(node);
  const named = (name: string | undefined): Range | undefined => ranges[name === undefined ? -1 : names.indexOf(name)];
  const dbi = named(DBI_NAMES.find((name) => names.includes(name)));
  const config = named('config');
  if (dbi === undefined || config === undefined) return undefined;
  return isListedMemory(machine.tree, dbi.base) ? undefined : { dbi, config };
}

/** Which of the node's interrupts a word of vectors raises: one for all, or one for each. */
function lineOf(node: DtNode): (word: number) => number {
  const names = stringList(getProperty(node, 'interrupt-names'));
  return (word) => {
    const own = names.indexOf(`msi${word}`);
    return own >= 0 ? own : Math.max(0, names.indexOf('msi'));
  };
}

export function designwareAccess(
  machine: Machine,
  node: DtNode,
  { dbi, config }: { dbi: Range; config: Range },
): ConfigAccess {
  const state = designware_pcie.create(machine.rec, { path: node.path });
  const vectors = MSI_WORDS * 32;
  const block = new MsiBlock(machine, node, { vectors, line: lineOf(node), vectorOf: (data) => data & 0xffff });
  const register = (offset: number): readonly ['enabled' | 'masked' | 'pending', number] | undefined => {
    const at = offset - MSI_FIRST;
    if (at < 0 || at >= MSI_WORDS * MSI_STRIDE) return undefined;
    const kind = (['enabled', 'masked', 'pending'] as const)[(at % MSI_STRIDE) >> 2];
    return kind === undefined ? undefined : [kind, Math.floor(at / MSI_STRIDE)];
  };
  return {
    block,
    regions: (host) => {
      const port = () => host.at(host.firstBus, 0);
      const word = (offset: number): number => {
        const msi = register(offset);
        if (msi !== undefined) return block.state[msi[0]].get(msi[1]) ?? 0;
        if (offset === PORT_DEBUG1) return host.functions.some(({ bridge }) => bridge !== undefined) ? LINK_UP : 0;
        return state.words.get(offset) ?? 0;
      };
      const store = (offset: number, value: number): void => {
        const msi = register(offset);
        if (msi?.[0] === 'pending') block.change('pending', msi[1], value, false);
        else if (msi !== undefined) block.write(msi[0], msi[1], value);
        else state.words.set(offset, value);
        if (offset === MSI_ADDR_LO || offset === MSI_ADDR_HI)
          block.state.address = (state.words.get(MSI_ADDR_HI) ?? 0) * 2 ** 32 + (state.words.get(MSI_ADDR_LO) ?? 0);
      };
      const core: MmioRegion = {
        name: `${node.path} DBI`,
        ...dbi,
        read: (offset, width) => {
          const fn = port();
          if (offset < ROOT_PORT_SPACE && fn !== undefined) return host.readConfig(fn, offset, width);
          return narrow(word(offset & ~3), offset, width);
        },
        write: (offset, width, value) => {
          const fn = port();
          if (offset < ROOT_PORT_SPACE && fn !== undefined) return host.writeConfig(fn, offset, width, value);
          // A register of the translation is the one of the region that the viewport names; only the first leads to functions.
          store(offset & ~3, widen(word(offset & ~3), offset, width, value));
        },
      };
      const target = () => {
        const to = state.words.get(ATU_LOWER_TARGET) ?? 0;
        return (state.words.get(ATU_VIEWPORT) ?? 0) === 0 ? host.at(to >>> 24, (to >>> 16) & 0xff) : undefined;
      };
      return [core, host.window(`${node.path} CFG`, config, target)];
    },
  };
}
