/** Writing device tree source. What a value is (text, cells, bytes) is not part of a tree and has to be guessed. */
import { hex } from '../../base/hex.ts';
import type { DeviceTree, DtNode, DtProperty } from './tree.ts';
import { u32s } from './values.ts';

/**
 * The tree as a DTS with hexadecimal cells. Reading it gives the same tree, with the exceptions the language makes: a
 * "name" that repeats the node's name is left out, and names with characters a DTS cannot hold do not read back.
 */
export function writeDts(tree: DeviceTree): string {
  const lines: string[] = ['/dts-v1/;'];
  if (tree.plugin) lines.push('/plugin/;');
  lines.push('');
  for (const { address, size } of tree.memreserve) lines.push(`/memreserve/ ${hex(address)} ${hex(size)};`);
  if (tree.memreserve.length > 0) lines.push('');
  writeNode(lines, tree.root, '/', '');
  return `${lines.join('\n')}\n`;
}

function writeNode(lines: string[], node: DtNode, name: string, indent: string): void {
  const inside = `${indent}\t`;
  lines.push(`${indent}${labelText(node.labels)}${name} {`);
  for (const property of node.properties) {
    const value = formatValue(property);
    lines.push(`${inside}${labelText(property.labels)}${property.name}${value === '' ? '' : ` = ${value}`};`);
  }
  for (const [index, child] of node.children.entries()) {
    if (index > 0 || node.properties.length > 0) lines.push('');
    writeNode(lines, child, child.name, inside);
  }
  lines.push(`${indent}};`);
}

function labelText(labels: readonly string[] | undefined): string {
  return (labels ?? []).map((label) => `${label}: `).join('');
}

/** A value as a DTS writes it: `"a", "b"`, `<0x1 0x2>`, `[00 ff]`; "" for an empty one. */
export function formatValue(property: DtProperty): string {
  const { value } = property;
  if (value.length === 0) return '';
  if (looksLikeText(value)) {
    const strings = new TextDecoder('latin1').decode(value.subarray(0, -1)).split('\0');
    return strings.map((text) => `"${escapeText(text)}"`).join(', ');
  }
  if (value.length % 4 === 0)
    return `<${u32s(property)
      .map((cell) => hex(cell))
      .join(' ')}>`;
  return `[${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(' ')}]`;
}

/** Printable characters and C's escapes, closed by a NUL, with no more NULs than other bytes: dtc's rule. */
function looksLikeText(value: Uint8Array): boolean {
  let nuls = 0;
  for (const byte of value) {
    if (byte === 0) nuls++;
    else if (!((byte >= 0x20 && byte < 0x7f) || (byte >= 0x07 && byte <= 0x0d))) return false;
  }
  return value[value.length - 1] === 0 && nuls * 2 <= value.length;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function escapeText(text: string): string {
  return Array.from(text, (char) => ESCAPES[char] ?? char).join('');
}
