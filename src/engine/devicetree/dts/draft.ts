/**
 * The tree while a DTS is read: definitions are merged into it, and what is deleted stays as a gap, so that a node or
 * property that comes back takes its old place. dtc works so, and the order of a tree is part of what it means.
 */
import type { Where } from '../../../base/result.ts';
import type { CellPlace } from '../tree.ts';

/** A place in a value that waits for the tree to be complete. */
export interface Reference {
  /** A cell with the target's phandle, or a string with its path. */
  readonly kind: 'phandle' | 'path';
  /** Byte offset in the value; a path will be inserted there. */
  offset: number;
  /** Index of its place in `cells`; elements behind it have higher ones. */
  readonly cell: number;
  /** A label, "/path", or "label/path". */
  readonly target: string;
  readonly where: Where;
}

export interface DraftValue {
  bytes: Uint8Array;
  cells: readonly CellPlace[];
  readonly references: readonly Reference[];
}

export const EMPTY_VALUE: DraftValue = { bytes: new Uint8Array(0), cells: [], references: [] };

/** A value that is known as it is. */
export function plainValue(bytes: Uint8Array): DraftValue {
  return { bytes, cells: [], references: [] };
}

/** Labels of one thing. A label that is deleted and given again keeps its place among them. */
class Labels {
  /** By the order in which they were given; false once deleted. */
  readonly #given = new Map<string, boolean>();

  add(name: string): void {
    this.#given.set(name, true);
  }

  /** Gives all labels of others, deleted ones too, in the order of their list: so the list comes out reversed. */
  addAll(others: Labels): void {
    for (const name of [...others.#given.keys()].toReversed()) this.add(name);
  }

  /** Labels as they stand in the source, first one first. */
  addWritten(names: readonly string[]): void {
    for (const name of names.toReversed()) this.add(name);
  }

  deleteAll(): void {
    for (const name of this.#given.keys()) this.#given.set(name, false);
  }

  has(name: string): boolean {
    return this.#given.get(name) === true;
  }

  /** There was a label once, even if it is deleted. */
  get everGiven(): boolean {
    return this.#given.size > 0;
  }

  /** In dtc's order: a label given later stands before earlier ones. */
  names(): string[] {
    return [...this.#given.keys()].filter((name) => this.has(name)).toReversed();
  }
}

export class DraftProperty {
  readonly name: string;
  value: DraftValue;
  where: Where;
  readonly labels = new Labels();
  deleted = false;

  constructor(name: string, value: DraftValue, where: Where) {
    this.name = name;
    this.value = value;
    this.where = where;
  }

  delete(): void {
    this.deleted = true;
    this.labels.deleteAll();
  }
}

export class DraftNode {
  readonly name: string;
  /** "/" for the root. */
  readonly path: string;
  /** Where the node was first defined. */
  readonly where: Where;
  parent: DraftNode | undefined;
  readonly labels = new Labels();
  deleted = false;
  /** Its contents were merged into another node: it is no part of the tree. */
  merged = false;
  omitIfUnused = false;
  referenced = false;
  /** 0 for none yet. */
  phandle = 0;
  readonly #properties = new NamedList<DraftProperty>();
  readonly #children = new NamedList<DraftNode>();

  constructor(name: string, path: string, where: Where) {
    this.name = name;
    this.path = path;
    this.where = { ...where, path };
  }

  /** Without deleted ones. */
  *properties(): Generator<DraftProperty, void, undefined> {
    for (const property of this.#properties.items) if (!property.deleted) yield property;
  }

  /** Without deleted ones. */
  *children(): Generator<DraftNode, void, undefined> {
    for (const child of this.#children.items) if (!child.deleted) yield child;
  }

  get hasChildren(): boolean {
    return this.#children.items.length > 0;
  }

  /** The first child there ever was, even if it is deleted. */
  get firstChild(): DraftNode | undefined {
    return this.#children.items[0];
  }

  property(name: string): DraftProperty | undefined {
    return this.#properties.live(name);
  }

  child(name: string): DraftNode | undefined {
    return this.#children.live(name);
  }

  addProperty(property: DraftProperty): void {
    this.#properties.push(property);
  }

  addChild(child: DraftNode): void {
    child.parent = this;
    this.#children.push(child);
  }

  delete(): void {
    this.deleted = true;
    for (const child of this.#children.items) child.delete();
    for (const property of this.#properties.items) property.delete();
    this.labels.deleteAll();
  }

  /** Takes in what `addition` defines and deletes. `adopt` hears of each node that may have new labels. */
  merge(addition: DraftNode, adopt: (node: DraftNode) => void): void {
    this.deleted = false;
    addition.merged = true;
    this.labels.addAll(addition.labels);
    for (const property of addition.#properties.items) this.#mergeProperty(property);
    for (const child of addition.#children.items) {
      const known = this.#children.first(child.name);
      if (child.deleted) {
        known?.delete();
      } else if (known === undefined) {
        this.addChild(child);
        forEachLive(child, adopt);
      } else {
        known.merge(child, adopt);
      }
    }
    adopt(this);
  }

  #mergeProperty(property: DraftProperty): void {
    const known = this.#properties.first(property.name);
    if (property.deleted) {
      known?.delete();
    } else if (known === undefined) {
      this.addProperty(property);
    } else {
      known.labels.addAll(property.labels);
      known.value = property.value;
      known.where = property.where;
      known.deleted = false;
    }
  }
}

/** A list that finds by name without a search once it is asked to. */
class NamedList<T extends { readonly name: string; readonly deleted: boolean }> {
  readonly items: T[] = [];
  #firsts: Map<string, T> | undefined;
  /** Found behind a first one that is deleted. Only a first one ever comes back, so these stay right until deleted. */
  readonly #seconds = new Map<string, T>();

  push(item: T): void {
    this.items.push(item);
    if (this.#firsts?.has(item.name) === false) this.#firsts.set(item.name, item);
  }

  /** The first of that name, deleted or not. */
  first(name: string): T | undefined {
    if (this.#firsts === undefined) {
      this.#firsts = new Map();
      for (const item of this.items) if (!this.#firsts.has(item.name)) this.#firsts.set(item.name, item);
    }
    return this.#firsts.get(name);
  }

  live(name: string): T | undefined {
    const first = this.first(name);
    if (first?.deleted !== true) return first;
    let second = this.#seconds.get(name);
    if (second?.deleted !== false) second = this.items.find((item) => item.name === name && !item.deleted);
    if (second !== undefined) this.#seconds.set(name, second);
    return second;
  }
}

/** Depth first, only what is not deleted. */
export function forEachLive(node: DraftNode, visit: (node: DraftNode) => void): void {
  if (node.deleted) return;
  visit(node);
  for (const child of node.children()) forEachLive(child, visit);
}
