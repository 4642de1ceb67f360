/**
 * What the text of a device tree says of its nodes, as far as going to one and naming phandles takes it: read fast, at every
 * key, and without its includes. What is wrong with the text is for the engine to say.
 */

export interface OutlineNode {
  /** "/soc/serial@9000000"; of a node that is named by a label which stands elsewhere "&uart/child". */
  readonly path: string;
  readonly labels: readonly string[];
  /** Offset of its name. */
  readonly from: number;
}

/** A cell that is the phandle of a node. */
export interface PhandleUse {
  /** Offset behind the cell. */
  readonly at: number;
  /** Path of the node. */
  readonly path: string;
}

export interface Outline {
  readonly nodes: readonly OutlineNode[];
  /** In the order of the text. */
  readonly uses: readonly PhandleUse[];
}

interface Cell {
  /** undefined where it is no plain number. */
  readonly value: number | undefined;
  readonly at: number;
}

interface Node extends OutlineNode {
  readonly cells: Map<string, Cell[]>;
}

const TOKEN =
  /\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\]|\\[^])*"?|&\{[^}\n]*\}|\((?:[^()\n]|\([^()\n]*\))*\)|[{};=<>]|[^\s{};=<>"(]+|\(/g;
const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+)$/;

/** Properties that are lists of phandles with arguments, and the property of the target that says how many. */
const LISTS: readonly (readonly [property: RegExp, cells: string])[] = [
  [/^interrupts-extended$/, '#interrupt-cells'],
  [/^(?:assigned-)?clocks$|^assigned-clock-parents$/, '#clock-cells'],
  [/^resets$/, '#reset-cells'],
  [/(?:^|-)gpios?$/, '#gpio-cells'],
  [/^phys$/, '#phy-cells'],
  [/^dmas$/, '#dma-cells'],
  [/^iommus$/, '#iommu-cells'],
  [/^msi-parent$/, '#msi-cells'],
  [/^power-domains$/, '#power-domain-cells'],
  [/^mboxes$/, '#mbox-cells'],
  [/^pwms$/, '#pwm-cells'],
  [/^io-channels$/, '#io-channel-cells'],
  [/^thermal-sensors$/, '#thermal-sensor-cells'],
  [/^interconnects$/, '#interconnect-cells'],
  [/^nvmem-cells$/, '#nvmem-cell-cells'],
  [/^sound-dai$/, '#sound-dai-cells'],
];
/** Where a target need not say how many, and has none then. */
const OPTIONAL: ReadonlySet<string> = new Set(['#msi-cells', '#nvmem-cell-cells']);
/** Properties of which every cell is a phandle. */
const ALONE =
  /^(?:interrupt-parent|interrupt-affinity|cpu|memory-region|next-level-cache|remote-endpoint|phy-handle|cpu-idle-states|operating-points-v2|.*-supply|pinctrl-\d+)$/;
/** A number of GPIOs, not a list of them. */
const NO_LIST = /nr-gpios$/;

export function outlineOf(text: string): Outline {
  const nodes = nodesOf(text);
  const targets = new Map<number, Node>();
  for (const node of nodes) {
    const [cell] = node.cells.get('phandle') ?? node.cells.get('linux,phandle') ?? [];
    if (cell?.value !== undefined) targets.set(cell.value, node);
  }
  const uses =
    targets.size === 0
      ? []
      : nodes.flatMap((node) => [...node.cells].flatMap(([name, cells]) => usesIn(name, cells, node, targets)));
  return { nodes, uses: uses.toSorted((a, b) => a.at - b.at) };
}

/** The node that is meant: by path, "&label", the end of a path, or any part of one; undefined where none is. */
export function nodeNamed({ nodes }: Outline, wanted: string): OutlineNode | undefined {
  const text = wanted.trim();
  if (text === '') return undefined;
  const label = text.replace(/^&/, '');
  return (
    nodes.find(({ path }) => path === text) ??
    nodes.find(({ labels }) => labels.includes(label)) ??
    nodes.find(({ path }) => path.endsWith(`/${text}`)) ??
    nodes.find(({ path }) => path.includes(text))
  );
}

