/** Finds the command of a key press. */
import type { AppModel } from './app-model.ts';
import { COMMANDS, type UiCommand } from './commands.ts';

/** "Shift+ArrowRight", "Control+k"; shift is not named for keys that it makes another character of. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>): string {
  const parts = [
    event.ctrlKey ? 'Control' : '',
    event.altKey ? 'Alt' : '',
    event.metaKey ? 'Meta' : '',
    event.shiftKey && event.key.length > 1 ? 'Shift' : '',
    event.key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** Elements that take characters, and those to which arrows, Home, End and space mean something. */
const TYPING = 'input:not([type=range]), textarea, select, [contenteditable=true]';
const OWN_ARROWS =
  '[role=tab], [role=grid], [role=treegrid], [role=tree], input[type=range], [role=separator], [role=listbox], [data-own-arrows]';
const OWN_SPACE = 'button, a, summary, [role=button], [role=tab], [role=row], [role=treeitem]';

export function commandFor(key: string, target: Element | null): UiCommand | undefined {
  if (target?.closest(TYPING) !== null && target !== null && !/^(Control|Meta)\+/.test(key)) return undefined;
  const command = COMMANDS.find(({ keys }) => keys.includes(key));
  if (command?.yields === true && target !== null) {
    if (target.closest(key === ' ' ? OWN_SPACE : OWN_ARROWS) !== null) return undefined;
  }
  return command;
}

/** Listens on the window; returns how to stop. */
export function listenForKeys(app: AppModel): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || app.stores.view.getState().dialog !== undefined) return;
    const command = commandFor(keyOf(event), event.target instanceof Element ? event.target : null);
    if (command === undefined) return;
    event.preventDefault();
    command.run(app);
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'space',
  Shift: 'shift',
  Control: 'ctrl',
  Meta: '⌘',
  Escape: 'esc',
};

/** "Shift+ArrowRight" for people: "shift →". */
export function keyText(key: string): string {
  return key
    .split(/(?<=.)\+/)
    .map((part) => NAMES[part] ?? part)
    .join(' ');
}
