/**
 * Applying an overlay (.dtbo, or a DTS with /plugin/) to a tree: its phandles are moved out of the way, its references
 * to labels of the base are filled in from /__symbols__, and its fragments are laid over their targets. The result is
 * that of libfdt, which boot loaders use; properties and nodes an overlay adds come before those that were there.
 */
import { fail, ok } from '../../base/result.ts';
import type { Problem, Result, Where } from '../../base/result.ts';
import type { DeviceTreeMessages } from '../api/messages/index.ts';
import { nodeByLabel, nodeByPath, nodeByPhandle, phandleOf } from './lookup.ts';
import { childNamed, editableCopy, isPhandle, layOver, setProperty } from './overlay-merge.ts';
import type { EditableNode } from './overlay-merge.ts';
import { getChild, getProperty, walk } from './tree.ts';
import type { DeviceTree, DtNode, DtProperty } from './tree.ts';
import { firstString, stringList, u32At, u32s } from './values.ts';

/** Nodes at the top of an overlay that describe it and are not laid over anything. */
const SYMBOLS = '__symbols__';
const FIXUPS = '__fixups__';
const LOCAL_FIXUPS = '__local_fixups__';
const OVERLAY = '__overlay__';

/**
 * The base with the overlay applied; both stay as they are. Labels of the base come from its /__symbols__ or, for a
 * tree read from a DTS, from the source. Fails with `overlay-not-an-overlay`, `overlay-unknown-label`,
 * `overlay-bad-fixup`, `overlay-no-target`.
 */
export function applyOverlay(say: DeviceTreeMessages, base: DeviceTree, overlay: DeviceTree): Result<DeviceTree> {
  const fragments = overlay.root.children.filter((node) => getChild(node, OVERLAY) !== undefined);
  if (fragments.length === 0) {
    const { nothing, nothingHint } = say.overlays;
    return fail('overlay-not-an-overlay', nothing, overlay.root.where, nothingHint);
  }
  const root = editableCopy(base.root, undefined, '/');
  const result: DeviceTree = {
    ...base,
    root,
    warnings: [...base.warnings, ...overlay.warnings],
    ...(base.missing === undefined && overlay.missing === undefined
      ? {}
      : { missing: [...(base.missing ?? []), ...(overlay.missing ?? [])] }),
    sources: [...base.sources, ...overlay.sources],
  };
  const layer = editableCopy(overlay.root, undefined, '/');
  const problem = new Overlay(say.overlays, result, root, layer).apply();
  return problem === undefined ? ok(result) : { ok: false, error: problem };
}

/** A fragment of an overlay. */
interface Piece {
  readonly fragment: DtNode;
  readonly content: DtNode;
  /** What its target-path says; empty for a target by phandle. */
  readonly path: string;
  readonly target: EditableNode | undefined;
}

class Overlay {
  readonly #say: DeviceTreeMessages['overlays'];
  readonly #base: DeviceTree;
  readonly #root: EditableNode;
  readonly #layer: EditableNode;
  /** What to add to the overlay's own phandles so that they are new in the base. */
  readonly #shift: number;
  /** Phandles of the overlay, moved, whose node exists in the base under another number. */
  readonly #known = new Map<number, number>();
  #problem: Problem | undefined;

  constructor(say: DeviceTreeMessages['overlays'], base: DeviceTree, root: EditableNode, layer: EditableNode) {
    this.#say = say;
    this.#base = base;
    this.#root = root;
    this.#layer = layer;
    let highest = 0;
    for (const node of walk(base)) highest = Math.max(highest, phandleOf(node) ?? 0);
    this.#shift = highest;
  }

