import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../api/messages/testing.ts';
import { formatProblem } from '../../../base/result.ts';
import { Preprocessor } from './preprocess.ts';

/** The text that comes out, white space made one space; or the problem. */
function run(text: string, files: Readonly<Record<string, string>> = {}): string {
  const preprocessor = new Preprocessor(
    MESSAGES.devicetree,
    (name) => {
      const found = files[name];
      return found === undefined ? undefined : { file: name, text: found };
    },
    { __DTS__: '1' },
  );
  preprocessor.run('main.dts', text);
  if (preprocessor.problem !== undefined) return formatProblem(preprocessor.problem);
  return preprocessor.output.toString().replaceAll(/\s+/g, ' ').trim();
}

describe('macros', () => {
  it.each([
    ['object-like', '#define A 1\nA AB A', '1 AB 1'],
    ['function-like', '#define F(a, b) <a (b)>\nF(1, 2 + 3)', '<1 (2 + 3)>'],
    ['function-like without a call stays', '#define F(a) a\nF x F (1)', 'F x 1'],
    ['arguments over lines, with parentheses and comments', '#define F(a, b) a b\nF((1, 2), /* , */\n 3)', '(1, 2) 3'],
    ['no arguments', '#define F() 7\nF() F( )', '7 7'],
    ['empty arguments', '#define F(a, b) [a|b]\nF(,) F(1,)', '[|] [1|]'],
    ['nested', '#define A B 1\n#define B 2\nA', '2 1'],
    ['the same again inside itself stays', '#define A A 1\nA', 'A 1'],
    ['two in a circle stay', '#define A B\n#define B A\nA B', 'A B'],
    ['a call completed by what follows', '#define F(x) <x>\n#define G F\nG(1)', '<1>'],
    ['arguments are expanded first', '#define I(x) x\n#define F(x) (x)\nF(F(I(1)))', '((1))'],
    ['a macro may call itself in its argument', '#define F(x) <x>\nF(F(1))', '< <1> >'],
    ['pasting', '#define P(a, b) a##b\n#define X 1\nP(X, Y) P(0x, ff)', 'XY 0xff'],
    ['pasting with an empty side', '#define P(a, b) a ## b\nP(, x) P(x, )', 'x x'],
    ['making strings', '#define S(a) #a\nS(a "b" c)', '"a \\"b\\" c"'],
    ['a rest of arguments', '#define V(a, ...) a: __VA_ARGS__\nV(1, 2, 3) V(1)', '1: 2, 3 1:'],
    ['a named rest, with GNU’s comma', '#define V(a, r...) <a, ## r>\nV(1) V(1, 2)', '<1> <1,2>'],
    ['#undef', '#define A 1\n#undef A\nA', 'A'],
    ['redefinition', '#define A 1\n#define A 2\nA', '2'],
    ['continued definition', '#define A 1 \\\n  + 2\nA', '1 + 2'],
    ['comments in a definition', '#define A 1 /* one\n*/ + 2 // three\nA', '1 + 2'],
    [
      'not within numbers, strings, characters, comments',
      '#define x 9\n0x1 "x" \'x\' /* x */ x',
      '0x1 "x" \'x\' /* x */ 9',
    ],
    ['within names that C reads as several words', '#define parent 1\ninterrupt-parent my,parent', 'interrupt-1 my,1'],
    ['words that touch are kept apart', '#define A 1\n#define F(x) x\nF(2)F(3) -A', '2 3 -1'],
    ['operators stay whole', '#define M(n) (((1 << (n)) - 1) << 8)\nM(4)', '(((1 << (4)) - 1) << 8)'],
  ])('%s', (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });

  it.each([
    ['a call that does not end', '#define F(a) a\nF(1', 'main.dts:2:1: The call of macro F has no closing ")".'],
    ['too few arguments', '#define F(a, b) a\n F(1)', 'main.dts:2:2: Macro F takes 2 arguments, but 1 are given.'],
    ['a definition without name', '#define 1', 'main.dts:1:1: #define needs the name of a macro.'],
    ['a bad parameter', '#define F(1) x', 'main.dts:1:1: The parameters of macro F are not a list of different names.'],
  ])('%s is a problem', (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });

  it('stops an expansion that doubles without end', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}`);
    expect(run(`#define A0 1\n${lines.join('\n')}\nA40`)).toBe(
      'main.dts:42:1: Macros expand to more than 2000000 tokens.',
    );
  });

  it('stops calls that lie too deep', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `#define A${i + 1} A${i}`);
    expect(run(`${lines.join('\n')}\nA300`)).toBe(
      'main.dts:301:1: Macros lie more than 200 levels inside one another.',
    );
  });
});

