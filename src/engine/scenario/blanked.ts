/**
 * A board whose strings tell nobody whose it is, for sharing: models, labels, serial numbers, addresses of network devices, the command
 * line. What decides how interrupts come up stays: names of nodes, phandles, compatibles, cells, and names that drivers look things up by.
 */
import { ok, type Result } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { type DeviceTree, type DtNode, type DtProperty, writeDts } from '../devicetree/index.ts';
import { boardTree } from './board-tree.ts';

/** Text for people, or of one machine alone. */
const TELLING =
  /^(model|label|bootargs|(board-)?serial(-number|-no|#)?|asset-tag|uuid|.*mac-address|address|(local-)?bd-address|kaslr-seed|rng-seed|.*initrd-.*|chassis-type|regulator-name|gpio-line-names|line-name|firmware-name|linux,(bootargs|usable-memory.*)|vendor|sku|part-number|hostname|.*password.*)$/;
/** Nodes of which nothing but the name is needed. */
const GONE = /^(__symbols__|__local_fixups__|__fixups__)$/;
/** "address" is text of a network device where it has six bytes; elsewhere it may be cells. */
const IS_MAC = 6;

/** Board and overlays as one blanked source. */
export function blankedBoard(
  messages: EngineMessages,
  parts: Pick<Scenario, 'board' | 'overlays'>,
  files: ReadonlyMap<string, Uint8Array>,
): Result<Pick<Scenario, 'board'>> {
  const found = boardTree(messages, parts, files);
  return found.ok ? ok({ board: { dts: writeDts(blanked(found.value.tree)) } }) : found;
}

function blanked(tree: DeviceTree): DeviceTree {
  return { ...tree, root: node(tree.root, undefined), sources: [] };
}

function node(of: DtNode, parent: DtNode | undefined): DtNode {
  const isRoot = parent === undefined;
  const children: DtNode[] = [];
  const made: DtNode = {
    ...of,
    parent,
    labels: [],
    children,
    properties: of.properties.map((each) => property(each, isRoot)),
  };
  for (const child of of.children) if (!GONE.test(child.name)) children.push(node(child, made));
  return made;
}

/** The length of a value stays, as it is what some drivers look at. */
function property({ labels: _gone, ...of }: DtProperty, isRoot: boolean): DtProperty {
  const { name, value } = of;
  const tells =
    (isRoot && name === 'compatible') ||
    (TELLING.test(name) && (name !== 'address' || isText(value) || value.length === IS_MAC));
  if (!tells) return of;
  const { cells: _places, ...rest } = of;
  const text = isText(value);
  return { ...rest, value: value.map((byte) => (byte === 0 || !text ? 0 : 0x78)) };
}

const isText = (value: Uint8Array): boolean =>
  value.length > 1 && value.at(-1) === 0 && value.every((byte) => byte === 0 || (byte >= 0x20 && byte < 0x7f));
