import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editorMessages } from '../../../engine/api/messages/editor.ts';
import { offsetOf, placeAt, readJson } from './json-places.ts';

describe('reading JSON', () => {
  it('takes what JSON.parse takes, with the same value', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, 2), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        const read = readJson(pretty);
        expect(read.ok && read.value).toEqual(JSON.parse(pretty));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:0-9a-e \\tru]{0,12}$/), (text) => {
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          accepted = false;
        }
        expect(readJson(text).ok).toBe(accepted);
      }),
    );
  });

  it.each([
    ['{\n "a": 1\n "b": 2\n}', 3, 2, 'a comma or }'],
    ['{\n "a": }', 2, 7, 'a value'],
    ["{ 'a': 1 }", 1, 3, 'a key in double quotes'],
    ['{ "a": [1, 2 }', 1, 14, 'a comma or ]'],
    ['{ "a" 1 }', 1, 7, 'a colon'],
    ['{ "a": "x\n" }', 1, 8, 'not closed'],
    ['{}\n{}', 2, 1, 'nothing may follow'],
    ['', 1, 1, 'the text ends'],
  ])('names line and column of what is wrong in %j', (text, line, column, words) => {
    const read = readJson(text);
    expect(read).toMatchObject({ ok: false, at: { line, column } });
    expect(!read.ok && editorMessages('en').notJson(read.fault)).toContain(words);
  });
});

describe('finding a path', () => {
  const text = '{\n "pci": [\n  {"bdf": "x"},\n  {"msix": {"entries": 3}}\n ]\n}';
  const read = readJson(text);
  const lineOf = (path: string): number => placeAt(text, read.ok ? offsetOf(read.places, path) : -1).line;

  it('goes to it, or to what is nearest around it', () => {
    expect(lineOf('pci[0].bdf')).toBe(3);
    expect(lineOf('pci[1].msix.entries')).toBe(4);
    expect(lineOf('pci[1].bdf')).toBe(4);
    expect(lineOf('pci[7].bdf')).toBe(2);
    expect(lineOf('kernel')).toBe(1);
  });
});
