/** What the picture shows at this step: the state of each box, what is lit, and the courses of the messages. */
import { useCallback, useMemo } from 'react';
import type { Selection, TopologyPlan } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useScreen, useSelection } from '../store/hooks.ts';
import { useLit, useStopped } from '../store/highlight.ts';
import type { Layout, PlacedBox } from './placed.ts';
import { labelsOf, type PictureState, pictureState, placesOf } from './picture-state.ts';
import { courseOf } from './pulse.tsx';

export function usePicture(plan: TopologyPlan, layout: Layout): PictureState {
  const states = useScreen((screen) => screen.topology);
  const parts = useScreen((screen) => screen.parts);
  const pulses = useScreen((screen) => screen.pulses);
  const selection = useSelection();
  const lit = useLit();
  const stopped = useStopped();
  const byKey = useMemo(() => placesOf(layout.boxes), [layout]);
  const byState = useMemo(() => new Map(states?.map((state) => [state.key, state])), [states]);
  const labels = useMemo(() => labelsOf(plan), [plan]);
  const planned = useMemo(() => new Map(plan.nodes.map((node) => [node.key, node.selection])), [plan]);
  const courses = useMemo(
    () => (pulses ?? []).flatMap((pulse) => courseOf(pulse, layout, byKey) ?? []),
    [pulses, layout, byKey],
  );
  const selectionAt = useCallback(
    (key: string): Selection | undefined => byState.get(key)?.selection ?? planned.get(key),
    [byState, planned],
  );
  const selectionOf = useCallback(
    (box: PlacedBox) => (box.node === undefined ? undefined : selectionAt(box.key)),
    [selectionAt],
  );
  return pictureState({
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
  });
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
