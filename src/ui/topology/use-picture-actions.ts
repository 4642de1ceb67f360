/** What a person does to the picture. The functions stay the same over the steps, so that boxes need not be drawn anew. */
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { Selection, TopologyPart } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import type { Layout, PlacedBox, PlacedPart } from './placed.ts';
import { neighbour } from './neighbour.ts';
import type { BoxActions } from './node-box.tsx';
import type { PictureState } from './picture-state.ts';

interface Scene {
  readonly layout: Layout;
  readonly picture: PictureState;
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly reveal: (area: PlacedBox | PlacedPart) => void;
  readonly setFocused: (key: string) => void;
}

export interface PictureActions extends BoxActions {
  readonly onPart: (place: PlacedPart, part: TopologyPart | undefined) => void;
}

export function usePictureActions(scene: Scene): PictureActions {
  const actions = useActions();
  const now = useRef(scene);
  useEffect(() => {
    now.current = scene;
  });
  return useMemo(() => {
    const select = (selection: Selection | undefined): void =>
      actions.select(now.current.picture.isSelected(selection) ? undefined : selection);
    const focusOn = (key: string): void => {
      now.current.setFocused(key);
      now.current.svg.current?.querySelector<SVGGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
    };
    const placeOf = (key: string): PlacedBox | PlacedPart | undefined =>
      [...now.current.layout.boxes, ...now.current.layout.parts].find((place) => place.key === key);
    return {
      onSelect(box) {
        if (box.node !== undefined) select(now.current.picture.selectionOf(box));
        else if (box.group !== undefined) actions.foldGroup(box.group.name, !box.group.open);
      },
      onUnfold: (key) => actions.toggleParts(key),
      onPart(place, part) {
        if (place.index !== undefined) {
          if (part !== undefined) select(part.selection);
        } else actions.moreParts(place.device);
      },
      onFocus(key) {
        now.current.setFocused(key);
        const place = placeOf(key);
        if (place !== undefined) now.current.reveal(place);
      },
      onArrow(key, pressed) {
        const { layout } = now.current;
        const next = neighbour([...layout.boxes, ...layout.parts], key, pressed, layout.flow);
        if (next === undefined) return false;
        focusOn(next);
        return true;
      },
    };
  }, [actions]);
}
