/** A group of devices as a strip: its heading, and a row for each device that is seen. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyNode } from '../../engine/index.ts';
import { partsShown } from '../store/unfolded.ts';
import { boxOf } from './box.ts';
import type { Group } from './groups.ts';
import { PART_PITCH, partsBelow } from './parts.ts';
import type { Frame, PlacedBox, PlacedPart } from './placed.ts';

/** Sizes that differ between a desk and a phone, where fingers point. */
export interface Pitch {
  readonly heading: number;
  readonly row: number;
}

export const ON_DESK: Pitch = { heading: 22, row: 18 };
export const ON_PHONE: Pitch = { heading: 32, row: 28 };
/** Below the last row, and between a group and the next, which comes nearer where there are many. */
const FOOT = 4;
export const AIR = 7;
export const CLOSE = 3;

interface StripScene {
  readonly unfolded: ReadonlySet<string>;
  /** Domains that are one device's alone, by the key of the device: they have no box. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly say: PageMessages['topology'];
}

/** Of those that got no interrupt all got none for want of a model. */
export function isUnsure(nodes: readonly TopologyNode[]): boolean {
  return nodes.every(({ device }) => device?.sign !== 'none' || device.unsure);
}

/** With so many rows seen. */
export function heightOf(rows: number, { heading, row }: Pitch): number {
  return heading + (rows === 0 ? 0 : rows * row + FOOT);
}

/** The heading of a group and its rows, from a place on; `below` is where the next one begins. */
export function placeGroup(
  group: Group,
  { unfolded, own, say }: StripScene,
  column: number,
  x: number,
  y: number,
  width: number,
  pitch: Pitch,
  air = AIR,
): { readonly boxes: PlacedBox[]; readonly parts: PlacedPart[]; readonly frame: Frame; readonly below: number } {
  const key = `group:${group.name}`;
  const domainsOf = (nodes: readonly TopologyNode[]): string[] => nodes.flatMap((node) => own.get(node.key) ?? []);
  const hidden = group.members.filter((node) => !group.rows.includes(node));
  const boxes: PlacedBox[] = [
    {
      key,
      kind: 'device',
      shape: 'heading',
      label: group.name,
      column,
      order: 0,
      node: undefined,
      folded: [...hidden.map((node) => node.key), ...domainsOf(hidden)],
      group: {
        name: group.name,
        open: group.open,
        members: group.members.map((node) => node.key),
        unsure: isUnsure(group.members),
      },
      x,
      y,
      width,
      height: pitch.heading,
    },
  ];
  const parts: PlacedPart[] = [];
  let at = y + pitch.heading;
  for (const node of group.rows) {
    const row: PlacedBox = {
      ...boxOf(node, column, 'row'),
      folded: domainsOf([node]),
      x: x + 3,
      y: at,
      width: width - 6,
      height: pitch.row,
    };
    boxes.push(row);
    at += pitch.row;
    if (partsShown(unfolded, node.key) === undefined) continue;
    const below = partsBelow(row, unfolded, say);
    parts.push(...below);
    at += below.length * PART_PITCH + (below.length === 0 ? 0 : 4);
  }
  const bottom = at + (group.rows.length === 0 ? 0 : FOOT);
  return { boxes, parts, frame: { key, kind: 'group', x, y, width, height: bottom - y }, below: bottom + air };
}
