/** What the picture shows at this step: the state of each box, what is lit, and the courses of the messages. */
import { useCallback, useMemo } from 'react';
import type { Selection, TopologyPart, TopologyPlan, TopologyState } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useScreen, useSelection } from '../store/hooks.ts';
import { useLit, useStopped } from '../store/highlight.ts';
import type { Layout, PlacedBox } from './placed.ts';
import { type Course, courseOf } from './pulse.tsx';

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

export function usePicture(plan: TopologyPlan, layout: Layout): PictureState {
  const states = useScreen((screen) => screen.topology);
  const parts = useScreen((screen) => screen.parts);
  const pulses = useScreen((screen) => screen.pulses);
  const selection = useSelection();
  const lit = useLit();
  const stopped = useStopped();
  const byKey = useMemo(() => placesOf(layout.boxes), [layout]);
  const byState = useMemo(() => new Map(states?.map((state) => [state.key, state])), [states]);
  const labels = useMemo(() => new Map(plan.nodes.map((node) => [node.key, node.label])), [plan]);
  const planned = useMemo(() => new Map(plan.nodes.map((node) => [node.key, node.selection])), [plan]);
  const courses = useMemo(
    () => (pulses ?? []).flatMap((pulse) => courseOf(pulse, layout, byKey) ?? []),
    [pulses, layout, byKey],
  );
  const selectionAt = useCallback(
    (key: string): Selection | undefined => byState.get(key)?.selection ?? planned.get(key),
    [byState, planned],
  );
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
    selectionOf: useCallback((box) => (box.node === undefined ? undefined : selectionAt(box.key)), [selectionAt]),
    isSelected: (own) => own !== undefined && selectionText(own) === chosen,
    isLitText: (own) => lit.has(selectionText(own)),
    courses,
    stoppedAt: end === undefined ? undefined : byKey.get(end)?.key,
    why: stopped?.stopped,
  };
}

/** Keys of the devices that the selection lights: no group hides them. */
export function useLitDevices(plan: TopologyPlan): ReadonlySet<string> {
  const lit = useLit();
  const keys = plan.nodes
    .filter(({ kind, selection }) => kind === 'device' && lit.has(selectionText(selection)))
    .map(({ key }) => key)
    .join('\n');
  // The same set as long as there are the same in it: else the picture would be laid out at every step.
  return useMemo(() => new Set(keys.split('\n')), [keys]);
}

function placesOf(boxes: readonly PlacedBox[]): Map<string, PlacedBox> {
  return new Map(boxes.flatMap((box) => [box.key, ...box.folded].map((key) => [key, box] as const)));
}
