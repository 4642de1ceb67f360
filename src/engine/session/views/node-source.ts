/** A node's device-tree source, with a comment where cells say something about interrupts. */
import { hex } from '../../../base/hex.ts';
import { type DtNode, type DtProperty, formatValue, getProperty, u32s } from '../../devicetree/index.ts';
import type { Session } from '../session.ts';
import { interruptMapWords, interruptWords, msiMapWords } from './cells.ts';

/** Bytes of a value that are shown; a keymap or a firmware blob is cut. */
const LONGEST = 1200;

export function nodeSource({ machine }: Session, path: string): string | undefined {
  const node = machine.wiring.node(path);
  if (node === undefined) return undefined;
  const labels = node.labels.map((label) => `${label}: `).join('');
  const lines = [`${labels}${node.name === '' ? '/' : node.name} {`];
  for (const property of node.properties) {
    lines.push(`\t${property.name}${valueText(property)};`);
    for (const words of wordsOf(machine, node, property)) lines.push(`\t/* ${words} */`);
  }
  if (node.children.length > 0 && node.properties.length > 0) lines.push('');
  for (const child of node.children) lines.push(`\t${child.name} { … };`);
  lines.push('};');
  return `${lines.join('\n')}\n`;
}

function valueText(property: DtProperty): string {
  const value = formatValue(property);
  if (value === '') return '';
  return value.length > LONGEST
    ? ` = ${value.slice(0, LONGEST)} … /* ${property.value.length} bytes */`
    : ` = ${value}`;
}

function wordsOf(machine: Session['machine'], node: DtNode, property: DtProperty): string[] {
  switch (property.name) {
    case 'interrupts':
    case 'interrupts-extended':
      // Linux and the wiring read interrupts-extended when both are there.
      if (property.name === 'interrupts' && getProperty(node, 'interrupts-extended') !== undefined)
        return ['not read: interrupts-extended wins'];
      return interruptWords(machine, node);
    case 'interrupt-map':
      return interruptMapWords(machine, node);
    case 'msi-map':
      return msiMapWords(machine, node);
    case 'interrupt-parent': {
      const parent = machine.wiring.byPhandle(u32s(property)[0]);
      return [parent === undefined ? 'no node has this phandle' : parent.path];
    }
    case 'msi-parent': {
      const parent = machine.wiring.byPhandle(u32s(property)[0]);
      const id = u32s(property)[1];
      return [`${parent?.path ?? 'no node has this phandle'}${id === undefined ? '' : `, DeviceID ${hex(id)}`}`];
    }
    default:
      return [];
  }
}
