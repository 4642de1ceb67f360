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
    if (depth > MAX_NODE_DEPTH) scanner.fail('dt-too-deep', scanner.say.tooDeep({ most: MAX_NODE_DEPTH }));
    if (path.length > MAX_PATH_LENGTH) {
      scanner.fail('dt-too-deep', scanner.say.pathTooLong({ most: MAX_PATH_LENGTH }));
    }
    const open = scanner.position();
    scanner.expect('{', scanner.say.dts.wanted.nodeStart);
    while (!scanner.eat('}')) {
      if (scanner.problem !== undefined) return;
      if (scanner.atEnd()) {
        scanner.fail('dts-unterminated', scanner.say.dts.nodeOpen({ path }), open);
        return;
      }
      this.#member(node, depth);
    }
    scanner.expect(';', scanner.say.dts.wanted.nodeEnd);
  }

  #member(node: DraftNode, depth: number): void {
    const { scanner } = this;
    const { wanted } = scanner.say.dts;
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
      scanner.failExpected(wanted.member);
      return;
    }
    if (!isDeletion && scanner.sees('{')) {
      const child = new DraftNode(name, childPath(node.path, name), scanner.where(at));
      child.omitIfUnused = omit;
      this.#child(node, child, labels, depth);
      return;
    }
    if (omit) scanner.failExpected(wanted.omittedNode);
    this.#checkOrder(node, name, at);
    const property = new DraftProperty(name, EMPTY_VALUE, { ...scanner.where(at), path: node.path });
    node.addProperty(property);
    if (++this.#properties > MAX_PROPERTIES) this.#failSize(scanner.say.tooManyProperties({ most: MAX_PROPERTIES }));
    if (isDeletion) property.deleted = true;
    else if (scanner.eat('=')) property.value = this.#values.parse(node.path);
    else if (!scanner.sees(';')) scanner.failExpected(wanted.afterName({ name }));
    property.labels.addWritten(labels);
    scanner.expect(';', ({ token }) => wanted.afterProperty({ token, name }));
  }

  #checkOrder(node: DraftNode, name: string, at: number): void {
    if (!node.hasChildren) return;
    const { say } = this.scanner;
    this.scanner.fail('dts-late-property', say.lateProperty({ name }), at, say.dts.moveUp);
  }

  #deletion(node: DraftNode): void {
    const { scanner } = this;
    const at = scanner.position();
    const name = scanner.name();
    if (name === undefined) {
      const hint = scanner.sees('&') ? scanner.say.dts.deletionHint : undefined;
      scanner.failExpected(scanner.say.dts.wanted.nodeToDelete, hint);
      return;
    }
    const gap = new DraftNode(name, childPath(node.path, name), scanner.where(at));
    gap.deleted = true;
    node.addChild(gap);
    scanner.expectAfter('/delete-node/');
  }

  #child(node: DraftNode, child: DraftNode, labels: readonly string[], depth: number): void {
    if (++this.#nodes > MAX_NODES) this.#failSize(this.scanner.say.tooManyNodes({ most: MAX_NODES }));
    this.body(child, depth + 1);
    child.labels.addWritten(labels);
    node.addChild(child);
  }

  #failSize(message: string): void {
    this.scanner.fail('dt-too-large', message);
  }
}

function childPath(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}
