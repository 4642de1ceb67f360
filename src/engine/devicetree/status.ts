/** Which nodes are there, by their status, as Linux reads it (of_device_is_available). */
import { type DtNode, getProperty } from './tree.ts';
import { firstString } from './values.ts';

/** Whether a node itself is not switched off. */
export function isAvailable(node: DtNode): boolean {
  const status = getProperty(node, 'status');
  const text = status === undefined ? 'okay' : firstString(status);
  return text === 'okay' || text === 'ok';
}

/** Whether neither a node nor any above it is switched off: then Linux can make a device of it. */
export function isReached(node: DtNode): boolean {
  for (let at: DtNode | undefined = node; at !== undefined; at = at.parent) if (!isAvailable(at)) return false;
  return true;
}
