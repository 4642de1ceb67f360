/**
 * Host bridges with interrupt registers of their own: for the four INTx wires, which a node below the host stands for, for MSIs, or both. What
 * one kind has where is its design (`block-hosts.ts`). Clocks, PHYs, address windows and link training are not modelled: the link is
 * up where something is behind the port.
 */
import { type DtNode, getProperty, hasProperty, stringList } from '../../devicetree/index.ts';
import { type AddressRange, isListedMemory, registerRanges } from '../address.ts';
import { ControllerBlock } from '../controllers/block.ts';
import type { ControllerDesign } from '../controllers/design.ts';
import type { Machine } from '../machine.ts';
import type { MmioRegion } from '../region.ts';
import type { Wire } from '../wiring.ts';
import type { ConfigAccess, PciHost } from './host.ts';
import { MsiBlock } from './msi-block.ts';
import type { pci_function } from './state.ts';

/** Whose configuration space, and where in it. */
export interface ConfigPlace {
  readonly bus: number;
  readonly devfn: number;
  readonly where: number;
}

/** What the registers of a host are told of it. */
export interface HostParts {
  readonly node: DtNode;
  /** Its MSIs, where it has some. */
  readonly msi: MsiBlock | undefined;
  /** Whether something is behind the port. */
  readonly isLinked: () => boolean;
  /** One of the host's own interrupts by name, or the first. */
  readonly interrupt: (name?: string) => Wire | undefined;
}

export interface BlockHostDesign {
  readonly compatible: readonly string[];
  /** The registers with the interrupts: by name, or the first. */
  readonly registers?: string;
  /** Configuration space within these registers; undefined for what is a register. */
  readonly config?: (offset: number, parts: HostParts, word: (offset: number) => number) => ConfigPlace | undefined;
  /** A region that is a window of configuration space, by name: 4 KB for each function. */
  readonly ecam?: string;
  /** A further region with a register of the link's state. */
  readonly link?: { readonly region: string; readonly offset: number; readonly up: number; readonly down: number };
  /** Vectors of its own, and which of a message's data are one. */
  readonly vectors?: number;
  readonly design: (parts: HostParts) => Omit<ControllerDesign, 'compatible'>;
}

/** Inputs of a block beyond the INTx wires: one for each 32 vectors that has some to tell. */
export const MESSAGES = 16;

function rangeOf(node: DtNode, name: string | undefined): AddressRange | undefined {
  const index = name === undefined ? 0 : stringList(getProperty(node, 'reg-names')).indexOf(name);
  return registerRanges(node)[index];
}

/** A design and its registers, where a node describes such a host and memory does not stand in for it. */
export function blockHostOf(
  machine: Machine,
  node: DtNode,
  designs: readonly BlockHostDesign[],
): { readonly design: BlockHostDesign; readonly range: AddressRange } | undefined {
  const compatible = stringList(getProperty(node, 'compatible'));
  const design = designs.find((each) => compatible.some((one) => each.compatible.includes(one)));
  const range = design === undefined ? undefined : rangeOf(node, design.registers);
  if (design === undefined || range === undefined || isListedMemory(machine.tree, range.base)) return undefined;
  return { design, range };
}

/** The controller of the INTx wires, which most hosts have as a node below them. */
const intxNode = (node: DtNode): DtNode =>
  node.children.find((child) => hasProperty(child, 'interrupt-controller')) ?? node;

export function blockHostAccess(
  machine: Machine,
  node: DtNode,
  { design, range }: { readonly design: BlockHostDesign; readonly range: AddressRange },
): ConfigAccess {
  let linked = false;
  let raise = (_word: number, _level: boolean): void => undefined;
  const vectors = design.vectors ?? 0;
  const drive = (word: number, level: boolean): void => raise(word, level);
  const vectorOf = (data: number): number => data & 0xffff;
  const names = stringList(getProperty(node, 'interrupt-names'));
  const line = (word: number): number => Math.max(0, names.indexOf(`msi${word}`), names.indexOf('msi'));
  const msi = vectors === 0 ? undefined : new MsiBlock(machine, node, { vectors, line, vectorOf, drive });
  const parts: HostParts = {
    node,
    msi,
    isLinked: () => linked,
    interrupt: (name) => machine.wiring.wireOf(node, name === undefined ? 0 : Math.max(0, names.indexOf(name))),
  };
  const intx = intxNode(node);
  const block = new ControllerBlock(machine, intx, range, { compatible: design.compatible, ...design.design(parts) });
  raise = (word, level) => block.setInput(MESSAGES + word, level);
  const place = (offset: number): ConfigPlace | undefined => design.config?.(offset, parts, (at) => block.word(at));
  return {
    ...(msi === undefined ? {} : { block: msi }),
    regions: (host) => {
      linked = host.functions.some(({ bridge }) => bridge !== undefined);
      if (intx !== node) machine.addBlock(intx, block);
      return [hostRegion(host, block, place), ...windows(host, node, design, parts)];
    },
  };
}

/** The host's registers, part of which are configuration space. */
function hostRegion(
  host: PciHost,
  block: ControllerBlock,
  place: (offset: number) => ConfigPlace | undefined,
): MmioRegion {
  const whose = ({ bus, devfn }: ConfigPlace): pci_function | undefined => host.at(host.firstBus + bus, devfn);
  return {
    name: host.node.path,
    base: block.base,
    size: block.size,
    read: (offset, width) => {
      const at = place(offset);
      if (at === undefined) return block.read(offset, width);
      const fn = whose(at);
      return fn === undefined ? 2 ** (8 * width) - 1 : host.readConfig(fn, at.where, width);
    },
    write: (offset, width, value) => {
      const at = place(offset);
      const fn = at === undefined ? undefined : whose(at);
      if (at === undefined) block.write(offset, width, value);
      else if (fn !== undefined) host.writeConfig(fn, at.where, width, value);
    },
  };
}

/** The regions beside the registers: a window of configuration space, and the state of the link. */
function windows(host: PciHost, node: DtNode, { ecam, link }: BlockHostDesign, parts: HostParts): MmioRegion[] {
  const regions: MmioRegion[] = [];
  const space = ecam === undefined ? undefined : rangeOf(node, ecam);
  if (space !== undefined)
    regions.push(
      host.window(node.path, space, (offset) =>
        host.at(host.firstBus + Math.floor(offset / 0x100000), (offset >> 12) & 0xff),
      ),
    );
  const state = link === undefined ? undefined : rangeOf(node, link.region);
  if (link !== undefined && state !== undefined)
    regions.push({
      name: node.path,
      ...state,
      read: (offset) => (offset !== link.offset ? 0 : parts.isLinked() ? link.up : link.down),
      write: () => undefined,
    });
  return regions;
}