function nodesOf(text: string): Node[] {
  const nodes: Node[] = [];
  const byLabel = new Map<string, Node>();
  const open: Node[] = [];
  let words: { readonly word: string; readonly from: number }[] = [];
  let cells: Cell[] | undefined;
  let isInCells = false;
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    const from = match.index;
    if (word.startsWith('/*') || word.startsWith('//')) continue;
    if (word === '{') {
      const node = nodeOf(words, open.at(-1), byLabel, from);
      for (const label of node.labels) byLabel.set(label, node);
      nodes.push(node);
      open.push(node);
      words = [];
    } else if (word === '}') open.pop();
    else if (word === ';') {
      words = [];
      cells = undefined;
      isInCells = false;
    } else if (word === '=') {
      const name = words.at(-1)?.word;
      cells = [];
      if (name !== undefined) open.at(-1)?.cells.set(name, cells);
    } else if (word === '<' || word === '>') isInCells = word === '<';
    else if (cells === undefined) words.push({ word, from });
    else if (isInCells && !word.endsWith(':')) {
      const at = from + word.length;
      cells.push({ value: NUMBER.test(word) ? Number(word) : undefined, at });
    }
  }
  return nodes;
}

function nodeOf(
  words: readonly { readonly word: string; readonly from: number }[],
  parent: Node | undefined,
  byLabel: ReadonlyMap<string, Node>,
  at: number,
): Node {
  const { word, from } = words.at(-1) ?? { word: '', from: at };
  const labels = words.filter(({ word: one }) => one.endsWith(':')).map(({ word: one }) => one.slice(0, -1));
  const named = /^&\{(.*)\}$/.exec(word)?.[1] ?? (word.startsWith('&') ? byLabel.get(word.slice(1))?.path : undefined);
  const path =
    named ??
    (parent === undefined || word.startsWith('&') ? word : `${parent.path === '/' ? '' : parent.path}/${word}`);
  return { path, labels, from, cells: new Map() };
}

function usesIn(name: string, cells: readonly Cell[], node: Node, targets: ReadonlyMap<number, Node>): PhandleUse[] {
  const uses: PhandleUse[] = [];
  const take = (cell: Cell | undefined): Node | undefined => {
    const target = cell?.value === undefined ? undefined : targets.get(cell.value);
    if (cell !== undefined && target !== undefined) uses.push({ at: cell.at, path: target.path });
    return target;
  };
  const list = LISTS.find(([property]) => property.test(name))?.[1];
  if (name === 'interrupt-map') {
    const before = countIn(node, '#address-cells') + countIn(node, '#interrupt-cells');
    for (let at = before; at < cells.length; at += 1 + before) {
      const target = take(cells[at]);
      if (target === undefined) break;
      at += countIn(target, '#address-cells') + countIn(target, '#interrupt-cells');
    }
  } else if (name === 'msi-map' || name === 'iommu-map') {
    for (let at = 1; at < cells.length; at += 4) take(cells[at]);
  } else if (list !== undefined && !NO_LIST.test(name)) {
    for (let at = 0; at < cells.length; at++) {
      const target = take(cells[at]);
      // A 0 stands for none; behind anything else that is not known nothing can be counted.
      if (target === undefined && cells[at]?.value !== 0) break;
      if (target === undefined) continue;
      if (!target.cells.has(list) && !OPTIONAL.has(list)) break;
      at += countIn(target, list);
    }
  } else if (ALONE.test(name)) for (const cell of cells) take(cell);
  return uses;
}

/** What a node says of the number of cells; 0 where it says nothing. */
function countIn({ cells }: Node, name: string): number {
  return cells.get(name)?.[0]?.value ?? 0;
}
