import { describe, expect, it } from 'vitest';
import { engineMessages } from '../engine/api/messages/index.ts';
import { inlineIncludes } from './inline-includes.ts';

const SAY = engineMessages('en').worker;

const files = (texts: Readonly<Record<string, string>>): Map<string, Uint8Array> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)]));

describe('a board for a link', () => {
  it('is one text, whichever way it includes', () => {
    const given = files({
      'a/board.dts': '/dts-v1/;\n#include "../soc.dtsi"\n/include/ "more.dtsi"\n/ { };',
      'soc.dtsi': '/* soc */',
      'a/more.dtsi': '/* more */',
    });
    expect(inlineIncludes('a/board.dts', given, SAY)).toEqual({
      ok: true,
      value: '/dts-v1/;\n/* soc */\n/* more */\n/ { };',
    });
  });

  it('keeps the include of a file that is not there', () => {
    const text = '#include <dt-bindings/x.h>\n/ { };';
    expect(inlineIncludes('a', files({ a: text }), SAY)).toEqual({ ok: true, value: text });
  });

  it('is refused when the file is missing, or includes itself', () => {
    expect(inlineIncludes('b', files({ a: '' }), SAY)).toMatchObject({
      ok: false,
      error: { code: 'file-missing' },
    });
    expect(inlineIncludes('a', files({ a: '#include "a"' }), SAY)).toMatchObject({
      ok: false,
      error: { code: 'share-includes' },
    });
  });
});
