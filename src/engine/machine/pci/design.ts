/**
 * What a function is made of, before it has state: words of its configuration space, which of their bits can be written,
 * its BARs and capabilities. A model describes itself with `describe`; capabilities find their place as in QEMU, the
 * lowest that is free, and the last one added comes first in the list.
 */
import type { Chip } from './chip.ts';

export interface BarDesign {
  readonly index: number;
  /** A power of two. */
  readonly size: number;
  readonly is64?: boolean | undefined;
  readonly prefetch?: boolean | undefined;
  readonly io?: boolean | undefined;
}

/** Where the MSI-X table and the pending bits are. */
export interface MsixDesign {
  readonly cap: number;
  readonly entries: number;
  readonly tableBar: number;
  readonly tableOffset: number;
  readonly pbaBar: number;
  readonly pbaOffset: number;
}

export interface MsiDesign {
  readonly cap: number;
  readonly vectors: number;
  readonly is64: boolean;
  readonly maskable: boolean;
}

/** Never changes. */
export interface FunctionDesign {
  readonly bridge: boolean;
  /** 0 none, 1 INTA to 4 INTD. */
  readonly pin: number;
  /** Bytes of configuration space: 256, or 4096 with PCI Express. */
  readonly size: number;
  readonly bars: readonly BarDesign[];
  readonly msi: MsiDesign | undefined;
  readonly msix: MsixDesign | undefined;
  /** The word with Device Control, of a function that can be reset alone (PCI Express 6.6.2). */
  readonly resetControl: number | undefined;
  /** By number of the word: what it holds after reset, and the bits that software can write. */
  readonly words: ReadonlyMap<number, number>;
  readonly masks: ReadonlyMap<number, number>;
  readonly chip: Chip | undefined;
}

/** One 32-bit word at an offset: value, and the bits that can be written. */
export type Word = readonly [offset: number, value: number, mask?: number];

export interface Capability {
  readonly id: number;
  readonly size: number;
  /** Where it must be; else the lowest free place. */
  readonly at?: number | undefined;
  /** Its words, offsets from its start. The first word's low 16 bits are filled in. */
  readonly words: readonly Word[];
}

export interface Description {
  readonly vendor: number;
  readonly device: number;
  /** Base class, subclass, programming interface. */
  readonly class: number;
  readonly revision?: number;
  readonly subsystem?: number;
  readonly bridge?: boolean;
  readonly pin?: number;
  readonly bars?: readonly BarDesign[];
  /** In the order in which the device adds them; what is undefined is left out. */
  readonly capabilities?: readonly (Capability | MsixRequest | MsiRequest | undefined)[];
  /** More words of the header or of extended space. */
  readonly words?: readonly Word[];
  readonly chip?: Chip | undefined;
}

/** Lengths and fields of MSI-X and MSI capabilities are known here, since the function itself needs them. */
export interface MsixRequest extends Omit<MsixDesign, 'cap'> {
  readonly kind: 'msix';
  readonly at?: number | undefined;
}
export interface MsiRequest extends Omit<MsiDesign, 'cap'> {
  readonly kind: 'msi';
  readonly at?: number | undefined;
}

const HEADER = 0x40;

/** Space for configuration words that are still being laid out. */
class Layout {
  readonly words = new Map<number, number>();
  readonly masks = new Map<number, number>();
  private readonly used = new Set<number>();
  private head = 0;

  put([offset, value, mask = 0]: Word): void {
    const word = offset >> 2;
    this.words.set(word, ((this.words.get(word) ?? 0) | value) >>> 0);
    if (mask !== 0) this.masks.set(word, ((this.masks.get(word) ?? 0) | mask) >>> 0);
  }

  /** Returns where it went. */
  capability({ id, size, at, words }: Capability): number {
    const start = at ?? this.free(size);
    for (let word = start >> 2; word < (start + size + 3) >> 2; word++) this.used.add(word);
    this.put([start, id | (this.head << 8)]);
    for (const [offset, value, mask] of words) this.put([start + offset, value, mask ?? 0]);
    this.head = start;
    return start;
  }

  get first(): number {
    return this.head;
  }

