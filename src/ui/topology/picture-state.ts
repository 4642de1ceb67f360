/** What the picture shows at a step: the state of each box, what is lit, and the courses of the messages. */
import type { Pulse, Selection, TopologyPart, TopologyParts, TopologyPlan, TopologyState } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import type { PlacedBox } from './placed.ts';
import type { Course } from './pulse.tsx';

export interface PictureState {
  /** Boxes by the keys of all nodes that they stand for. */
  readonly byKey: ReadonlyMap<string, PlacedBox>;
  readonly stateOf: (key: string) => TopologyState | undefined;
  readonly labelOf: (key: string) => string;
  readonly partsOf: (key: string) => readonly TopologyPart[] | undefined;
  readonly isPresent: (key: string) => boolean;
  /** The heading of a group is lit when something that it hides is. */
  readonly isLit: (key: string) => boolean;
  /** What selecting a box means now. */
  readonly selectionOf: (box: PlacedBox) => Selection | undefined;
  readonly isSelected: (selection: Selection | undefined) => boolean;
  readonly isLitText: (selection: Selection) => boolean;
  readonly courses: readonly Course[];
  /** Key of the box where a message stopped. */
  readonly stoppedAt: string | undefined;
  readonly why: string | undefined;
}

/** What is known of a step. */
interface PictureFacts {
  /** Boxes by the keys of all nodes that they stand for. */
  readonly byKey: ReadonlyMap<string, PlacedBox>;
  readonly byState: ReadonlyMap<string, TopologyState>;
  readonly labels: ReadonlyMap<string, string>;
  readonly parts: readonly TopologyParts[] | undefined;
  readonly courses: readonly Course[];
  /** The message that stopped last. */
  readonly stopped: Pulse | undefined;
  readonly selection: Selection | undefined;
  /** The texts of all selections that are lit. */
  readonly lit: ReadonlySet<string>;
  readonly selectionAt: (key: string) => Selection | undefined;
  readonly selectionOf: PictureState['selectionOf'];
}

export function pictureState({
  byKey,
  byState,
  labels,
  parts,
  courses,
  stopped,
  selection,
  lit,
  selectionAt,
  selectionOf,
}: PictureFacts): PictureState {
  const isLitKey = (key: string): boolean => {
    const own = selectionAt(key);
    return own !== undefined && lit.has(selectionText(own));
  };
  const chosen = selection === undefined ? undefined : selectionText(selection);
  const end = stopped?.path.findLast((key) => byKey.has(key));
  return {
    byKey,
    stateOf: (key) => byState.get(key),
    labelOf: (key) => labels.get(key) ?? key,
    partsOf: (key) => parts?.find((one) => one.key === key)?.parts,
    isPresent: (key) => !byState.has(key) || byState.get(key)?.present === true,
    isLit: (key) => isLitKey(key) || (byKey.get(key)?.folded.some(isLitKey) ?? false),
    selectionOf,
    isSelected: (own) => own !== undefined && selectionText(own) === chosen,
    isLitText: (own) => lit.has(selectionText(own)),
    courses,
    stoppedAt: end === undefined ? undefined : byKey.get(end)?.key,
    why: stopped?.stopped,
  };
}

/** Labels of the plan's nodes, by key. */
export function labelsOf({ nodes }: TopologyPlan): Map<string, string> {
  return new Map(nodes.map((node) => [node.key, node.label]));
}

export function placesOf(boxes: readonly PlacedBox[]): Map<string, PlacedBox> {
  return new Map(boxes.flatMap((box) => [box.key, ...box.folded].map((key) => [key, box] as const)));
}
