import { describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { commandFor, keyOf, keyText } from './keys.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  keyOf({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

describe('keys', () => {
  it('belong to one command each', () => {
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('are what the keyboard’s layout makes of them', () => {
    expect(commandFor(press('?', { shiftKey: true }), null)?.id).toBe('help');
    expect(commandFor(press('/', { shiftKey: true }), null)?.id).toBe('find');
    expect(commandFor(press('k', { ctrlKey: true }), null)?.id).toBe('find');
    expect(commandFor(press('ArrowRight', { shiftKey: true }), null)?.id).toBe('over');
    expect(commandFor(press('ArrowRight', { altKey: true }), null)).toBeUndefined();
  });

  it('can be read', () => {
    expect(keyText('Shift+ArrowRight')).toBe('shift →');
    expect(keyText('+')).toBe('+');
    expect(keyText(' ')).toBe('space');
  });
});
