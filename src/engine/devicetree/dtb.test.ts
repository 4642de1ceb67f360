import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { formatProblem } from '../../base/result.ts';
import { cellWhere, getChild, getProperty, nodeByPath, parseDtb, stringList, u32s, writeDtb } from './index.ts';
import type { DeviceTree } from './index.ts';

/** Writes words (numbers), and text with its NUL, padded to words. */
function words(...items: (number | string)[]): Uint8Array {
  const bytes: number[] = [];
  for (const item of items) {
    if (typeof item === 'number') bytes.push(item >>> 24, (item >> 16) & 255, (item >> 8) & 255, item & 255);
    else
      for (const char of `${item}\0`.padEnd(Math.ceil((item.length + 1) / 4) * 4, '\0')) bytes.push(char.charCodeAt(0));
  }
  return Uint8Array.from(bytes);
}

interface Parts {
  structure?: Uint8Array;
  strings?: string;
  reserve?: Uint8Array;
  header?: Partial<Record<number, number>>;
}

const EMPTY_ROOT = words(1, '', 2, 9);
const NO_RESERVE = words(0, 0, 0, 0);

/** A blob of the given parts; `header` overrides words of the header by their index. */
function blob({ structure = EMPTY_ROOT, strings = '', reserve = NO_RESERVE, header = {} }: Parts = {}): Uint8Array {
  const structAt = 40 + reserve.length;
  const stringsAt = structAt + structure.length;
  const total = stringsAt + strings.length;
  const head = [0xd00dfeed, total, structAt, stringsAt, 40, 17, 16, 0, strings.length, structure.length];
  for (const [index, value] of Object.entries(header)) head[Number(index)] = value ?? 0;
  const bytes = new Uint8Array(total);
  bytes.set(words(...head));
  bytes.set(reserve, 40);
  bytes.set(structure, structAt);
  bytes.set(new TextEncoder().encode(strings), stringsAt);
  return bytes;
}

function read(bytes: Uint8Array): DeviceTree {
  const result = parseDtb(MESSAGES.devicetree, bytes, 'test.dtb');
  if (!result.ok) throw new Error(formatProblem(result.error));
  return result.value;
}

function problem(bytes: Uint8Array): { code: string; text: string } {
  const result = parseDtb(MESSAGES.devicetree, bytes, 'test.dtb');
  if (result.ok) throw new Error('expected a problem');
  return { code: result.error.code, text: formatProblem(result.error) };
}

describe('parseDtb', () => {
  it('reads nodes, properties and reservations in the order of the blob', () => {
    const structure = words(1, '', 3, 4, 0, 7, 1, 'b@1', 2, 1, 'a', 3, 0, 2, 2, 2, 9);
    const reserve = words(1, 0x10, 0, 0x20, 0, 0, 0, 0);
    const tree = read(blob({ structure, strings: 'x\0flag\0', reserve, header: { 7: 3 } }));
    expect(tree.root.children.map((child) => child.path)).toEqual(['/b@1', '/a']);
    expect(u32s(getProperty(tree.root, 'x'))).toEqual([7]);
    expect(getProperty(tree.root.children[1] ?? tree.root, 'flag')?.value.length).toBe(0);
    expect(tree.memreserve).toEqual([{ address: 0x1_0000_0010n, size: 0x20n }]);
    expect(tree.bootCpu).toBe(3);
  });

  it('skips NOPs wherever they stand, and cut-out nodes and properties', () => {
    const structure = words(4, 1, '', 4, 3, 1, 0, 0x61000000, 4, 4, 1, 'n', 4, 2, 4, 2, 4, 9);
    const tree = read(blob({ structure, strings: 'x\0' }));
    expect(getChild(tree.root, 'n')).toBeDefined();
    expect(getProperty(tree.root, 'x')?.value).toEqual(Uint8Array.of(0x61));
  });

  it('reads names that share the tail of another', () => {
    const tree = read(blob({ structure: words(1, '', 3, 0, 0, 3, 0, 6, 2, 9), strings: 'msi-parent\0' }));
    expect(tree.root.properties.map((property) => property.name)).toEqual(['msi-parent', 'rent']);
    expect(writeDtb(tree).length).toBe(
      blob({ structure: words(1, '', 3, 0, 0, 3, 0, 6, 2, 9), strings: 'msi-parent\0' }).length,
    );
  });

  it('knows where a cell stands', () => {
    const tree = read(blob({ structure: words(1, '', 3, 8, 0, 1, 2, 2, 9), strings: 'x\0' }));
    const property = getProperty(tree.root, 'x');
    expect(property?.where).toEqual({ file: 'test.dtb', offset: 64, path: '/' });
    expect(property && cellWhere(property, 1).offset).toBe(80);
  });

  it('reads version 16, which has no size of the structure block', () => {
    expect(read(blob({ header: { 5: 16, 9: 0xffffffff } })).root.path).toBe('/');
  });

  it('accepts bytes behind the tree', () => {
    const bytes = new Uint8Array([...blob(), 1, 2, 3, 4]);
    expect(read(bytes).root.children).toEqual([]);
  });

  it('does not keep the bytes of the caller', () => {
    const bytes = blob({ structure: words(1, '', 3, 4, 0, 7, 2, 9), strings: 'x\0' });
    const tree = read(bytes);
    bytes.fill(0);
    expect(u32s(getProperty(tree.root, 'x'))).toEqual([7]);
  });

  it('reads a window into a larger buffer, as Node gives small files', () => {
    const plain = blob();
    const pool = Buffer.alloc(plain.length + 24);
    pool.set(plain, 24);
    expect(parseDtb(MESSAGES.devicetree, pool.subarray(24)).ok).toBe(true);
  });

  it('keeps a property behind a child, and warns', () => {
    const tree = read(blob({ structure: words(1, '', 1, 'n', 2, 3, 0, 0, 2, 9), strings: 'x\0' }));
    expect(getProperty(tree.root, 'x')).toBeDefined();
    expect(tree.warnings.map((warning) => warning.code)).toEqual(['dtb-late-property']);
  });

  it('survives structured clone with its links', () => {
    const tree = structuredClone(read(blob({ structure: words(1, '', 1, 'n', 2, 2, 9) })));
    expect(nodeByPath(tree, '/n')?.parent).toBe(tree.root);
  });
});

