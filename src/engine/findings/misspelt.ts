/** Properties whose names are nearly those that Linux reads of an interrupt. The name alone says nothing: see who asks. */
import { nearest } from '../../base/nearest.ts';
import { type DtNode, hasProperty } from '../devicetree/index.ts';

/** What Linux and its drivers read; a name of this list is no mistake. */
const READ: ReadonlySet<string> = new Set([
  'interrupts',
  'interrupts-extended',
  'interrupt-parent',
  'interrupt-names',
  'interrupt-map',
  'interrupt-map-mask',
  'interrupt-controller',
  'interrupt-affinity',
  'interrupt-ranges',
  'interrupt-base',
]);

/** Most names have nothing of these, and need no comparing. */
const ALIKE = /int|nter|rup|upt/;

/** A name that is longer or shorter by more is another word. */
const MOST_LETTERS = 2;

/** The property of a node that is nearly `name`, where the node does not have that. */
export function misspelt(node: DtNode, name: string): string | undefined {
  if (hasProperty(node, name)) return undefined;
  return node.properties.find(
    (property) =>
      ALIKE.test(property.name) &&
      !READ.has(property.name) &&
      !property.name.includes(',') &&
      Math.abs(property.name.length - name.length) <= MOST_LETTERS &&
      nearest(property.name.replaceAll('_', '-'), [...READ]) === name,
  )?.name;
}
