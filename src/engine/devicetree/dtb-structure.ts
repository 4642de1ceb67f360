/** The structure block of a DTB: a stream of tokens that opens, fills and closes nodes (Devicetree Specification v0.4, 5.4). */
import { hex } from '../../base/hex.ts';
import { fail, ok } from '../../base/result.ts';
import type { Problem, Result } from '../../base/result.ts';
import type { Blob, Block } from './dtb.ts';
import { MAX_NAME_CHARS, MAX_NODE_DEPTH, MAX_NODES, MAX_PATH_LENGTH, MAX_PROPERTIES, MAX_WARNINGS } from './limits.ts';
import type { DtNode, DtProperty } from './tree.ts';
import { PROP_HEADER_SIZE } from './values.ts';

const FDT_BEGIN_NODE = 1;
const FDT_END_NODE = 2;
const FDT_PROP = 3;
const FDT_NOP = 4;
const FDT_END = 9;

/** A node while it is being filled. */
interface OpenNode extends DtNode {
  readonly children: DtNode[];
  readonly properties: DtProperty[];
}

interface Reader {
  readonly blob: Blob;
  readonly block: Block;
  readonly strings: Block;
  /** Names by their offset in the strings block: a blob has few names and many properties. */
  readonly names: Map<number, string>;
  /** Characters in `names`. Names may overlap in the block, so a small block can hold many long ones. */
  nameChars: number;
  /** The next token. */
  at: number;
  /** From the root down to the parent of `open`. */
  readonly above: OpenNode[];
  /** The node that is being filled; undefined before the root and after it. */
  open: OpenNode | undefined;
  root: OpenNode | undefined;
  nodes: number;
  properties: number;
}

/** Reads the tokens of `block` into the root node; names of properties come from `strings`. */
export function readStructure(blob: Blob, block: Block, strings: Block): Result<DtNode> {
  const reader: Reader = {
    blob,
    block,
    strings,
    names: new Map(),
    nameChars: 0,
    at: block.start,
    above: [],
    open: undefined,
    root: undefined,
    nodes: 0,
    properties: 0,
  };
  for (;;) {
    if (reader.at + 4 > block.end) return structureEnds(reader);
    const token = blob.view.getUint32(reader.at);
    if (token === FDT_END) return finish(reader);
    const step = readToken(reader, token);
    if (!step.ok) return step;
  }
}

function readToken(reader: Reader, token: number): Result<void> {
  switch (token) {
    case FDT_BEGIN_NODE:
      return beginNode(reader);
    case FDT_END_NODE:
      return endNode(reader);
    case FDT_PROP:
      return readProperty(reader);
    case FDT_NOP:
      reader.at += 4;
      return ok(undefined);
    default:
      return fail('dtb-bad-token', reader.blob.say.dtb.badToken({ token: hex(token, 8) }), place(reader));
  }
}

function place(reader: Reader, offset = reader.at): { file: string; offset: number; path?: string } {
  const { file } = reader.blob;
  return reader.open === undefined ? { file, offset } : { file, offset, path: reader.open.path };
}

function warn(reader: Reader, problem: Problem): void {
  if (reader.blob.warnings.length < MAX_WARNINGS) reader.blob.warnings.push(problem);
}

function structureEnds(reader: Reader): Result<never> {
  return fail('dtb-truncated', reader.blob.say.dtb.noEnd, place(reader));
}

function finish(reader: Reader): Result<DtNode> {
  const { dtb } = reader.blob.say;
  if (reader.open !== undefined) {
    return fail('dtb-unbalanced', dtb.nodeOpen({ path: reader.open.path }), place(reader));
  }
  if (reader.root === undefined) return fail('dtb-unbalanced', dtb.noRoot, place(reader));
  return ok(reader.root);
}

function beginNode(reader: Reader): Result<void> {
  const { blob, open } = reader;
  const { say } = blob;
  const start = reader.at;
  if (open === undefined && reader.root !== undefined) {
    return fail('dtb-unbalanced', say.dtb.secondRoot, place(reader));
  }
  if (reader.above.length >= MAX_NODE_DEPTH) {
    return fail('dt-too-deep', say.tooDeep({ most: MAX_NODE_DEPTH }), place(reader));
  }
  if (++reader.nodes > MAX_NODES) return fail('dt-too-large', say.tooManyNodes({ most: MAX_NODES }), place(reader));
  const end = findNul(blob.bytes, start + 4, reader.block.end);
  if (end < 0) return fail('dtb-bad-string', say.dtb.nodeNameOpen, place(reader, start + 4));
  const name = latin1(blob.bytes, start + 4, end);
  const node = open === undefined ? rootNode(reader, name, start) : childNode(reader, open, name, start);
  if (node.path.length > MAX_PATH_LENGTH) {
    return fail('dt-too-deep', say.pathTooLong({ most: MAX_PATH_LENGTH }), place(reader));
  }
  if (open !== undefined) {
    open.children.push(node);
    reader.above.push(open);
  }
  reader.root ??= node;
  reader.open = node;
  reader.at = align4(reader, end + 1);
  return ok(undefined);
}