describe('parseDtb refuses', () => {
  it.each([
    ['an empty file', new Uint8Array(0), 'dtb-not-a-dtb', 'an empty file'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'dtb-not-a-dtb', 'a gzip archive'],
    ['text', new TextEncoder().encode('/dts-v1/;\n/ { };\n'), 'dtb-not-a-dtb', 'device tree source'],
    ['a header alone', blob().subarray(0, 20), 'dtb-truncated', '20 bytes'],
    ['a cut file', blob().subarray(0, 60), 'dtb-truncated', 'ends after 60 bytes, but its header promises 72'],
    ['a total size below the header', blob({ header: { 1: 8 } }), 'dtb-bad-offset', 'total size of 8'],
    ['an old version', blob({ header: { 5: 3, 6: 1 } }), 'dtb-version', 'version 3'],
    ['a future version', blob({ header: { 5: 20, 6: 18 } }), 'dtb-version', 'version 20 (compatible to 18)'],
    ['a structure outside', blob({ header: { 2: 0x1000 } }), 'dtb-bad-offset', 'structure block lies at 0x1000'],
    ['strings outside', blob({ header: { 3: 0xfffffff0 } }), 'dtb-bad-offset', 'strings block lies at 0xfffffff0'],
    ['reservations outside', blob({ header: { 4: 0x1000 } }), 'dtb-bad-offset', 'memory reservations lie at 0x1000'],
    ['reservations without an end', blob({ reserve: words(1, 1, 1, 1) }), 'dtb-bad-offset', 'have no end'],
    ['an unknown token', blob({ structure: words(1, '', 7, 2, 9) }), 'dtb-bad-token', '0x00000007 is no token'],
    ['a node that stays open', blob({ structure: words(1, '', 1, 'n', 2, 9) }), 'dtb-unbalanced', '"/" is still open'],
    ['too many ends', blob({ structure: words(1, '', 2, 2, 9) }), 'dtb-unbalanced', 'none is open'],
    ['two roots', blob({ structure: words(1, '', 2, 1, '', 2, 9) }), 'dtb-unbalanced', 'second root'],
    ['no root', blob({ structure: words(9) }), 'dtb-unbalanced', 'no root node'],
    ['no end token', blob({ structure: words(1, '', 2) }), 'dtb-truncated', 'FDT_END'],
    [
      'a property outside',
      blob({ structure: words(3, 0, 0, 1, '', 2, 9), strings: 'x\0' }),
      'dtb-unbalanced',
      'outside',
    ],
    [
      'a value past the end',
      blob({ structure: words(1, '', 3, 99, 0, 2, 9), strings: 'x\0' }),
      'dtb-bad-offset',
      '99 bytes',
    ],
    [
      'a name past the end',
      blob({ structure: words(1, '', 3, 0, 9, 2, 9), strings: 'x\0' }),
      'dtb-bad-offset',
      'strings block',
    ],
    ['a name without end', blob({ structure: words(1, '', 3, 0, 0, 2, 9), strings: 'x' }), 'dtb-bad-string', 'no end'],
    ['a node name without end', blob({ structure: words(1, 0x61616161) }), 'dtb-bad-string', 'no end'],
  ])('%s', (_, bytes, code, text) => {
    const found = problem(bytes);
    expect(found.code).toBe(code);
    expect(found.text).toContain(text);
    expect(found.text).toContain('test.dtb');
  });

  it('absurd nesting', () => {
    const depth = 1000;
    const open = Array.from({ length: depth }, () => [1, 'n']).flat();
    const structure = words(1, '', ...open, ...Array.from({ length: depth + 1 }, () => 2), 9);
    expect(problem(blob({ structure })).text).toContain('more than 256 levels');
  });

  it('names that overlap without end', () => {
    // 30,000 properties, each with a name that is one character shorter: half a gigabyte of names.
    const count = 30_000;
    const structure = words(1, '', ...Array.from({ length: count }, (_, i) => [3, 0, i]).flat(), 2, 9);
    expect(problem(blob({ structure, strings: `${'n'.repeat(count)}\0` })).code).toBe('dt-too-large');
  });
});

describe('names', () => {
  it('keep their bytes, whatever they are', () => {
    const structure = words(1, '', 1, 'caf\u00e9', 3, 4, 0, 0x61c3a900, 2, 2, 9);
    const bytes = blob({ structure, strings: 'x\0' });
    const tree = read(bytes);
    expect(writeDtb(tree)).toEqual(bytes);
    expect(stringList(getProperty(tree.root.children[0] ?? tree.root, 'x'))).toEqual(['aé']);
  });
});
