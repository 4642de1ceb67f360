import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DTS, JSON_TEXT, lineStarts, longSpans, piecesOf, widest } from './code-lines.ts';

const board = readFileSync(new URL('../../../public/dts/qemu-virt-gicv2m.dts', import.meta.url), 'utf8');

function inks(text: string, language = DTS): string[] {
  return piecesOf(text, 0, text.length, language, longSpans(text, language)).flatMap((line) =>
    line.filter((piece) => piece.text.trim() !== '' && piece.ink !== 'plain').map(({ ink, text }) => `${ink} ${text}`),
  );
}

describe('pieces', () => {
  it('are all of the text, line by line', () => {
    const lines = piecesOf(board, 0, board.length, DTS, longSpans(board, DTS));
    expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(board);
  });

  it('are coloured as what they are', () => {
    expect(inks('/dts-v1/;\nl: n@1 {\n\treg = <0x1 2>; // c\n\ts = "a\\"b";\n\tp = <&l>;\n};')).toEqual([
      'word /dts-v1/',
      'name l:',
      'name n@1',
      'name reg',
      'number 0x1',
      'number 2',
      'comment // c',
      'name s',
      'text "a\\"b"',
      'name p',
      'name &l',
    ]);
    expect(inks('{"a": "b", "c": [1, null]}', JSON_TEXT)).toEqual([
      'name "a"',
      'text "b"',
      'name "c"',
      'number 1',
      'word null',
    ]);
  });

  it('know a comment that began above', () => {
    const text = 'a;\n/* one\ntwo */ b = <1>;\n';
    const from = text.indexOf('two');
    expect(piecesOf(text, from, text.length, DTS, longSpans(text, DTS))[0]?.slice(0, 1)).toEqual([
      { ink: 'comment', text: 'two */' },
    ]);
  });

  it('know a comment of several lines', () => {
    expect(inks('/* a: 1\n b = 2;\n*/')).toEqual(['comment /* a: 1', 'comment  b = 2;', 'comment */']);
  });

  it('do not take a string for a comment', () => {
    expect(longSpans('a = "/*";\nb = "*/";', DTS)).toEqual([]);
  });
});

describe('lines', () => {
  it('begin behind each newline', () => {
    expect(lineStarts('a\n\nb')).toEqual([0, 2, 3]);
    expect(lineStarts('')).toEqual([0]);
  });

  it('count tabs as wide as they are drawn', () => {
    expect(widest('\ta\nab')).toBe(9);
    expect(widest('ab\tc')).toBe(9);
    expect(widest('é')).toBe(2);
  });
});
