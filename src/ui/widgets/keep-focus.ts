/**
 * Focus whose element goes away falls to the body, and the keyboard with it. Here it moves to what stood nearest. Not to a
 * field or a tab: those have a use of their own for the keys that step.
 */

/** What can take it over. */
const STOPS = ':is(button, a[href]):not([tabindex="-1"], [role=tab], :disabled, [inert] *)';
/** These give focus back by themselves when they close. */
const DIALOGS = 'dialog, [role=dialog]';

interface Held {
  readonly element: Element;
  /** From the nearest to the root. */
  readonly around: readonly HTMLElement[];
  /** Stops that come before it, in order. */
  readonly before: readonly HTMLElement[];
}

/** Watches all within; returns how to stop. */
export function keepFocus(root: HTMLElement): () => void {
  let held: Held | undefined;
  const onFocusIn = ({ target }: Event): void => {
    held = target instanceof Element && target.closest(DIALOGS) === null ? hold(target, root) : undefined;
  };
  // A browser may tell of a loss while the element still stands: only afterwards it is known whether a person moved on.
  const onFocusOut = ({ target }: Event): void =>
    queueMicrotask(() => {
      if (held?.element === target && canHold(held.element)) held = undefined;
    });
  const observer = new MutationObserver(() => {
    if (held === undefined || canHold(held.element)) return;
    const { activeElement } = document;
    const lost = held;
    held = undefined;
    if (activeElement === lost.element || activeElement === document.body)
      nearest(lost)?.focus({ preventScroll: true });
  });
  root.addEventListener('focusin', onFocusIn);
  root.addEventListener('focusout', onFocusOut);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled', 'inert'] });
  return () => {
    root.removeEventListener('focusin', onFocusIn);
    root.removeEventListener('focusout', onFocusOut);
    observer.disconnect();
  };
}

function canHold(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled, [inert], [inert] *');
}

function hold(element: Element, root: HTMLElement): Held {
  const around: HTMLElement[] = [];
  for (let one = element.parentElement; one !== null && one !== root.parentElement; one = one.parentElement)
    around.push(one);
  const before = stopsIn(root).filter(
    (stop) => (stop.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return { element, around, before };
}

/** The stop before it, in the smallest part of the page that is left and has any; or that part, if it takes focus. */
function nearest({ around, before }: Held): HTMLElement | undefined {
  for (const part of around) {
    if (!canHold(part)) continue;
    const stops = stopsIn(part).filter((stop) => stop.checkVisibility());
    const found = before.findLast((stop) => stops.includes(stop)) ?? stops[0];
    if (found !== undefined) return found;
    if (part.tabIndex >= 0) return part;
  }
  return undefined;
}

function stopsIn(part: HTMLElement): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>(STOPS)];
}
