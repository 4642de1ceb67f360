import { useEffect, useEffectEvent } from 'react';
import { useScreen, useTour } from '../store/hooks.ts';
import type { Layout, PlacedBox } from './placed.ts';
import type { PictureState } from './picture-state.ts';

/**
 * Brings into sight what a stop of the tour shows, once the page has arrived there: in a small pane it may be elsewhere.
 * A pane that gets another size, as when the text below it takes a line more, shows its picture anew: then again.
 */
export function useGuided(
  layout: Layout,
  picture: PictureState,
  reveal: (area: PlacedBox) => void,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const stop = useTour(({ tour, at }) => tour?.stops[at]);
  const there = useTour(({ steps, at }) => steps[at]);
  const arrived = useScreen((screen) => screen.step) === there;
  const show = useEffectEvent(() => {
    const box = spokenOf(layout.boxes, picture);
    if (box !== undefined) reveal(box);
  });
  useEffect(() => {
    if (stop !== undefined && arrived && width > 0 && height > 0) show();
  }, [stop, arrived, width, height]);
}

/** Where a message stopped, else what is selected or belongs to it, else what has changed. */
function spokenOf(boxes: readonly PlacedBox[], picture: PictureState): PlacedBox | undefined {
  const { stoppedAt, isSelected, selectionOf, isLit, stateOf } = picture;
  return (
    boxes.find(({ key }) => key === stoppedAt) ??
    boxes.find((box) => isSelected(selectionOf(box))) ??
    boxes.find(({ key }) => isLit(key)) ??
    boxes.find(({ key }) => stateOf(key)?.mark !== undefined)
  );
}
