/** What stands between the braces of a node: properties, then children (Devicetree Specification v0.4, 6.3). */
import { MAX_NODE_DEPTH, MAX_NODES, MAX_PATH_LENGTH, MAX_PROPERTIES } from '../limits.ts';
import { DraftNode, DraftProperty, EMPTY_VALUE } from './draft.ts';
import type { ValueParser } from './property-value.ts';
import type { Scanner } from './scanner.ts';

export class NodeParser {
  readonly scanner: Scanner;
  readonly #values: ValueParser;
  #nodes = 0;
  #properties = 0;

  constructor(scanner: Scanner, values: ValueParser) {
    this.scanner = scanner;
    this.#values = values;
  }

  /** Any number of `label:`. */
  labels(): string[] {
    const labels: string[] = [];
    for (let label = this.scanner.label(); label !== undefined; label = this.scanner.label()) labels.push(label);
    return labels;
  }

  /** `{ properties children };` */
  body(node: DraftNode, depth: number): void {
    const { scanner } = this;
    const { path } = node;
    if (depth > MAX_NODE_DEPTH) scanner.fail('dt-too-deep', `Nodes lie more than ${MAX_NODE_DEPTH} levels deep.`);
    if (path.length > MAX_PATH_LENGTH) {
      scanner.fail('dt-too-deep', `The path of a node is longer than ${MAX_PATH_LENGTH} characters.`);
    }
    const open = scanner.position();
    scanner.expect('{', 'at the start of a node');
    while (!scanner.eat('}')) {
      if (scanner.problem !== undefined) return;
      if (scanner.atEnd()) {
        scanner.fail('dts-unterminated', `The node ${path} is not closed: its "}" is missing.`, open);
        return;
      }
      this.#member(node, depth);
    }
    scanner.expect(';', 'after the "}" of a node');
  }

  #member(node: DraftNode, depth: number): void {
    const { scanner } = this;
    let omit = false;
    const labels = this.labels();
    while (scanner.eat('/omit-if-no-ref/')) {
      omit = true;
      for (const label of this.labels()) labels.push(label);
    }
    if (scanner.eat('/delete-node/')) {
      this.#deletion(node);
      return;
    }
    const isDeletion = scanner.eat('/delete-property/');
    const at = scanner.position();
    const name = scanner.name();
    if (name === undefined) {
      scanner.failExpected('a property, a node or "}"');
      return;
    }
    if (!isDeletion && scanner.sees('{')) {
      const child = new DraftNode(name, childPath(node.path, name), scanner.where(at));
      child.omitIfUnused = omit;
      this.#child(node, child, labels, depth);
      return;
    }
    if (omit) scanner.failExpected('"{": only nodes can be omitted');
    this.#checkOrder(node, name, at);
    const property = new DraftProperty(name, EMPTY_VALUE, { ...scanner.where(at), path: node.path });
    node.addProperty(property);
    if (++this.#properties > MAX_PROPERTIES) this.#failSize('properties', MAX_PROPERTIES);
    if (isDeletion) property.deleted = true;
    else if (scanner.eat('=')) property.value = this.#values.parse(node.path);
    else if (!scanner.sees(';')) scanner.failExpected(`"=", ";" or "{" after "${name}"`);
    property.labels.addWritten(labels);
    scanner.expect(';', `after property "${name}"`);
  }

  #checkOrder(node: DraftNode, name: string, at: number): void {
    if (!node.hasChildren) return;
    const hint = 'Move it up, before the first child.';
    this.scanner.fail('dts-late-property', `Property "${name}" follows a child node; properties come first.`, at, hint);
  }

  #deletion(node: DraftNode): void {
    const { scanner } = this;
    const at = scanner.position();
    const name = scanner.name();
    if (name === undefined) {
      const hint = scanner.sees('&') ? 'By reference, nodes are deleted outside of all nodes.' : undefined;
      scanner.failExpected('the name of the node to delete', hint);
      return;
    }
    const gap = new DraftNode(name, childPath(node.path, name), scanner.where(at));
    gap.deleted = true;
    node.addChild(gap);
    scanner.expect(';', 'after /delete-node/');
  }

  #child(node: DraftNode, child: DraftNode, labels: readonly string[], depth: number): void {
    if (++this.#nodes > MAX_NODES) this.#failSize('nodes', MAX_NODES);
    this.body(child, depth + 1);
    child.labels.addWritten(labels);
    node.addChild(child);
  }

  #failSize(what: string, limit: number): void {
    this.scanner.fail('dt-too-large', `The tree has more than ${limit} ${what}.`);
  }
}

function childPath(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}
