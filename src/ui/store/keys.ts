/** Finds the command of a key press, with tinykeys; the keys are those of the registry. */
import { createKeybindingsHandler, type KeybindingsMap } from 'tinykeys';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { Actions } from './actions.ts';
import { COMMANDS, type UiCommand } from './commands.ts';
import type { ReadStores } from './stores.ts';

/** Elements that take characters, and those to which arrows, Home, End and space mean something. */
const TYPING = 'input:not([type=range]), textarea, select, [contenteditable=true]';
const TEXT = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable=true]';
const OWN_ARROWS =
  '[role=tab], [role=grid], [role=treegrid], [role=tree], input[type=range], [role=separator], [role=listbox], [data-own-arrows]';
/** A button that is called disabled has no use for space: at the start of the run space plays. */
const OWN_SPACE =
  'button:not([aria-disabled=true]), a, summary, [role=button], [role=tab], [role=row], [role=treeitem]';

/**
 * A key of the registry as tinykeys writes it. Signs and digits are what the layout makes of a key, whatever has to be
 * held for them; letters do not care for caps lock.
 */
export function patternsOf(key: string): string[] {
  if (key === ' ') return ['Space'];
  if (/^[A-Z]$/.test(key)) return [`Shift+${key}`];
  // macOS counts option as alt; Windows has AltGr count as control and alt.
  if (key.length === 1 && !/[a-z]/.test(key)) return [`[Shift]+[Alt]+${key}`, `[Shift]+AltGraph+${key}`];
  return [key];
}

/** Where letters are not Latin, the place on the keyboard counts: "KeyN" for n. */
function placesOf(key: string): string[] {
  if (!/^([A-Za-z]|(Control|Meta)\+(Shift\+)?[a-z])$/.test(key)) return [];
  const letter = key.slice(-1);
  const held = key.length > 1 ? key.slice(0, -1) : letter === letter.toLowerCase() ? '' : 'Shift+';
  return [`${held}Key${letter.toUpperCase()}`];
}

/** A capital without shift or caps lock comes from what types for people: speech, a screen keyboard. */
function capitalsOf(key: string): string[] {
  return /^[A-Z]$/.test(key) ? [key] : [];
}

/** Calls back with the command of a key press; what a widget has a use for itself is left to the widget. */
export function keyHandler(run: (command: UiCommand) => void): (event: Event) => void {
  const [usual, places, capitals] = [patternsOf, placesOf, capitalsOf].map((written) =>
    createKeybindingsHandler(bindings(written, run), { ignore }),
  );
  return (event) => {
    if (!isKeyPress(event)) return;
    const isCapital = /^[A-Z]$/.test(event.key) && !event.shiftKey && !event.getModifierState('CapsLock');
    const isForeign = /^[^\0-\x7f]$/u.test(event.key);
    (isCapital ? capitals : isForeign ? places : usual)?.(event);
  };
}

/** A browser that fills in a form sends events of this name without a key. */
function isKeyPress(event: Event): event is KeyboardEvent {
  return 'key' in event && typeof event.key === 'string';
}

function bindings(written: (key: string) => string[], run: (command: UiCommand) => void): KeybindingsMap {
  const map: KeybindingsMap = {};
  for (const command of COMMANDS) {
    for (const pattern of command.keys.flatMap(written)) {
      map[pattern] = (event) => {
        const target = elementOf(event);
        if (command.yields === true && target?.closest(ownersOf(event))) return;
        event.preventDefault();
        run(command);
      };
    }
  }
  return map;
}

/** Elements to which a key means something of their own: texts undo by themselves. */
function ownersOf({ key, ctrlKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || metaKey) return TEXT;
  if (key === ' ') return OWN_SPACE;
  return key.length > 1 ? OWN_ARROWS : TYPING;
}

/** Held keys count, other than tinykeys has it by itself: they scrub. */
function ignore(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  if (event.ctrlKey || event.metaKey) return false;
  return Boolean(elementOf(event)?.closest(TYPING));
}

function elementOf({ target }: Event): Element | undefined {
  return target !== null && isElement(target) ? target : undefined;
}

function isElement(target: EventTarget): target is Element {
  return 'closest' in target;
}

/** Listens on the window, as long as no dialog is open. */
export function listenForKeys(actions: Actions, view: ReadStores['view']): void {
  const handle = keyHandler((command) => command.run(actions));
  window.addEventListener('keydown', (event) => {
    if (view.getState().dialog !== undefined) return;
    if (event.key === 'Escape' && !event.defaultPrevented) leaveField(event.target);
    handle(event);
  });
}

/** Out of a field, in which keys are characters. A search that has a text is emptied first, by the browser. */
function leaveField(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || !target.matches(TYPING)) return;
  if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return;
  target.blur();
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Meta: '⌘',
};

/** Keys whose caps bear a word. */
const WORDS: Readonly<Record<string, keyof PageMessages['keys']['caps']>> = {
  ' ': 'space',
  Shift: 'shift',
  Control: 'control',
  Alt: 'alt',
  Escape: 'escape',
};

function capOf(part: string, { caps }: PageMessages['keys']): string {
  const word = WORDS[part];
  return word === undefined ? (SIGNS[part] ?? part) : caps[word];
}

/** "Shift+ArrowRight" for people: "shift →". */
export function keyText(key: string, { keys }: PageMessages): string {
  return key
    .split(/(?<=.)\+/)
    .map((part) => capOf(part, keys))
    .join(' ');
}

/** The first key of a command for a tooltip: "Step over (N)". */
export function withKey(name: string, keys: UiCommand['keys'], messages: PageMessages): string {
  const [key] = keys;
  return key === undefined ? name : messages.keys.withKey({ name, key: keyText(key, messages) });
}
