/** Completes a draft: phandles, references, nodes that nobody refers to. In dtc's order, since numbers depend on it. */
import type { Problem, Where } from '../../../base/result.ts';
import { hex } from '../../../base/hex.ts';
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import { MAX_WARNINGS } from '../limits.ts';
import type { CellPlace, DtProperty } from '../tree.ts';
import { u32At } from '../values.ts';
import { DraftProperty, forEachLive, plainValue } from './draft.ts';
import type { DraftNode, Reference } from './draft.ts';
import { concatBytes } from './escape.ts';
import type { Draft } from './parser.ts';

export class Resolver {
  readonly #say: DeviceTreeMessages['references'];
  readonly #draft: Draft;
  readonly #warnings: Problem[];
  /** Numbers that some node has. */
  readonly #taken = new Map<number, DraftNode>();
  /** Labels of the nodes visited so far. */
  readonly #labels = new Set<string>();
  #nextPhandle = 1;
  problem: Problem | undefined;

  constructor(say: DeviceTreeMessages['references'], draft: Draft, warnings: Problem[]) {
    this.#say = say;
    this.#draft = draft;
    this.#warnings = warnings;
  }

  /** Fills in every reference. Nodes marked /omit-if-no-ref/ stay if `keepLabelled` and they have a label. */
  run(keepLabelled: boolean): void {
    const { root } = this.#draft;
    forEachLive(root, (node) => {
      this.#checkNames(node);
      this.#readPhandle(node);
    });
    forEachLive(root, (node) => {
      for (const property of node.properties()) this.#fillPhandles(property);
    });
    forEachLive(root, (node) => {
      for (const property of node.properties()) this.#fillPaths(property);
    });
    forEachLive(root, (node) => {
      const isKept = node.referenced || (keepLabelled && node.labels.everGiven);
      if (node.omitIfUnused && !isKept) node.delete();
    });
  }

  #warn(code: string, message: string, where: Where): void {
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push({ code, message, where });
  }

  /** What dtc refuses unless forced; Linux takes such trees, and so do we. */
  #checkNames(node: DraftNode): void {
    const names = new Set<string>();
    for (const property of node.properties()) {
      if (names.has(property.name)) {
        this.#warn('dts-duplicate-property', this.#say.propertyTwice({ name: property.name }), property.where);
      }
      names.add(property.name);
    }
    const children = new Set<string>();
    for (const child of node.children()) {
      if (children.has(child.name))
        this.#warn('dts-duplicate-node', this.#say.nodeTwice({ name: child.name }), child.where);
      children.add(child.name);
    }
    for (const label of node.labels.names()) {
      if (this.#labels.has(label)) {
        this.#warn('dts-duplicate-label', this.#say.labelTwice({ label }), node.where);
      }
      this.#labels.add(label);
    }
    this.#checkNameProperty(node);
  }

  /** "name" belongs to formats before version 16. Where it only repeats the name of the node, dtc leaves it out. */
  #checkNameProperty(node: DraftNode): void {
    const property = node.property('name');
    if (property === undefined) return;
    const base = node.name.split('@')[0] ?? '';
    const { bytes } = property.value;
    const repeats = bytes.length === base.length + 1 && new TextDecoder().decode(bytes.subarray(0, -1)) === base;
    if (repeats) property.delete();
    else this.#warn('dts-bad-name', this.#say.nameDiffers, property.where);
  }

  /** Takes over the number a "phandle" (or the older "linux,phandle") property gives. */
  #readPhandle(node: DraftNode): void {
    const number = this.#explicitPhandle(node, 'phandle') || this.#explicitPhandle(node, 'linux,phandle');
    if (number === 0) return;
    const holder = this.#taken.get(number);
    if (holder === undefined) {
      this.#taken.set(number, node);
      node.phandle = number;
    } else {
      const message = this.#say.phandleTwice({ phandle: hex(number), path: holder.path });
      this.#warn('dts-duplicate-phandle', message, node.property('phandle')?.where ?? node.where);
    }
  }

  /** 0 when there is none, or when it is a reference that asks for a number. */
  #explicitPhandle(node: DraftNode, name: string): number {
    const property = node.property(name);
    if (property === undefined) return 0;
    const [reference] = property.value.references;
    if (reference !== undefined) {
      if (this.#draft.directory.find(reference.target) !== node) {
        this.#warn('dts-bad-phandle', this.#say.phandleOfOther({ name }), property.where);
      }
      return 0;
    }
    const plain: DtProperty = { name, value: property.value.bytes, where: property.where };
    const number = plain.value.length === 4 ? (u32At(plain, 0) ?? 0) : 0;
    if (number !== 0 && number !== 0xffffffff) return number;
    this.#warn('dts-bad-phandle', this.#say.badPhandle({ name }), property.where);
    return 0;
  }

  #fillPhandles(property: DraftProperty): void {
    for (const reference of property.value.references) {
      if (reference.kind !== 'phandle') continue;
      const target = this.#find(reference);
      if (target === undefined) continue;
      const { bytes } = property.value;
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(reference.offset, this.phandleOf(target));
    }
  }

  /** The target of a reference. In an overlay a phandle may be left for the base tree to fill in. */
  #find(reference: Reference): DraftNode | undefined {
    const target = this.#draft.directory.find(reference.target);
    if (target !== undefined) target.referenced = true;
    else if (!this.#draft.plugin || reference.kind === 'path') this.#failUnknown(reference);
    return target;
  }

  #failUnknown({ target, where }: Reference): void {
    const isPath = target.startsWith('/');
    const meant = this.#draft.directory.meant(target);
    this.problem ??= {
      code: 'dts-unknown-reference',
      message: isPath ? this.#say.noNode({ path: target }) : this.#say.noLabel({ label: target }),
      where,
      ...(meant === undefined ? {} : { hint: this.#say.didYouMean({ label: meant }) }),
    };
  }

  /** The number of a node; one without gets the lowest that is free, and a property that says so. */
  phandleOf(node: DraftNode): number {
    if (node.phandle !== 0) return node.phandle;
    while (this.#taken.has(this.#nextPhandle)) this.#nextPhandle++;
    node.phandle = this.#nextPhandle;
    this.#taken.set(node.phandle, node);
    if (node.property('phandle') === undefined) {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, node.phandle);
      node.addProperty(new DraftProperty('phandle', plainValue(bytes), node.where));
    }
    return node.phandle;
  }

  /** Inserts the paths a value asks for, which moves what stands behind them. */
  #fillPaths(property: DraftProperty): void {
    const { value } = property;
    if (!value.references.some((reference) => reference.kind === 'path')) return;
    const encoder = new TextEncoder();
    const parts: Uint8Array[] = [];
    const cells = [...value.cells];
    let copied = 0;
    let shift = 0;
    let nextCell = 0;
    for (const reference of value.references) {
      for (; nextCell <= reference.cell; nextCell++) moveCell(cells, nextCell, shift);
      const at = reference.offset;
      reference.offset += shift;
      if (reference.kind !== 'path') continue;
      const path = encoder.encode(`${this.#find(reference)?.path ?? ''}\0`);
      parts.push(value.bytes.subarray(copied, at), path);
      copied = at;
      shift += path.length;
    }
    for (; nextCell < cells.length; nextCell++) moveCell(cells, nextCell, shift);
    parts.push(value.bytes.subarray(copied));
    value.bytes = concatBytes(parts);
    value.cells = cells;
  }
}

function moveCell(cells: CellPlace[], index: number, shift: number): void {
  const cell = cells[index];
  if (cell !== undefined && shift > 0) cells[index] = { offset: cell.offset + shift, where: cell.where };
}
