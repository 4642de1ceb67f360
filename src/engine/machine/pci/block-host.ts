/**
 * Host bridges with interrupt registers of their own: for the four INTx wires, which a node below the host stands for, for MSIs, or both. What
 * one kind has where is its design (in `hosts/`). Clocks, PHYs, address windows and link training are not modelled: the link is
 * up where something is behind the port.
 */
import { compatibleOf, type DtNode, getProperty, hasProperty, stringList } from '../../devicetree/index.ts';
import { type AddressRange, isListedMemory, registerRanges } from '../address.ts';
import { ControllerBlock } from '../controllers/block.ts';
import type { ControllerDesign } from '../controllers/design.ts';
import type { Machine } from '../machine.ts';
import type { MmioRegion } from '../region.ts';
import type { Width } from '../bus.ts';
import type { Wire } from '../wiring.ts';
import type { ConfigAccess, PciHost } from './host.ts';
import { MsiBlock } from './msi-block.ts';
import type { pci_function } from './state.ts';

/** Whose configuration space, and where in it. */
export interface ConfigPlace {
  /** Counted from the host's first, unless `absolute`. */
  readonly bus: number;
  readonly absolute?: true;
  readonly devfn: number;
  readonly where: number;
  /** Which bytes of a word a write of it is for; all of them unless said. */
  readonly bytes?: number;
}

/** What the registers of a host are told of it. */
export interface HostParts {
  readonly node: DtNode;
  /** Its MSIs, where it has some. */
  readonly msi: MsiBlock | undefined;
  /** A register of a function's configuration space, a word at a time. */
  readonly config: (at: ConfigPlace) => { readonly read: () => number; readonly write: (value: number) => void };
  /** Whether something is behind the port, or behind any. */
  readonly isLinked: () => boolean;
  /** Whether a function asserts an INTx wire. */
  readonly isAsserted: () => boolean;
  /** One of the host's own interrupts by name, or the first. */
  readonly interrupt: (name?: string) => Wire | undefined;
}

/** A root port with registers of its own, the first 4 KB of which are its configuration space. */
export interface HostPort {
  readonly devfn: number;
  readonly range: AddressRange;
}

export interface BlockHostDesign {
  readonly compatible: readonly string[];
  /** The registers with the interrupts: by name, or the first. */
  readonly registers?: string;
  /** Configuration space within these registers; undefined for what is a register. */
  readonly config?: (offset: number, parts: HostParts, word: (offset: number) => number) => ConfigPlace | undefined;
  /** A region that is a window of configuration space, by name: 4 KB for each function, or what `place` says of its beginning. */
  readonly ecam?: string;
  readonly window?: {
    readonly region: string;
    readonly size: number;
    readonly place: (offset: number, word: (offset: number) => number) => ConfigPlace;
  };
  /** Where its one root port is on the root bus: device and function; 0 unless said. */
  readonly rootPort?: (node: DtNode) => number;
  /** Root ports that are nodes below the host's; without it there is one, which the host's registers show. */
  readonly ports?: (node: DtNode) => readonly HostPort[];
  /** What a register of a port reads as beside its configuration space: bits that are set in it. */
  readonly portBits?: (offset: number, isLinked: boolean) => number;
  /** A further region with a register of the link's state. */
  readonly link?: { readonly region: string; readonly offset: number; readonly up: number; readonly down: number };
  /** Vectors of its own, and how far apart the addresses for each 32 are, where they are not one. */
  readonly vectors?: number;
  readonly stride?: number;
  readonly design: (parts: HostParts) => Omit<ControllerDesign, 'compatible'>;
}