  private free(size: number): number {
    for (let start = HEADER; start + size <= 0x100; start += 4) {
      let clear = true;
      for (let word = start >> 2; word < (start + size + 3) >> 2; word++) if (this.used.has(word)) clear = false;
      if (clear) return start;
    }
    return 0x100 - size;
  }
}

function msixCapability(request: MsixRequest): Capability {
  return {
    id: 0x11,
    size: 12,
    at: request.at,
    words: [
      [0, (request.entries - 1) << 16, 0xc0000000],
      [4, request.tableOffset | request.tableBar],
      [8, request.pbaOffset | request.pbaBar],
    ],
  };
}

function msiCapability(request: MsiRequest): Capability {
  const { vectors, is64, maskable } = request;
  const flags = (Math.log2(vectors) << 1) | (is64 ? 0x80 : 0) | (maskable ? 0x100 : 0);
  const data = is64 ? 12 : 8;
  const words: Word[] = [
    [0, flags * 0x10000, vectors > 1 ? 0x00710000 : 0x00010000],
    [4, 0, 0xfffffffc],
    [data, 0, 0xffff],
  ];
  if (is64) words.push([8, 0, 0xffffffff]);
  if (maskable) words.push([data + 4, 0, vectors === 32 ? 0xffffffff : 2 ** vectors - 1]);
  return { id: 0x05, size: 10 + (is64 ? 4 : 0) + (maskable ? 10 : 0), at: request.at, words };
}

function headerWords(description: Description): Word[] {
  const { vendor, device, class: classCode, revision = 0, subsystem = 0, bridge = false, pin = 0 } = description;
  const words: Word[] = [
    [0x00, (vendor | (device << 16)) >>> 0],
    // I/O, memory, bus master, SERR and INTx disable can be switched.
    [0x04, 0, 0x0507],
    [0x08, ((classCode << 8) | revision) >>> 0],
    [0x0c, bridge ? 0x00010000 : 0, 0xff],
    [0x3c, pin << 8, bridge ? 0x005f00ff : 0xff],
  ];
  if (bridge) words.push([0x18, 0, 0x00ffffff]);
  else words.push([0x2c, subsystem]);
  return words;
}

function barWords({ index, size, is64, prefetch, io }: BarDesign): Word[] {
  const offset = 0x10 + 4 * index;
  if (io) return [[offset, 1, ~(size - 1) >>> 0]];
  const flags = (is64 ? 4 : 0) | (prefetch ? 8 : 0);
  const low: Word = [offset, flags, size >= 2 ** 32 ? 0 : ~(size - 1) >>> 0];
  return is64 ? [low, [offset + 4, 0, size > 2 ** 32 ? ~(size / 2 ** 32 - 1) >>> 0 : 0xffffffff]] : [low];
}

/** Device Capabilities: the function can be reset alone. */
const DEVCAP_FLR = 0x1000_0000;
const canReset = (words: ReadonlyMap<number, number>, express: number): boolean =>
  ((words.get((express + 4) >> 2) ?? 0) & DEVCAP_FLR) !== 0;

/** Lays a function out. */
export function describe(description: Description): FunctionDesign {
  const layout = new Layout();
  const bars = description.bars ?? [];
  for (const word of headerWords(description)) layout.put(word);
  for (const bar of bars) for (const word of barWords(bar)) layout.put(word);
  for (const word of description.words ?? []) layout.put(word);
  let msi: MsiDesign | undefined;
  let msix: MsixDesign | undefined;
  let express: number | undefined;
  for (const each of description.capabilities ?? []) {
    if (each === undefined) continue;
    if (!('kind' in each)) {
      const start = layout.capability(each);
      if (each.id === 0x10) express = start;
    } else if (each.kind === 'msi') msi = { ...each, cap: layout.capability(msiCapability(each)) };
    else msix = { ...each, cap: layout.capability(msixCapability(each)) };
  }
  if (layout.first !== 0) {
    layout.put([0x34, layout.first]);
    layout.put([0x04, 0x00100000]);
  }
  return {
    bridge: description.bridge ?? false,
    pin: description.pin ?? 0,
    size: express === undefined ? 256 : 4096,
    bars,
    msi,
    msix,
    resetControl: express !== undefined && canReset(layout.words, express) ? (express + 8) >> 2 : undefined,
    words: layout.words,
    masks: layout.masks,
    chip: description.chip,
  };
}
