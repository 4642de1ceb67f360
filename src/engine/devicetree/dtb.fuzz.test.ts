import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { parseBoard, parseDtb, parseDts, writeDtb, writeDts } from './index.ts';
import { IS_SAMPLE } from '../../../scripts/sample.ts';

const SHARE = IS_SAMPLE ? 0.2 : 1;

const SOURCE = `/dts-v1/;
#define SPI(n) 0 n 4
/memreserve/ 0x1000 0x2000;
/ {
	#address-cells = <1>;
	compatible = "a,board", "a";
	aliases { serial0 = &uart; };
	gic: intc@1000 { reg = <0x1000 0x100>; interrupt-controller; #interrupt-cells = <3>; };
	soc {
		uart: uart@2000 { interrupts = <SPI(3)>; interrupt-parent = <&gic>; data = [00 ff 7f]; };
		/omit-if-no-ref/ spare: spare { /* none */ };
	};
};
&uart { status = "okay"; wide = /bits/ 64 <(1 << 40) 'a'>; };
#ifdef NEVER
&nobody { };
#endif
/delete-node/ &{/soc/none};
`.replace('/delete-node/ &{/soc/none};\n', '');

function base(): Uint8Array {
  const tree = parseDts(MESSAGES.devicetree, SOURCE);
  if (!tree.ok) throw new Error(tree.error.message);
  return writeDtb(tree.value);
}

describe('no input makes the readers throw or hang', () => {
  const blob = base();
  const edits = fc.array(fc.tuple(fc.nat(blob.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 12 });
  const wordEdits = fc.array(
    fc.tuple(
      fc.nat(Math.floor(blob.length / 4) - 1),
      fc.constantFrom(0, 1, 2, 3, 4, 9, 0x28, 0xffffffff, 0x7fffffff, 0x80000000),
    ),
    { maxLength: 4 },
  );

  it('a DTB with changed bytes is a tree that can be written and read again, or a problem', () => {
    fc.assert(
      fc.property(edits, wordEdits, fc.nat(blob.length), fc.boolean(), (bytes, words, length, cut) => {
        const copy = blob.slice(0, cut ? length : blob.length);
        const view = new DataView(copy.buffer);
        for (const [at, value] of bytes) if (at < copy.length) copy[at] = value;
        for (const [at, value] of words) if (4 * at + 4 <= copy.length) view.setUint32(4 * at, value);
        const tree = parseDtb(MESSAGES.devicetree, copy);
        if (!tree.ok) {
          expect(tree.error.message).not.toBe('');
          return;
        }
        const again = parseDtb(MESSAGES.devicetree, writeDtb(tree.value));
        expect(again.ok && writeDts(again.value)).toBe(writeDts(tree.value));
      }),
      { numRuns: 3000 * SHARE },
    );
  });

  it('a structure block of random tokens', () => {
    const token = fc.oneof(fc.constantFrom(1, 2, 3, 4, 9, 0, 0x61000000), fc.nat(0xffffffff));
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        const copy = blob.slice();
        const view = new DataView(copy.buffer);
        const start = view.getUint32(8);
        for (const [index, value] of tokens.entries()) view.setUint32(start + 4 * index, value);
        expect(typeof parseDtb(MESSAGES.devicetree, copy).ok).toBe('boolean');
      }),
      { numRuns: 2000 * SHARE },
    );
  });

  it('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseBoard(MESSAGES.devicetree, bytes, 'x')),
      { numRuns: 1000 * SHARE },
    );
  });

  it('a DTS with parts cut out, doubled and strewn in', () => {
    const part = fc.tuple(
      fc.nat(SOURCE.length),
      fc.nat(20),
      fc.constantFrom(...Array.from('<>{};"\'[]()&#/*\\=,:?@ \n'), '/*', '//', '#if ', '##'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        let text = SOURCE;
        for (const [at, length, piece] of parts) text = text.slice(0, at) + piece + text.slice(at + length);
        const tree = parseDts(MESSAGES.devicetree, text, { include: () => undefined });
        if (tree.ok) expect(parseDtb(MESSAGES.devicetree, writeDtb(tree.value)).ok).toBe(true);
        else expect(tree.error.where?.line).toBeGreaterThan(0);
      }),
      { numRuns: 3000 * SHARE },
    );
  });

  it('a text of the language’s tokens in any order', () => {
    const tokens = [
      '/dts-v1/;',
      '/plugin/;',
      '/ {',
      '};',
      'a',
      '=',
      '<',
      '>',
      '&a',
      '&{/a}',
      'a:',
      '"s"',
      ';',
      '(',
      ')',
      '1',
      '?',
      ':',
    ];
    tokens.push(
      '/delete-node/',
      '/delete-property/',
      '/bits/',
      '/incbin/',
      '/include/',
      '#define a a(',
      '\n',
      '[',
      ']',
      ',',
      '+',
      "'",
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 40 }), (list) => {
        expect(typeof parseDts(MESSAGES.devicetree, `/dts-v1/;\n/ { ${list.join(' ')}`).ok).toBe('boolean');
      }),
      { numRuns: 3000 * SHARE },
    );
  });
});