describe('conditions', () => {
  it.each([
    ['#ifdef', '#define A\n#ifdef A\n1\n#else\n2\n#endif\n#ifdef B\n3\n#else\n4\n#endif', '1 4'],
    ['#ifndef', '#ifndef A\n1\n#endif', '1'],
    [
      '#elif takes the first that holds',
      '#define N 2\n#if N == 1\n1\n#elif N == 2\n2\n#elif N == 2\n3\n#else\n4\n#endif',
      '2',
    ],
    ['defined', '#if defined(__DTS__) && !defined NOPE\n1\n#endif', '1'],
    ['names that are no macros are 0', '#if NOPE\n1\n#else\n2\n#endif', '2'],
    ['negative numbers', '#if -1 < 0\n1\n#endif', '1'],
    ['a guarded division', '#if defined(N) && 10 / N\n1\n#else\n2\n#endif', '2'],
    ['skipped groups nest', '#if 0\n#if 1\n1\n#else\n2\n#endif\n#else\n3\n#endif', '3'],
    ['skipped conditions are not evaluated', '#if 0\n#if (\n#endif\n#endif\n1', '1'],
    ['a comment in skipped text hides directives', '#if 0\n/*\n#endif\n*/\n1\n#endif\n2', '2'],
    ['an apostrophe in skipped text hides nothing', '#if 0\ndon\'t /*\n*/ "\n#endif\n2', '2'],
  ])('%s', (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });

  it.each([
    ['#if without end', '\n#if 1\n', 'main.dts:2:1: This #if has no #endif.'],
    ['#endif without #if', '#endif\n', 'main.dts:1:1: #endif without #if.'],
    ['#else twice', '#if 1\n#else\n#else\n#endif', 'main.dts:3:1: #else after #else.'],
    [
      'a bad condition',
      '#if 1 +\n#endif',
      'main.dts:1:1: The condition cannot be read: Expected a number, found the end of the file.',
    ],
    ['#error', '#ifdef __DTS__\n# error no way\n#endif', 'main.dts:2:1: #error no way'],
  ])('%s is a problem', (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });
});

describe('lines and files', () => {
  it.each([
    [
      'properties are no directives',
      '#address-cells = <1>;\n #size-cells = <1>;',
      '#address-cells = <1>; #size-cells = <1>;',
    ],
    ['a lone # is nothing', '#\n1', '1'],
    ['#pragma and #warning are passed over', '#pragma once\n#warning hm\n1', '1'],
    ['a spliced line', 'ab\\\ncd', 'abcd'],
    ['DOS line ends', '#define A 1\r\n#ifdef A\r\nA\r\n#endif\r\n', '1'],
  ])('%s', (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });

  it('includes, in all forms', () => {
    const files = { 'a.h': '#define A 1', 'b.h': 'b A\n', 'c.dtsi': 'c' };
    expect(run('#include "a.h"\n#include <b.h>\n/include/ "c.dtsi" d\n#define N "c.dtsi"\n#include N\n', files)).toBe(
      'b 1 c d c',
    );
  });

  it('lets guards stop a circle', () => {
    const files = { 'a.h': '#ifndef A\n#define A\n#include "b.h"\na\n#endif', 'b.h': '#include "a.h"\nb' };
    expect(run('#include "a.h"\n', files)).toBe('b a');
  });

  it('names the circle of files', () => {
    const files = { 'a.dtsi': '\n#include "b.dtsi"', 'b.dtsi': '/include/ "a.dtsi"' };
    expect(run('#include "a.dtsi"', files)).toContain('The file includes itself: a.dtsi → b.dtsi → a.dtsi.');
    expect(run('#include "main.dts"', { 'main.dts': '#include "main.dts"' })).toContain('main.dts → main.dts.');
  });

  it('says which file is missing, and where it is asked for', () => {
    expect(run('\n#include <x.h>\n')).toBe(
      'main.dts:2:1: The included file <x.h> was not found. Open it together with the others, or drop a folder or zip that has them all; of a kernel tree, arch/*/boot/dts and include/dt-bindings.',
    );
  });

  it.each([
    ['a comment', '1 /* 2', 'main.dts:1:3: A comment has no end.'],
    ['a string', '1\n "2', 'main.dts:2:2: A string has no closing quote.'],
    ['a comment in a directive', '#define A /*', 'main.dts:1:1: A comment has no end.'],
  ])('%s that does not end is a problem', (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });

  it('knows the place of every character', () => {
    const preprocessor = new Preprocessor(MESSAGES.devicetree, (name) => ({ file: name, text: 'x\n  y' }), {});
    preprocessor.run('main.dts', '#define M <m>\na M b\n#include "i"\n# 50 "other.dts"\n c');
    const text = preprocessor.output.toString();
    const place = (char: string): unknown => preprocessor.output.where(text.indexOf(char));
    expect(place('m')).toEqual({ file: 'main.dts', line: 2, column: 3 });
    expect(place('b')).toEqual({ file: 'main.dts', line: 2, column: 5 });
    expect(place('y')).toEqual({ file: 'i', line: 2, column: 3 });
    expect(place('c')).toEqual({ file: 'other.dts', line: 50, column: 2 });
  });
});