const ONES = 0xffffffff;

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
  const compatible = compatibleOf(node);
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
  let built: PciHost | undefined;
  let linked = false;
  let asserted = (): boolean => false;
  let raise = (_word: number, _level: boolean): void => undefined;
  const vectors = design.vectors ?? 0;
  const drive = (word: number, level: boolean): void => raise(word, level);
  const vectorOf = (data: number): number => data & 0xffff;
  const names = stringList(getProperty(node, 'interrupt-names'));
  const line = (word: number): number => Math.max(0, names.indexOf(`msi${word}`), names.indexOf('msi'));
  const msi =
    vectors === 0 ? undefined : new MsiBlock(machine, node, { vectors, line, vectorOf, drive, stride: design.stride });
  const parts: HostParts = {
    node,
    msi,
    isLinked: () => linked,
    config: (place) => ({
      read: () => (built === undefined ? ONES : readPlace(built, place, 4)),
      write: (value) => {
        if (built !== undefined) writePlace(built, place, 4, value);
      },
    }),
    isAsserted: () => asserted(),
    interrupt: (name) => machine.wiring.wireOf(node, name === undefined ? 0 : Math.max(0, names.indexOf(name))),
  };
  const intx = intxNode(node);
  const block = new ControllerBlock(machine, intx, range, { compatible: design.compatible, ...design.design(parts) });
  raise = (word, level) => block.setInput(MESSAGES + word, level);
  const place = (offset: number): ConfigPlace | undefined => design.config?.(offset, parts, (at) => block.word(at));
  return {
    ...(msi === undefined ? {} : { block: msi }),
    regions: (host) => {
      built = host;
      linked = host.functions.some(({ bridge }) => bridge !== undefined);
      asserted = () => host.functions.some(({ driving }) => driving);
      if (intx !== node) machine.addBlock(intx, block);
      const word = (at: number): number => block.word(at);
      return [
        hostRegion(host, block, place),
        ...windows(host, node, design, parts),
        ...windowRegion(host, node, design, word),
        ...(design.ports?.(node) ?? []).map((port) => portRegion(host, port, design)),
      ];
    },
  };
}

const whose = (host: PciHost, { bus, absolute, devfn }: ConfigPlace): pci_function | undefined =>
  host.at(absolute === true ? bus : host.firstBus + bus, devfn);

function readPlace(host: PciHost, at: ConfigPlace, width: Width): number {
  const fn = whose(host, at);
  return fn === undefined ? 2 ** (8 * width) - 1 : host.readConfig(fn, at.where, width);
}

function writePlace(host: PciHost, at: ConfigPlace, width: Width, value: number): void {
  const fn = whose(host, at);
  if (fn === undefined) return;
  if (at.bytes === undefined) host.writeConfig(fn, at.where, width, value);
  else
    for (let n = 0; n < width; n++)
      if (((at.bytes >> n) & 1) !== 0) host.writeConfig(fn, at.where + n, 1, (value >>> (8 * n)) & 0xff);
}

/** The host's registers, part of which are configuration space. */
function hostRegion(
  host: PciHost,
  block: ControllerBlock,
  place: (offset: number) => ConfigPlace | undefined,
): MmioRegion {
  return {
    name: host.node.path,
    base: block.base,
    size: block.size,
    read: (offset, width) => {
      const at = place(offset);
      return at === undefined ? block.read(offset, width) : readPlace(host, at, width);
    },
    write: (offset, width, value) => {
      const at = place(offset);
      if (at === undefined) block.write(offset, width, value);
      else writePlace(host, at, width, value);
    },
  };
}

/** A window of configuration space that a register of the host moves. */
function windowRegion(
  host: PciHost,
  node: DtNode,
  { window }: BlockHostDesign,
  word: (offset: number) => number,
): MmioRegion[] {
  const range = window === undefined ? undefined : rangeOf(node, window.region);
  if (window === undefined || range === undefined) return [];
  return [
    {
      name: node.path,
      base: range.base,
      size: window.size,
      read: (offset, width) => readPlace(host, window.place(offset, word), width),
      write: (offset, width, value) => writePlace(host, window.place(offset, word), width, value),
    },
  ];
}

/** The registers of a root port. */
function portRegion(host: PciHost, { devfn, range }: HostPort, { portBits }: BlockHostDesign): MmioRegion {
  const at = (where: number): ConfigPlace => ({ bus: 0, devfn, where });
  const isLinked = (): boolean => {
    const port = whose(host, at(0));
    return host.functions.some(({ bridge }) => bridge !== undefined && bridge === port);
  };
  return {
    name: host.node.path,
    ...range,
    read: (offset, width) => (readPlace(host, at(offset), width) | (portBits?.(offset, isLinked()) ?? 0)) >>> 0,
    write: (offset, width, value) => writePlace(host, at(offset), width, value),
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
