import { type PointerEvent, useRef } from 'react';
import type { Zoom } from './use-span.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Handlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
}

/** One finger or button scrubs, with shift or the middle button it moves the chart, two fingers zoom. */
export function usePointer({ zoom, move }: Zoom, go: (part: number, y: number) => void): Handlers {
  const down = useRef(new Map<number, Place>());
  const does = useRef<'scrub' | 'move'>('scrub');
  const partOf = (element: HTMLElement, x: number): number => {
    const rect = element.getBoundingClientRect();
    return Math.max(0, Math.min(1, (x - rect.left) / Math.max(1, rect.width)));
  };
  const scrub = (element: HTMLElement, x: number, y: number): void =>
    go(partOf(element, x), y - element.getBoundingClientRect().top);
  const end = ({ pointerId }: PointerEvent<HTMLElement>): void => {
    down.current.delete(pointerId);
  };
  return {
    onPointerDown(event) {
      if (event.button > 1) return;
      const { currentTarget, pointerId, clientX, clientY } = event;
      // No text is selected, and no wheel of the middle button appears.
      event.preventDefault();
      currentTarget.setPointerCapture(pointerId);
      down.current.set(pointerId, { x: clientX, y: clientY });
      does.current = event.shiftKey || event.button === 1 || down.current.size > 1 ? 'move' : 'scrub';
      if (does.current === 'scrub') scrub(currentTarget, clientX, clientY);
    },
    onPointerMove(event) {
      const { currentTarget, pointerId, clientX, clientY } = event;
      const before = down.current.get(pointerId);
      if (before === undefined) return;
      const [other] = [...down.current].flatMap(([id, place]) => (id === pointerId ? [] : [place]));
      down.current.set(pointerId, { x: clientX, y: clientY });
      const { width } = currentTarget.getBoundingClientRect();
      if (other !== undefined) {
        const apart = Math.max(20, Math.abs(before.x - other.x));
        zoom(partOf(currentTarget, (clientX + other.x) / 2), apart / Math.max(20, Math.abs(clientX - other.x)));
      } else if (does.current === 'move') move((before.x - clientX) / Math.max(1, width));
      else scrub(currentTarget, clientX, clientY);
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