  apply(): Problem | undefined {
    this.#movePhandles();
    this.#fillFromBase();
    const pieces = this.#pieces();
    for (const { target, content } of pieces) if (target !== undefined) this.#matchPhandles(target, content);
    const local = getChild(this.#layer, LOCAL_FIXUPS);
    if (local !== undefined) this.#moveReferences(local, this.#layer);
    if (this.#problem === undefined) this.#addSymbols(this.#layPieces(pieces));
    return this.#problem;
  }

  #fail(code: string, message: string, where: Where, hint?: string): void {
    this.#problem ??= { code, message, where, ...(hint === undefined ? {} : { hint }) };
  }

  #movePhandles(): void {
    for (const node of editableWalk(this.#layer)) {
      for (const [index, property] of node.properties.entries()) {
        const number = isPhandle(property.name) ? u32At(property, 0) : undefined;
        if (number !== undefined) node.properties[index] = withCell(property, 0, number + this.#shift);
      }
    }
  }

  /** /__fixups__: a label of the base each, and the places in the overlay that want its phandle. */
  #fillFromBase(): void {
    const fixups = getChild(this.#layer, FIXUPS);
    for (const fixup of fixups?.properties ?? []) {
      const target = this.#symbol(fixup);
      for (const entry of target === undefined ? [] : stringList(fixup)) {
        const match = /^([^:]*):([^:]*):(\d+)$/.exec(entry);
        const node = match === null ? undefined : editableAt(this.#layer, match[1] ?? '');
        this.#setReference(node, match?.[2] ?? '', Number(match?.[3] ?? -1), () => target ?? 0, fixup.where);
      }
    }
  }

  /** The phandle of the node that the base calls by the name of the fixup. */
  #symbol({ name, where }: DtProperty): number | undefined {
    const symbols = getChild(this.#root, SYMBOLS);
    const path = symbols === undefined ? undefined : firstString(getProperty(symbols, name));
    let node = path === undefined ? undefined : nodeByPath(this.#base, path);
    node ??= nodeByLabel(this.#base, name);
    const editable = node === undefined ? undefined : editableAt(this.#root, node.path);
    if (editable === undefined) {
      const hasLabels = symbols !== undefined || this.#base.sources[0]?.kind === 'dts';
      const hint = hasLabels ? undefined : this.#say.noSymbolsHint;
      this.#fail('overlay-unknown-label', this.#say.noLabel({ label: name }), where, hint);
      return undefined;
    }
    return this.#phandleFor(editable);
  }

  /** A labelled node of a DTS need not have a phandle yet. Numbers above the overlay's are free. */
  #phandleFor(node: EditableNode): number {
    const number = phandleOf(node);
    if (number !== undefined) return number;
    let free = this.#shift + 1;
    for (const tree of [this.#root, this.#layer]) {
      for (const each of walk(tree)) free = Math.max(free, (phandleOf(each) ?? 0) + 1);
    }
    const property = { name: 'phandle', value: new Uint8Array(4), where: node.where };
    node.properties.push(withCell(property, 0, free));
    return free;
  }

  /** Replaces the cell at byte `offset` of a property by what `change` makes of it. */
  #setReference(
    node: EditableNode | undefined,
    name: string,
    offset: number,
    change: (before: number) => number,
    where: Where,
  ): void {
    const index = node?.properties.findIndex((property) => property.name === name) ?? -1;
    const property = node?.properties[index];
    if (node === undefined || property === undefined || offset < 0 || offset + 4 > property.value.length) {
      this.#fail('overlay-bad-fixup', this.#say.noReference({ name }), where);
      return;
    }
    const before = new DataView(property.value.buffer, property.value.byteOffset).getUint32(offset);
    node.properties[index] = withCell(property, offset, change(before));
  }

  /** Each fragment's content, and its target as far as it is in the base. */
  #pieces(): Piece[] {
    return this.#layer.children.flatMap((fragment) => {
      const content = getChild(fragment, OVERLAY);
      if (content === undefined) return [];
      const phandle = u32At(getProperty(fragment, 'target'), 0);
      const path = phandle === undefined ? (firstString(getProperty(fragment, 'target-path')) ?? '') : '';
      const found = phandle === undefined ? nodeByPath(this.#base, path) : nodeByPhandle(this.#base, phandle);
      return [{ fragment, content, path, target: found && editableAt(this.#root, found.path) }];
    });
  }

  /** Lays the fragments over in their order. The target of one may be a node that another before it has added. */
  #layPieces(pieces: readonly Piece[]): (readonly [EditableNode, DtNode])[] {
    return pieces.flatMap(({ fragment, content, path, target: known }) => {
      const target = known ?? editableAt(this.#root, path);
      if (target !== undefined) {
        layOver(target, content);
        return [[target, content] as const];
      }
      this.#fail('overlay-no-target', this.#say.noTarget({ path: fragment.path }), fragment.where);
      return [];
    });
  }

  /** Notes nodes that have a phandle in both: the base's number stays, so the overlay must use it. */
  #matchPhandles(target: DtNode, content: DtNode): void {
    const ours = phandleOf(target);
    const theirs = phandleOf(content);
    if (ours !== undefined && theirs !== undefined) this.#known.set(theirs, ours);
    for (const child of content.children) {
      const known = getChild(target, child.name);
      if (known !== undefined) this.#matchPhandles(known, child);
    }
  }

  /** /__local_fixups__: the shape of the overlay, with the offsets of cells that hold its own phandles. */
  #moveReferences(fixups: DtNode, node: EditableNode): void {
    for (const fixup of fixups.properties) {
      for (const offset of u32s(fixup)) {
        const move = (before: number): number => this.#known.get(before + this.#shift) ?? before + this.#shift;
        this.#setReference(node, fixup.name, offset, move, fixup.where);
      }
    }
    for (const below of fixups.children) {
      const child = node.children.find((each) => each.name === below.name);
      if (child !== undefined) this.#moveReferences(below, child);
      else this.#fail('overlay-bad-fixup', this.#say.noReferences({ path: below.path }), below.where);
    }
  }

  /** Labels of the overlay become labels of the result, at the paths where their nodes have come to lie. */
  #addSymbols(pairs: readonly (readonly [EditableNode, DtNode])[]): void {
    // A base read from a DTS knows its labels without such a node, and those of the overlay join them.
    const isKept = this.#base.sources[0]?.kind === 'dtb' || getChild(this.#root, SYMBOLS) !== undefined;
    for (const symbol of isKept ? (getChild(this.#layer, SYMBOLS)?.properties ?? []) : []) {
      const path = firstString(symbol) ?? '';
      const pair = pairs.find(([, content]) => path === content.path || path.startsWith(`${content.path}/`));
      if (pair === undefined) continue;
      const [target, content] = pair;
      const rest = path.slice(content.path.length);
      const moved = target.path === '/' && rest !== '' ? rest : `${target.path}${rest}`;
      const value = new TextEncoder().encode(`${moved}\0`);
      setProperty(childNamed(this.#root, SYMBOLS, this.#layer), { name: symbol.name, value, where: symbol.where });
    }
  }
}

function* editableWalk(start: EditableNode): Generator<EditableNode, void, undefined> {
  yield start;
  for (const child of start.children) yield* editableWalk(child);
}

function editableAt(root: EditableNode, path: string): EditableNode | undefined {
  let node: EditableNode | undefined = root;
  for (const name of path.split('/')) {
    if (name !== '') node = node?.children.find((child) => child.name === name);
  }
  return path.startsWith('/') ? node : undefined;
}

/** The property with the 32-bit number at byte `offset` replaced. */
function withCell(property: DtProperty, offset: number, number: number): DtProperty {
  const value = new Uint8Array(property.value);
  new DataView(value.buffer).setUint32(offset, number >>> 0);
  return { ...property, value };
}
