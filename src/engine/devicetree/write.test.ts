import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { formatValue, parseDtb, parseDts, writeDtb, writeDts } from './index.ts';
import type { DeviceTree, DtNode, DtProperty } from './index.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9,-]{0,12}(@[0-9a-f]{1,8})?$/);
const where = { file: 'made' };
/** A DTS cannot hold these at the start of a line: its preprocessor takes them. */
const DIRECTIVE = /^#(if|ifdef|ifndef|elif|else|endif|define|undef|include|error|warning|line|pragma)$/;
const property: fc.Arbitrary<DtProperty> = fc.record({
  name: fc.stringMatching(/^#?[a-z][a-z0-9,-]{0,20}$/).filter((text) => text !== 'name' && !DIRECTIVE.test(text)),
  value: fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.string({ unit: 'binary-ascii', maxLength: 20 }).map((text) => new TextEncoder().encode(`${text}\0`)),
  ),
  where: fc.constant(where),
});
/** A node with at most `levels` levels below it. */
function nodes(levels: number): fc.Arbitrary<DtNode> {
  const children =
    levels === 0 ? fc.constant([]) : fc.uniqueArray(nodes(levels - 1), { maxLength: 3, selector: (each) => each.name });
  return fc.record({
    name,
    path: fc.constant(''),
    parent: fc.constant<DtNode | undefined>(undefined),
    properties: fc.uniqueArray(property, { maxLength: 4, selector: (each) => each.name }),
    children,
    labels: fc.constant([]),
    where: fc.constant(where),
  });
}

const u64 = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
const tree: fc.Arbitrary<DeviceTree> = fc.record({
  root: nodes(3).map((root) => ({ ...root, name: '' })),
  memreserve: fc.array(fc.record({ address: u64, size: u64 }), { maxLength: 3 }),
  bootCpu: fc.constant(0),
  plugin: fc.constant(false),
  warnings: fc.constant([]),
  sources: fc.constant([]),
});

describe('what is written reads back the same', () => {
  it('as a DTB, in every byte', () => {
    fc.assert(
      fc.property(tree, (made) => {
        const bytes = writeDtb(made);
        const read = parseDtb(MESSAGES.devicetree, bytes);
        expect(read.ok && writeDtb(read.value)).toEqual(bytes);
        expect(read.ok && read.value.memreserve).toEqual(made.memreserve);
      }),
    );
  });

  it('as a DTS', () => {
    fc.assert(
      fc.property(tree, (made) => {
        const read = parseDts(MESSAGES.devicetree, writeDts(made));
        expect(read.ok ? writeDtb({ ...read.value, bootCpu: 0 }) : read.error).toEqual(writeDtb(made));
      }),
    );
  });

  it('an overlay too, labels included', () => {
    const source = '/dts-v1/;\n/plugin/;\n\n/ {\n\tk: l: n {\n\t\tm: a = "x\\n", "y";\n\t};\n};\n';
    const read = parseDts(MESSAGES.devicetree, source);
    expect(read.ok && writeDts(read.value)).toBe(source);
  });
});

describe('formatValue', () => {
  it.each([
    [[], ''],
    [[0x61, 0, 0x62, 0], '"a", "b"'],
    [[0x22, 0x5c, 0x07, 0], String.raw`"\"\\\a"`],
    [[0, 0, 0, 1], '<0x1>'],
    [[0x61, 0, 0, 0], '<0x61000000>'],
    [[0x61, 0xff, 0], '[61 ff 00]'],
    [[0], '[00]'],
  ])('%j is %s', (bytes, expected) => {
    expect(formatValue({ name: 'p', value: Uint8Array.from(bytes), where })).toBe(expected);
  });
});
