import { expect, it } from 'vitest';
import { parseSections, splitLines } from './sections.ts';

it('reads sections to the next head', () => {
  const sections = parseSections('@@@@ a\none\ntwo\n@@@@ b/1\n\nthree\n');
  expect([...sections]).toEqual([
    ['a', ['one', 'two']],
    ['b/1', ['', 'three']],
  ]);
});

it('takes an empty body and an empty line for the same', () => {
  expect(parseSections('@@@@ a\n@@@@ b\n')).toEqual(parseSections('@@@@ a\n\n@@@@ b\n\n'));
});

it('keeps blanks, and takes the last newline for an end', () => {
  expect(splitLines(' a \n\nb\n')).toEqual([' a ', '', 'b']);
  expect(splitLines('a')).toEqual(['a']);
  expect(splitLines('')).toEqual([]);
});
