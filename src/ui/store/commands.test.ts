import { describe, expect, it } from 'vitest';
import { pageMessages } from '../../engine/api/messages/index.ts';
import { COMMANDS } from './commands.ts';
import { keyHandler, keyText, patternsOf } from './keys.ts';

interface Press {
  readonly key: string;
  readonly code?: string;
  readonly held?: readonly string[];
  readonly repeat?: boolean;
  /** Selectors that the focused element matches. */
  readonly on?: string;
}

/** Ids of the commands that a key press runs. */
function press({ key, code = 'Key', held = [], repeat = false, on }: Press): string[] {
  const ran: string[] = [];
  const event = Object.assign(new Event('keydown'), {
    key,
    code,
    repeat,
    isComposing: false,
    ctrlKey: held.includes('Control'),
    metaKey: held.includes('Meta'),
    shiftKey: held.includes('Shift'),
    getModifierState: (name: string) => held.includes(name),
  });
  const target = { closest: (selector: string) => (on !== undefined && selector.includes(on) ? {} : null) };
  Object.defineProperty(event, 'target', { value: target });
  keyHandler(({ id }) => ran.push(id))(event);
  return ran;
}

describe('keys', () => {
  it('belong to one command each', () => {
    const keys = COMMANDS.flatMap((command) => command.keys.flatMap(patternsOf));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('are what the keyboard’s layout makes of them', () => {
    expect(press({ key: '?', code: 'Slash', held: ['Shift'] })).toEqual(['help']);
    expect(press({ key: '?', code: 'KeyM' })).toEqual(['help']);
    expect(press({ key: '/', code: 'Digit7', held: ['Shift'] })).toEqual(['find']);
    expect(press({ key: '[', code: 'Digit8', held: ['AltGraph'] })).toEqual(['chart-out']);
    expect(press({ key: '1', code: 'Digit1', held: ['Shift'] })).toEqual(['hardware']);
    expect(press({ key: '+', code: 'BracketRight' })).toEqual(['faster']);
  });

  it('go by their place where letters are not Latin', () => {
    expect(press({ key: 'т', code: 'KeyN' })).toEqual(['step']);
    expect(press({ key: 'Т', code: 'KeyN', held: ['Shift'] })).toEqual(['over']);
    expect(press({ key: 'b', code: 'KeyN' })).toEqual(['back']);
  });

  it('undo and redo, but for a text, which does so itself', () => {
    expect(press({ key: 'z', code: 'KeyZ', held: ['Control'] })).toEqual(['undo']);
    expect(press({ key: 'Z', code: 'KeyZ', held: ['Control', 'Shift'] })).toEqual(['redo']);
    expect(press({ key: 'y', code: 'KeyY', held: ['Control'] })).toEqual(['redo']);
    expect(press({ key: 'я', code: 'KeyZ', held: ['Control'] })).toEqual(['undo']);
    expect(press({ key: 'z', code: 'KeyZ', held: ['Control'], on: 'textarea' })).toEqual([]);
    expect(press({ key: 'u', code: 'KeyU', on: '[role=tab]' })).toEqual(['undo']);
  });

  it('tell shift from caps lock', () => {
    expect(press({ key: 'n', code: 'KeyN' })).toEqual(['step']);
    expect(press({ key: 'N', code: 'KeyN', held: ['Shift'] })).toEqual(['over']);
    expect(press({ key: 'N', code: 'KeyN', held: ['CapsLock'] })).toEqual(['step']);
    expect(press({ key: 'n', code: 'KeyN', held: ['CapsLock', 'Shift'] })).toEqual(['over']);
    expect(press({ key: 'N', code: 'KeyN' })).toEqual(['over']);
  });

  it('heed what is held', () => {
    expect(press({ key: 'k', code: 'KeyK', held: ['Control'] })).toEqual(['find']);
    expect(press({ key: 'k', code: 'KeyK', held: ['Control'], on: 'textarea' })).toEqual(['find']);
    expect(press({ key: 'ArrowRight', code: 'ArrowRight', held: ['Shift'] })).toEqual(['over']);
    expect(press({ key: 'ArrowRight', code: 'ArrowRight', held: ['Alt'] })).toEqual([]);
    expect(press({ key: 's', code: 'KeyS', held: ['Control'] })).toEqual([]);
  });

  it('yield to a widget that has a use for them, and repeat when held', () => {
    expect(press({ key: 'ArrowRight', code: 'ArrowRight', repeat: true })).toEqual(['step-arrow']);
    expect(press({ key: 'ArrowRight', code: 'ArrowRight', on: '[role=grid]' })).toEqual([]);
    expect(press({ key: ' ', code: 'Space' })).toEqual(['play']);
    expect(press({ key: ' ', code: 'Space', on: 'button' })).toEqual([]);
    expect(press({ key: 'n', code: 'KeyN', on: 'textarea' })).toEqual([]);
  });

  it('can be read', () => {
    expect(keyText('Shift+ArrowRight', pageMessages('en'))).toBe('shift →');
    expect(keyText('+', pageMessages('en'))).toBe('+');
    expect(keyText(' ', pageMessages('en'))).toBe('space');
  });
});
