/** The interrupts of an unfolded device as small boxes below it. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyNode } from '../../engine/index.ts';
import { MOST_PARTS, partsShown } from '../store/unfolded.ts';
import type { PlacedBox, PlacedPart } from './placed.ts';

export const PART_PITCH = 24;
const PART_HEIGHT = 20;
const INDENT = 14;

/** What is shown below a box: its first interrupts, and a fold for the others. */
export function partsBelow(box: PlacedBox, unfolded: ReadonlySet<string>, say: PageMessages['topology']): PlacedPart[] {
  const own = box.node?.parts;
  const shown = partsShown(unfolded, box.key);
  if (own === undefined || shown === undefined) return [];
  const whole = own.count <= shown + 1;
  const count = whole ? own.count : shown;
  return Array.from({ length: count + (whole ? 0 : 1) }, (_, at) => ({
    key: `${box.key}/${at < count ? at : 'more'}`,
    device: box.key,
    column: box.column,
    index: at < count ? at : undefined,
    label: at < count ? '' : restLabel(own, shown, say),
    x: box.x + INDENT,
    y: box.y + box.height + 4 + at * PART_PITCH,
    width: box.width - INDENT,
    height: PART_HEIGHT,
  }));
}

function restLabel(
  { count, unit }: NonNullable<TopologyNode['parts']>,
  shown: number,
  say: PageMessages['topology'],
): string {
  const rest = { count: count - shown, unit };
  return shown >= MOST_PARTS ? say.morePartsInTable(rest) : say.moreParts(rest);
}
