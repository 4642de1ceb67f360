/** Writing a flattened device tree, version 17 (Devicetree Specification v0.4, chapter 5), in dtc's layout. */
import type { DeviceTree, DtNode } from './tree.ts';

const HEADER_SIZE = 40;
const FDT_BEGIN_NODE = 1;
const FDT_END_NODE = 2;
const FDT_PROP = 3;
const FDT_END = 9;

/**
 * The tree as a DTB. Reading it back gives the same nodes, properties and values in the same order; labels and
 * places are not part of the format. The bytes are those `dtc -O dtb` writes for the tree.
 */
export function writeDtb(tree: DeviceTree): Uint8Array<ArrayBuffer> {
  const strings = new StringTable();
  const structure = new Output();
  writeNode(structure, strings, tree.root);
  structure.u32(FDT_END);

  const reserveSize = 16 * (tree.memreserve.length + 1);
  const structStart = HEADER_SIZE + reserveSize;
  const stringsStart = structStart + structure.length;
  const out = new Output();
  out.u32(0xd00dfeed);
  out.u32(stringsStart + strings.bytes.length);
  out.u32(structStart);
  out.u32(stringsStart);
  out.u32(HEADER_SIZE);
  out.u32(17);
  out.u32(16);
  out.u32(tree.bootCpu);
  out.u32(strings.bytes.length);
  out.u32(structure.length);
  for (const { address, size } of [...tree.memreserve, { address: 0n, size: 0n }]) {
    out.u64(address);
    out.u64(size);
  }
  out.append(structure.done());
  out.append(strings.bytes.done());
  return out.done();
}

/** Nodes may lie 256 deep at most, so recursion is safe. */
function writeNode(out: Output, strings: StringTable, node: DtNode): void {
  out.u32(FDT_BEGIN_NODE);
  out.text(node.name);
  out.align4();
  for (const property of node.properties) {
    out.u32(FDT_PROP);
    out.u32(property.value.length);
    out.u32(strings.offsetOf(property.name));
    out.append(property.value);
    out.align4();
  }
  for (const child of node.children) writeNode(out, strings, child);
  out.u32(FDT_END_NODE);
}

/** Names of properties, each once. A name that ends an earlier one shares its bytes, as dtc does. */
class StringTable {
  readonly bytes = new Output();
  readonly #offsets = new Map<string, number>();

  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.bytes.length;
    this.bytes.text(name);
    // Tails of absurdly long names are not worth remembering: their number squares.
    const tails = Math.min(name.length, 256);
    this.#offsets.set(name, offset);
    for (let i = 1; i <= tails; i++) {
      const tail = name.slice(i);
      if (!this.#offsets.has(tail)) this.#offsets.set(tail, offset + i);
    }
    return offset;
  }
}

/** Bytes that grow by doubling. */
class Output {
  #bytes = new Uint8Array(1024);
  length = 0;

  /** Makes room for `count` more bytes (zero, since nothing is ever taken back) and moves the end behind them. */
  #grow(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#bytes[at] = value >>> 24;
    this.#bytes[at + 1] = value >>> 16;
    this.#bytes[at + 2] = value >>> 8;
    this.#bytes[at + 3] = value;
  }

  u64(value: bigint): void {
    this.u32(Number((value >> 32n) & 0xffffffffn));
    this.u32(Number(value & 0xffffffffn));
  }

  /** Characters as bytes (names hold one byte a character), and a NUL. */
  text(text: string): void {
    const at = this.#grow(text.length + 1);
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
  }

  append(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  align4(): void {
    this.#grow(-this.length & 3);
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }
}
