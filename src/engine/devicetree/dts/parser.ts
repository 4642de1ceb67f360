/** The grammar of a DTS (Devicetree Specification v0.4, chapter 6): text to a draft, references still open. */
import type { Problem, Where } from '../../../base/result.ts';
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import type { MemReserve } from '../tree.ts';
import { Directory } from './directory.ts';
import { DraftNode, DraftProperty, forEachLive, plainValue } from './draft.ts';
import { NodeParser } from './node-parser.ts';
import { parseInteger } from './numbers.ts';
import { ValueParser } from './property-value.ts';
import type { BinaryResolver } from './property-value.ts';
import { Scanner } from './scanner.ts';

export interface Draft {
  readonly root: DraftNode;
  readonly directory: Directory;
  readonly memreserve: readonly MemReserve[];
  readonly plugin: boolean;
}

export class Parser {
  readonly scanner: Scanner;
  readonly warnings: Problem[] = [];
  readonly #nodes: NodeParser;
  readonly #memreserve: MemReserve[] = [];
  #plugin = false;
  #tree: { root: DraftNode; directory: Directory } | undefined;
  #fragments = 0;

  constructor(
    say: DeviceTreeMessages,
    text: string,
    where: (position: number) => Where,
    oneByte: boolean,
    incbin: BinaryResolver | undefined,
    allowsUnknown: boolean,
  ) {
    this.scanner = new Scanner(say, text, where);
    this.#nodes = new NodeParser(
      this.scanner,
      new ValueParser({ scanner: this.scanner, oneByte, incbin, warnings: this.warnings, allowsUnknown }),
    );
  }

  /** Reads the whole text. Undefined when `scanner.problem` says what is wrong. */
  parse(): Draft | undefined {
    const { scanner } = this;
    this.#headers();
    this.#reservations();
    while (!scanner.atEnd()) this.#topLevel();
    if (scanner.problem === undefined && this.#tree === undefined) {
      scanner.fail('dts-no-root', scanner.say.dts.noRoot);
    }
    if (scanner.problem !== undefined || this.#tree === undefined) return undefined;
    return { ...this.#tree, memreserve: this.#memreserve, plugin: this.#plugin };
  }

  #headers(): void {
    const { scanner } = this;
    if (!scanner.sees('/dts-v1/')) {
      scanner.failExpected(scanner.say.dts.wanted.header, scanner.say.dts.headerHint);
      return;
    }
    while (scanner.eat('/dts-v1/')) {
      scanner.expectAfter('/dts-v1/');
      if (scanner.eat('/plugin/')) {
        scanner.expectAfter('/plugin/');
        this.#plugin = true;
      }
    }
  }

  #reservations(): void {
    const { scanner } = this;
    for (;;) {
      // A label may stand before a reservation, and also before what follows the last one.
      const before = scanner.position();
      const labels = this.#nodes.labels();
      if (!scanner.eat('/memreserve/')) {
        if (labels.length > 0) scanner.returnTo(before);
        return;
      }
      const address = parseInteger(scanner);
      const size = parseInteger(scanner);
      scanner.expectAfter('/memreserve/');
      this.#memreserve.push({ address, size });
    }
  }

  #topLevel(): void {
    const { scanner } = this;
    const at = scanner.position();
    const labels = this.#nodes.labels();
    if (labels.length === 0 && scanner.eat('/delete-node/')) {
      const target = this.#target();
      if (target !== undefined) target.delete();
      scanner.expectAfter('/delete-node/');
    } else if (labels.length === 0 && scanner.eat('/omit-if-no-ref/')) {
      const target = this.#target();
      if (target !== undefined) target.omitIfUnused = true;
      scanner.expectAfter('/omit-if-no-ref/');
    } else if (scanner.sees('&')) {
      this.#extension(labels);
    } else if (scanner.sees('/memreserve/') || scanner.sees('/dts-v1/') || scanner.sees('/plugin/')) {
      scanner.fail('dts-syntax', scanner.say.dts.tooLate, at);
    } else if (scanner.eat('/')) {
      this.#rootDefinition(at, labels);
    } else {
      const hint = scanner.sees('#') ? scanner.say.dts.directiveHint : undefined;
      scanner.failExpected(scanner.say.dts.wanted.topLevel, hint);
    }
  }

  #rootDefinition(at: number, labels: readonly string[]): void {
    const body = new DraftNode('', '/', this.scanner.where(at));
    this.#nodes.body(body, 0);
    body.labels.addWritten(labels);
    if (this.#tree === undefined) this.#tree = { root: body, directory: new Directory(body) };
    else this.#tree.root.merge(body, this.#tree.directory.adopt);
  }

  /** `&label { … };`: more of a node that exists, or in an overlay a fragment for one that does not. */
  #extension(labels: readonly string[]): void {
    const { scanner } = this;
    const at = scanner.position();
    const where = scanner.where(at);
    const name = scanner.reference();
    if (name === undefined) {
      scanner.failExpected(scanner.say.dts.wanted.reference);
      return;
    }
    const isPath = name.startsWith('/');
    const target = this.#plugin && isPath ? undefined : this.#tree?.directory.find(name);
    if (target !== undefined) {
      target.labels.addWritten(labels);
      const body = new DraftNode('', target.path, where);
      this.#nodes.body(body, target.path.split('/').length - 1);
      if (this.#tree !== undefined) target.merge(body, this.#tree.directory.adopt);
    } else if (this.#plugin && labels.length === 0) {
      this.#fragment(name, where);
    } else {
      this.#failUnknown(name, at);
    }
  }

  /** A part of an overlay: /fragment@N with the target beside __overlay__. */
  #fragment(name: string, where: Where): void {
    this.#tree ??= this.#emptyTree(where);
    const { root, directory } = this.#tree;
    const path = `/fragment@${this.#fragments++}`;
    const fragment = new DraftNode(path.slice(1), path, where);
    const isPath = name.startsWith('/');
    const value = isPath
      ? plainValue(new TextEncoder().encode(`${name}\0`))
      : {
          bytes: new Uint8Array(4).fill(0xff),
          cells: [],
          references: [{ kind: 'phandle' as const, offset: 0, cell: -1, target: name, where: fragment.where }],
        };
    fragment.addProperty(new DraftProperty(isPath ? 'target-path' : 'target', value, fragment.where));
    const overlay = new DraftNode('__overlay__', `${path}/__overlay__`, where);
    this.#nodes.body(overlay, 2);
    fragment.addChild(overlay);
    root.addChild(fragment);
    forEachLive(fragment, directory.adopt);
  }

  #emptyTree(where: Where): { root: DraftNode; directory: Directory } {
    const root = new DraftNode('', '/', where);
    return { root, directory: new Directory(root) };
  }

  #target(): DraftNode | undefined {
    const { scanner } = this;
    const at = scanner.position();
    const name = scanner.reference();
    if (name === undefined) {
      scanner.failExpected(scanner.say.dts.wanted.reference);
      return undefined;
    }
    const target = this.#tree?.directory.find(name);
    if (target === undefined) this.#failUnknown(name, at);
    return target;
  }

  #failUnknown(name: string, at: number): void {
    const isPath = name.startsWith('/');
    const { references } = this.scanner.say;
    const message = isPath ? references.noNodeYet({ path: name }) : references.noLabelYet({ label: name });
    const meant = this.#tree?.directory.meant(name);
    const hint = meant === undefined ? undefined : references.didYouMean({ label: meant });
    this.scanner.fail('dts-unknown-reference', message, at, hint);
  }
}