function rootNode(reader: Reader, name: string, offset: number): OpenNode {
  const where = { file: reader.blob.file, offset, path: '/' };
  if (name !== '') {
    warn(reader, {
      code: 'dtb-root-name',
      message: reader.blob.say.dtb.rootName({ name }),
      where,
    });
  }
  return { name: '', path: '/', parent: undefined, children: [], properties: [], labels: [], where };
}

function childNode(reader: Reader, parent: OpenNode, name: string, offset: number): OpenNode {
  const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`;
  const where = { file: reader.blob.file, offset, path };
  if (name === '' || name.includes('/')) {
    warn(reader, { code: 'dtb-node-name', message: reader.blob.say.dtb.nodeName({ name }), where });
  }
  return { name, path, parent, children: [], properties: [], labels: [], where };
}

function endNode(reader: Reader): Result<void> {
  if (reader.open === undefined) return fail('dtb-unbalanced', reader.blob.say.dtb.noneOpen, place(reader));
  reader.open = reader.above.pop();
  reader.at += 4;
  return ok(undefined);
}

function readProperty(reader: Reader): Result<void> {
  const { blob, block, open } = reader;
  const { say } = blob;
  const start = reader.at;
  if (open === undefined) return fail('dtb-unbalanced', say.dtb.propertyOutside, place(reader));
  if (++reader.properties > MAX_PROPERTIES) {
    return fail('dt-too-large', say.tooManyProperties({ most: MAX_PROPERTIES }), place(reader));
  }
  if (start + PROP_HEADER_SIZE > block.end) return structureEnds(reader);
  const length = blob.view.getUint32(start + 4);
  const name = propertyName(reader, blob.view.getUint32(start + 8));
  if (!name.ok) return name;
  const valueStart = start + PROP_HEADER_SIZE;
  const valueEnd = valueStart + length;
  if (valueEnd > block.end) {
    return fail(
      'dtb-bad-offset',
      say.dtb.propertyTooLong({ name: name.value, bytes: length, end: hex(block.end) }),
      place(reader, start + 4),
    );
  }
  if (open.children.length > 0) warnLateProperty(reader, open, name.value);
  open.properties.push({
    name: name.value,
    value: blob.bytes.subarray(valueStart, valueEnd),
    where: { file: blob.file, offset: start, path: open.path },
  });
  reader.at = align4(reader, valueEnd);
  return ok(undefined);
}

function warnLateProperty(reader: Reader, node: OpenNode, name: string): void {
  warn(reader, {
    code: 'dtb-late-property',
    message: reader.blob.say.lateProperty({ name }),
    where: place(reader),
    hint: reader.blob.say.dtb.keptIn({ path: node.path }),
  });
}

function propertyName(reader: Reader, offset: number): Result<string> {
  const known = reader.names.get(offset);
  if (known !== undefined) return ok(known);
  const { blob, strings } = reader;
  const { dtb } = blob.say;
  const start = strings.start + offset;
  if (start >= strings.end) {
    return fail(
      'dtb-bad-offset',
      dtb.propertyNameOutside({ at: hex(start), start: hex(strings.start), end: hex(strings.end) }),
      place(reader, reader.at + 8),
    );
  }
  const end = findNul(blob.bytes, start, strings.end);
  if (end < 0) return fail('dtb-bad-string', dtb.propertyNameOpen, place(reader, start));
  reader.nameChars += end - start;
  if (reader.nameChars > MAX_NAME_CHARS) {
    return fail('dt-too-large', dtb.namesTooLarge, place(reader, start));
  }
  const name = latin1(blob.bytes, start, end);
  reader.names.set(offset, name);
  return ok(name);
}

/** The index of the first zero byte in [start, end), or -1. */
function findNul(bytes: Uint8Array, start: number, end: number): number {
  const at = bytes.indexOf(0, start);
  return at < end ? at : -1;
}

/** Names one byte to a character, so that writing them again gives the same bytes whatever they are. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/** Tokens lie at multiples of 4 from the start of the structure block. */
function align4(reader: Reader, at: number): number {
  const { start } = reader.block;
  return start + ((at - start + 3) & ~3);
}
