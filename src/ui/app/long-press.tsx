import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './long-press.module.css';

/** So long a finger stays, in milliseconds, and so far it may stray, in pixels. */
const LONG = 500;
const STRAY = 10;
/** What is said goes after so long. */
const READ = 6000;

interface Said {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/**
 * A finger has no pointer to rest on things: where it stays, the page says what a tooltip would, or the whole of a text that
 * is cut. The click that would follow is none.
 */
export function LongPress(): ReactNode {
  const [said, setSaid] = useState<Said>();
  const timer = useRef<number>(undefined);
  useEffect(() => {
    let start: { readonly x: number; readonly y: number } | undefined;
    let told = false;
    const stop = (): void => {
      window.clearTimeout(timer.current);
      start = undefined;
    };
    const down = ({ pointerType, target, clientX: x, clientY: y, isPrimary }: PointerEvent): void => {
      setSaid(undefined);
      stop();
      told = false;
      if (pointerType === 'mouse' || !isPrimary || !(target instanceof Element)) return;
      start = { x, y };
      timer.current = window.setTimeout(() => {
        const text = textOf(target);
        if (text === undefined) return;
        told = true;
        setSaid({ text, x, y });
        timer.current = window.setTimeout(() => setSaid(undefined), READ);
      }, LONG);
    };
    const move = ({ clientX, clientY }: PointerEvent): void => {
      if (start !== undefined && !told && Math.hypot(clientX - start.x, clientY - start.y) > STRAY) stop();
    };
    const up = (): void => {
      if (!told) stop();
    };
    const swallow = (event: Event): void => {
      if (!told) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const events = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up } as const;
    document.addEventListener('pointerdown', events.pointerdown, true);
    document.addEventListener('pointermove', events.pointermove, true);
    document.addEventListener('pointerup', events.pointerup, true);
    document.addEventListener('pointercancel', events.pointercancel, true);
    document.addEventListener('click', swallow, true);
    document.addEventListener('contextmenu', swallow, true);
    return () => {
      stop();
      document.removeEventListener('pointerdown', events.pointerdown, true);
      document.removeEventListener('pointermove', events.pointermove, true);
      document.removeEventListener('pointerup', events.pointerup, true);
      document.removeEventListener('pointercancel', events.pointercancel, true);
      document.removeEventListener('click', swallow, true);
      document.removeEventListener('contextmenu', swallow, true);
    };
  }, []);
  if (said === undefined) return null;
  const isRight = said.x > window.innerWidth / 2;
  const isLow = said.y > window.innerHeight / 2;
  return (
    <div
      className={styles.said}
      role="tooltip"
      style={{
        ...(isRight ? { right: Math.max(8, window.innerWidth - said.x - 40) } : { left: Math.max(8, said.x - 40) }),
        ...(isLow ? { bottom: window.innerHeight - said.y + 24 } : { top: said.y + 24 }),
      }}
    >
      {said.text}
    </div>
  );
}

/** The tooltip of an element or of what it is in; else its text, if that is cut. */
function textOf(target: Element): string | undefined {
  for (let at: Element | null = target; at !== null && at !== document.body; at = at.parentElement) {
    const title =
      at instanceof SVGElement
        ? [...at.children].find(({ tagName }) => tagName === 'title')?.textContent
        : at.getAttribute('title');
    if (title !== null && title !== undefined && title !== '') return title;
    if (at instanceof HTMLElement && at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflowX === 'hidden')
      return at.textContent ?? undefined;
  }
  return undefined;
}
