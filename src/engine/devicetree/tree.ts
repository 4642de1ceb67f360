/**
 * The device tree as plain data: what a DTB or a DTS says, in the order it says it, with the place of every value.
 * Structured clone carries it (links to parents included), so it can cross `postMessage`. What Linux makes of it
 * (status, interrupt parents, …) belongs to `engine/linux`.
 */
import type { Problem, Where } from '../../base/result.ts';

/** Where the bytes of a value from `offset` on (up to the next entry) were written in a DTS. */
export interface CellPlace {
  /** Byte offset within the property's value. */
  readonly offset: number;
  readonly where: Where;
  /** A macro that no file at hand defines: the bytes stand in for its value, and there may be fewer or more of them. */
  readonly unknown?: string;
}

/** A header that is included and not at hand. */
export interface MissingInclude {
  /** As it is written: "dt-bindings/clock/x.h". */
  readonly name: string;
  readonly where: Where;
}

export interface DtProperty {
  readonly name: string;
  /** The raw value, big-endian as in the blob. Empty for a property without a value. Never written to. */
  readonly value: Uint8Array;
  /** DTS: the property's name. DTB: `offset` of its FDT_PROP token; the value starts 12 bytes further. */
  readonly where: Where;
  /** DTS only: places of the elements of the value, by rising offset. */
  readonly cells?: readonly CellPlace[];
  /** DTS only. */
  readonly labels?: readonly string[];
}

export interface DtNode {
  /** With its unit address: "intc@8000000"; "" for the root. */
  readonly name: string;
  /** Absolute: "/", "/intc@8000000". */
  readonly path: string;
  readonly parent: DtNode | undefined;
  /** In the order of the blob, which is the order Linux visits them in. Duplicate names are kept. */
  readonly children: readonly DtNode[];
  /** In the order of the blob. Duplicate names are kept; lookups find the first, as Linux does. */
  readonly properties: readonly DtProperty[];
  /** DTS only; a DTB has them in /__symbols__, if at all. */
  readonly labels: readonly string[];
  readonly where: Where;
}

/** Memory the kernel must leave alone (Devicetree Specification v0.4, 5.3). In bytes. */
export interface MemReserve {
  readonly address: bigint;
  readonly size: bigint;
}

/** A file the tree was read from. */
export interface DtSource {
  readonly file: string;
  readonly kind: 'dtb' | 'dts';
  /** The text of a DTS, so that places can be shown. */
  readonly text?: string;
}

export interface DeviceTree {
  readonly root: DtNode;
  readonly memreserve: readonly MemReserve[];
  /** boot_cpuid_phys of the header: the `reg` of the CPU that boots. */
  readonly bootCpu: number;
  /** True for an overlay: a DTS with /plugin/, or a blob with fragments. */
  readonly plugin: boolean;
  /** What is odd, yet readable. */
  readonly warnings: readonly Problem[];
  /** Headers that were not there, each once: what they define is unknown. */
  readonly missing?: readonly MissingInclude[];
  /** The main file first, then included ones in order of first use. */
  readonly sources: readonly DtSource[];
}

/** The first property of that name, as of_find_property finds it. */
export function getProperty(node: DtNode, name: string): DtProperty | undefined {
  // No find(): this is asked some hundred thousand times in a boot.
  for (const property of node.properties) if (property.name === name) return property;
  return undefined;
}

/** Tags of the structure block of a flattened tree. */
const [FDT_BEGIN_NODE, FDT_END_NODE, FDT_PROP] = [1, 2, 3];

/**
 * What a reader finds who goes on behind the cells of a property, as the flattened tree has it: the tag of what is next and, of a property,
 * the length. What follows depends on where names are kept, and is not known.
 */
export function cellsBehind(node: DtNode, property: DtProperty): readonly number[] {
  const next = node.properties[node.properties.indexOf(property) + 1];
  if (next !== undefined) return [FDT_PROP, next.value.length];
  return [node.children.length > 0 ? FDT_BEGIN_NODE : FDT_END_NODE];
}

export function hasProperty(node: DtNode, name: string): boolean {
  return getProperty(node, name) !== undefined;
}

/** Whether a node lists interrupts of its own, in either of the two ways. */
export function listsInterrupts(node: DtNode): boolean {
  return hasProperty(node, 'interrupts') || hasProperty(node, 'interrupts-extended');
}

export function getChild(node: DtNode, name: string): DtNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** The part of a node's name before "@": "intc" for "intc@8000000". */
export function baseName(node: DtNode): string {
  const at = node.name.indexOf('@');
  return at < 0 ? node.name : node.name.slice(0, at);
}

/** The part of a node's name after "@", or "" when there is none. */
export function unitAddress(node: DtNode): string {
  const at = node.name.indexOf('@');
  return at < 0 ? '' : node.name.slice(at + 1);
}

/** Every node below (and with) the start, depth first in tree order: the order of for_each_of_allnodes. */
export function walk(start: DeviceTree | DtNode): DtNode[] {
  const found: DtNode[] = [];
  const stack: DtNode[] = ['root' in start ? start.root : start];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    found.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child !== undefined) stack.push(child);
    }
  }
  return found;
}
