import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import {
  aliasTarget,
  baseName,
  cellWhere,
  firstString,
  getProperty,
  hasProperty,
  indexTree,
  nodeByLabel,
  nodeByPath,
  nodeByPhandle,
  nodesByPhandle,
  parseDts,
  phandleOf,
  readCells,
  readRows,
  stringList,
  u32At,
  u32s,
  unitAddress,
  walk,
} from './index.ts';

const parsed = parseDts(
  MESSAGES.devicetree,
  `/dts-v1/;
/ {
	empty;
	reg = <0x1 0x20000000 0x0 0x100 0x2 0x0 0x0 0x10 0x7>;
	odd = [00 00 00 05 ff];
	names = "one", "two", "";
	open = [61 00 62];
	aliases { serial0 = "/soc/uart@20"; loop = "loop"; bad = "soc"; };
	soc {
		u1: uart@20 { phandle = <7>; child { linux,phandle = <8>; }; };
		u2: uart@30 { ibm,phandle = <9>; phandle = <1>; };
		again { phandle = <7>; };
	};
	last { phandle = <0>; };
};`,
);
if (!parsed.ok) throw new Error(parsed.error.message);
const tree = parsed.value;
const { root } = tree;
const property = (name: string): ReturnType<typeof getProperty> => getProperty(root, name);

describe('finding nodes', () => {
  it('walks depth first in tree order', () => {
    expect(Array.from(walk(tree), (node) => node.path)).toEqual([
      '/',
      '/aliases',
      '/soc',
      '/soc/uart@20',
      '/soc/uart@20/child',
      '/soc/uart@30',
      '/soc/again',
      '/last',
    ]);
  });

  it.each([
    ['/', '/'],
    ['/soc/uart@20', '/soc/uart@20'],
    ['/soc/uart@20:115200n8', '/soc/uart@20'],
    ['serial0', '/soc/uart@20'],
    ['serial0:115200', '/soc/uart@20'],
    ['serial0/child', '/soc/uart@20/child'],
    ['/soc/uart', undefined],
    ['/soc/', undefined],
    ['//soc', undefined],
    ['', undefined],
    ['serial1', undefined],
    ['loop', undefined],
    ['bad', undefined],
  ])('nodeByPath %j is %j', (path, expected) => {
    expect(nodeByPath(tree, path)?.path).toBe(expected);
  });

  it('finds by phandle as Linux does: the first in tree order', () => {
    expect(nodeByPhandle(tree, 7)?.path).toBe('/soc/uart@20');
    expect(nodesByPhandle(tree, 7).map((node) => node.path)).toEqual(['/soc/uart@20', '/soc/again']);
    expect(nodeByPhandle(tree, 8)?.name).toBe('child');
    expect(nodeByPhandle(tree, 0)).toBeUndefined();
    expect(nodesByPhandle(tree, 0)).toEqual([]);
    expect(nodeByPhandle(tree, 99)).toBeUndefined();
  });

  it('reads phandles of all three kinds', () => {
    expect(Array.from(walk(tree), phandleOf).filter((phandle) => phandle !== undefined)).toEqual([7, 8, 9, 7]);
  });

  it('finds by label, and indexes all of it', () => {
    expect(nodeByLabel(tree, 'u2')?.name).toBe('uart@30');
    expect(nodeByLabel(tree, 'u3')).toBeUndefined();
    const index = indexTree(tree);
    expect(index.byPath.get('/last')?.name).toBe('last');
    expect(index.byPhandle.get(7)?.length).toBe(2);
    expect(index.byLabel.get('u1')?.path).toBe('/soc/uart@20');
  });

  it('splits names, and reads aliases', () => {
    const uart = nodeByPath(tree, 'serial0') ?? root;
    expect([baseName(uart), unitAddress(uart), baseName(root), unitAddress(root)]).toEqual(['uart', '20', '', '']);
    expect(aliasTarget(tree, 'serial0')).toBe('/soc/uart@20');
  });
});

describe('reading values', () => {
  it('as cells', () => {
    expect(u32s(property('odd'))).toEqual([5]);
    expect(u32s(undefined)).toEqual([]);
    expect([u32At(property('odd'), 0), u32At(property('odd'), 1), u32At(undefined, 0)]).toEqual([
      5,
      undefined,
      undefined,
    ]);
  });

  it('as numbers of several cells', () => {
    expect(readCells(property('reg'), 0, 2)).toBe(0x1_2000_0000n);
    expect(readCells(property('reg'), 8, 2)).toBeUndefined();
    expect(readCells(property('reg'), 8, 0)).toBe(0n);
    expect(readCells(undefined, 0, 0)).toBeUndefined();
  });

  it('as rows, an incomplete one left out', () => {
    expect(readRows(property('reg'), [2, 2])).toEqual([
      [0x1_2000_0000n, 0x100n],
      [0x2_0000_0000n, 0x10n],
    ]);
    expect(readRows(property('reg'), [0, 0])).toEqual([]);
    expect(readRows(undefined, [1])).toEqual([]);
  });

  it('as strings', () => {
    expect(stringList(property('names'))).toEqual(['one', 'two', '']);
    expect(stringList(property('open'))).toEqual(['a', 'b']);
    expect(stringList(property('empty'))).toEqual([]);
    expect(firstString(property('names'))).toBe('one');
    expect(hasProperty(root, 'empty')).toBe(true);
  });

  it('and where a cell stands', () => {
    const reg = property('reg');
    expect(reg && cellWhere(reg, 3)).toEqual({ file: 'board.dts', line: 4, column: 28, path: '/' });
  });
});
