/** What a person does to the picture. The functions stay the same over the steps, so that boxes need not be drawn anew. */
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { TopologyPart } from '../../engine/index.ts';
import { useApp } from '../store/app-model.ts';
import { MOST_PARTS, moreParts, partsShown, toggleParts } from '../store/unfolded.ts';
import type { Layout, PlacedBox, PlacedPart } from './placed.ts';
import { neighbour } from './neighbour.ts';
import type { BoxActions } from './node-box.tsx';
import type { PictureState } from './use-picture.ts';

interface Scene {
  readonly layout: Layout;
  readonly picture: PictureState;
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly reveal: (area: PlacedBox | PlacedPart) => void;
  readonly setFocused: (key: string) => void;
}

interface Actions extends BoxActions {
  readonly onPart: (place: PlacedPart, part: TopologyPart | undefined) => void;
}

export function useActions(scene: Scene): Actions {
  const app = useApp();
  const now = useRef(scene);
  useEffect(() => {
    now.current = scene;
  });
  return useMemo(() => {
    const unfolded = (): ReadonlySet<string> => app.stores.view.getState().unfolded;
    const select = (selection: Parameters<typeof app.select>[0]): void =>
      app.select(now.current.picture.isSelected(selection) ? undefined : selection);
    const focusOn = (key: string): void => {
      now.current.setFocused(key);
      now.current.svg.current?.querySelector<SVGGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
    };
    const placeOf = (key: string): PlacedBox | PlacedPart | undefined =>
      [...now.current.layout.boxes, ...now.current.layout.parts].find((place) => place.key === key);
    return {
      onSelect(box) {
        if (box.node !== undefined) select(now.current.picture.selectionOf(box));
        else if (box.group !== undefined) {
          app.view({ unfolded: toggled(unfolded(), box.group) });
          // The fold is now behind all that it hid: who opened it goes on with the first of them.
          const [first] = box.folded;
          if (first !== undefined) requestAnimationFrame(() => focusOn(first));
        }
      },
      onUnfold: (key) => app.view({ unfolded: toggleParts(unfolded(), key) }),
      onPart(place, part) {
        if (place.index !== undefined) {
          if (part !== undefined) select(part.selection);
        } else if ((partsShown(unfolded(), place.device) ?? 0) < MOST_PARTS) {
          app.view({ unfolded: moreParts(unfolded(), place.device) });
        } else {
          const bdf = place.device.replace(/^pci:/, '');
          app.view(bdf === place.device ? { right: 'irqs' } : { right: 'msix', bdf });
        }
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
  }, [app]);
}

function toggled(unfolded: ReadonlySet<string>, group: string): ReadonlySet<string> {
  const rest = [...unfolded].filter((entry) => entry !== group);
  return new Set(rest.length === unfolded.size ? [...rest, group] : rest);
}
