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
  readonly partsOf: (key: string) => readonly TopologyPart[] | undefined;
  readonly isPresent: (key: string) => boolean;
  /** A fold is lit when something behind it is. */
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
    partsOf: (key) => parts?.find((one) => one.key === key)?.parts,
    isPresent: (key) => byKey.get(key)?.node === undefined || byState.get(key)?.present === true,
    isLit: (key) => {
      const box = byKey.get(key);
      return box?.node === undefined ? (box?.folded.some(isLitKey) ?? false) : isLitKey(key);
    },
    selectionOf: useCallback((box) => (box.node === undefined ? undefined : selectionAt(box.key)), [selectionAt]),
    isSelected: (own) => own !== undefined && selectionText(own) === chosen,
    isLitText: (own) => lit.has(selectionText(own)),
    courses,
    stoppedAt: end === undefined ? undefined : byKey.get(end)?.key,
    why: stopped?.stopped,
  };
}

function placesOf(boxes: readonly PlacedBox[]): Map<string, PlacedBox> {
  return new Map(boxes.flatMap((box) => [box.key, ...box.folded].map((key) => [key, box] as const)));
}
