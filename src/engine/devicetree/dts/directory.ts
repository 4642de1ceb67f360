/** Finding nodes of a draft by label and path, as the references of a DTS name them. */
import { nearest } from '../../../base/nearest.ts';
import { forEachLive } from './draft.ts';
import type { DraftNode } from './draft.ts';

/** Searches of the whole tree for the first of several nodes with one label. dtc refuses such trees altogether. */
const MAX_SEARCHES = 20;

export class Directory {
  /** Nodes that carry a label, or did when last looked at. */
  readonly #labelled = new Map<string, Set<DraftNode>>();
  readonly #root: DraftNode;
  #searches = 0;

  constructor(root: DraftNode) {
    this.#root = root;
    forEachLive(root, this.adopt);
  }

  /** Notes the labels of a node that became part of the tree, or got more of them. */
  readonly adopt = (node: DraftNode): void => {
    for (const name of node.labels.names()) {
      const known = this.#labelled.get(name);
      if (known === undefined) this.#labelled.set(name, new Set([node]));
      else known.add(node);
    }
  };

  /** The label that may have been meant by one that no node has; undefined for a path. */
  meant(target: string): string | undefined {
    if (target.startsWith('/')) return undefined;
    const labels = [...this.#labelled.keys()].filter((name) => this.byLabel(name) !== undefined);
    return nearest(target, labels);
  }

  /** "label", "/path" or "label/path". A deleted node is not found. */
  find(target: string): DraftNode | undefined {
    if (target.startsWith('/')) return byPath(this.#root, target);
    const slash = target.indexOf('/');
    if (slash < 0) return this.byLabel(target);
    const base = this.byLabel(target.slice(0, slash));
    return base === undefined ? undefined : byPath(base, target.slice(slash + 1));
  }

  /** The node with the label; the first in tree order if there are several. */
  byLabel(name: string): DraftNode | undefined {
    const nodes = this.#labelled.get(name) ?? new Set();
    const holders: DraftNode[] = [];
    for (const node of nodes) {
      // One that lost the label is adopted anew when it gets it back.
      if (!carries(node, name)) nodes.delete(node);
      else if (holders.push(node) > 1) break;
    }
    if (holders.length < 2 || ++this.#searches > MAX_SEARCHES) return holders[0];
    let first: DraftNode | undefined;
    forEachLive(this.#root, (node) => {
      if (first === undefined && carries(node, name)) first = node;
    });
    return first;
  }
}

function carries(node: DraftNode, name: string): boolean {
  return !node.deleted && !node.merged && node.labels.has(name);
}

/** Empty components count as nothing: "/soc//uart@0/" is "/soc/uart@0". */
function byPath(start: DraftNode, path: string): DraftNode | undefined {
  let node: DraftNode | undefined = start.deleted ? undefined : start;
  for (const name of path.split('/')) if (name !== '') node = node?.child(name);
  return node;
}
