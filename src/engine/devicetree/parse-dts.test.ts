import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { formatProblem } from '../../base/result.ts';
import {
  cellWhere,
  getProperty,
  nodeByLabel,
  nodeByPath,
  parseDts,
  stringList,
  u32s,
  whereInValue,
  writeDts,
} from './index.ts';
import type { DeviceTree, DtsOptions } from './index.ts';

function read(body: string, options: DtsOptions = {}): DeviceTree {
  const result = parseDts(MESSAGES.devicetree, `/dts-v1/;\n${body}`, { file: 'b.dts', ...options });
  if (!result.ok) throw new Error(formatProblem(result.error));
  return result.value;
}

/** The tree as one line of text, without header. */
function shape(body: string, options: DtsOptions = {}): string {
  return writeDts(read(body, options)).replaceAll(/\s+/g, ' ').replace('/dts-v1/; ', '').trim();
}

function problem(body: string, options: DtsOptions = {}): string {
  const result = parseDts(MESSAGES.devicetree, `/dts-v1/;\n${body}`, { file: 'b.dts', ...options });
  return result.ok ? 'no problem' : formatProblem(result.error);
}

function valueOf(value: string, options: DtsOptions = {}): string {
  const property = getProperty(read(`/ { p = ${value}; a: a { }; };`, options).root, 'p');
  return Array.from(property?.value ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('values', () => {
  it.each([
    ['<1 0x2>', '0000000100000002'],
    ['<>', ''],
    ['<(-1)>', 'ffffffff'],
    ["<'a'>", '00000061'],
    ['/bits/ 8 <1 0xff>', '01ff'],
    ['/bits/ 16 <0x1234 (-2)>', '1234fffe'],
    ['/bits/ 64 <0x123456789abcdef0>', '123456789abcdef0'],
    ['[00 1f Ff]', '001fff'],
    ['[001fFf]', '001fff'],
    ['"a", "b"', '61006200'],
    [String.raw`"\t\"\\\101\x42\0z"`, '09225c4142007a00'],
    ['"ä"', 'c3a400'],
    ['"two\nlines"', Buffer.from('two\nlines\0').toString('hex')],
    ['&a', '2f6100'],
    ['&{/a}, <1>', '2f610000000001'],
    ['<&a &{/a}>', '0000000100000001'],
    ['"x", <1>, [02], &a', '780000000001022f6100'],
    ['l1: <l2: 1 l3:>, l4: "s" l5:', '000000017300'],
    ['[l6: 01 l7: 02]', '0102'],
    ['"a" /* c */ , // d\n "b"', '61006200'],
  ])('%s', (value, hex) => {
    expect(valueOf(value)).toBe(hex);
  });

  it('takes files, whole or in part', () => {
    const incbin = (name: string): Uint8Array | undefined => (name === 'f' ? Uint8Array.of(1, 2, 3, 4) : undefined);
    expect(valueOf('/incbin/("f")', { incbin })).toBe('01020304');
    expect(valueOf('/incbin/("f", 1, 2), <5>', { incbin })).toBe('020300000005');
    expect(problem('/ { p = /incbin/("g"); };', { incbin })).toContain(
      'b.dts:2:9: The file "g" that /incbin/ wants is not here.',
    );
    expect(problem('/ { p = /incbin/("f"); };')).toContain('is not here');
  });

  it('keeps the bytes of text that is not UTF-8', () => {
    expect(valueOf('"\u00e9\u00ff"', { oneByte: true })).toBe('e9ff00');
  });

  it('truncates what does not fit, with a warning', () => {
    const tree = read('/ { p = <0x100000001>; q = /bits/ 8 <0x100>; };');
    expect(u32s(getProperty(tree.root, 'p'))).toEqual([1]);
    expect(tree.warnings.map(formatProblem)).toEqual([
      'b.dts:2:10: 0x100000001 does not fit in 32 bits; 0x00000001 is left of it.',
      'b.dts:2:38: 0x100 does not fit in 8 bits; 0x00 is left of it.',
    ]);
  });
});

describe('the tree', () => {
  it('merges what is said later, and keeps places', () => {
    expect(shape('/ { a = <1>; b = <2>; n { x; }; };')).toBe('/ { a = <0x1>; b = <0x2>; n { x; }; };');
    expect(shape('/ { a = <1>; b; n { x; }; };\n/ { c; a = <3>; n { y; }; m { }; };')).toBe(
      '/ { a = <0x3>; b; c; n { x; y; }; m { }; };',
    );
  });

  it('extends nodes by label and by path', () => {
    expect(shape('/ { l: n { }; };\n&l { x; };\n&{/n} { y; };\nk: &l { z; };')).toBe('/ { k: l: n { x; y; z; }; };');
  });

  it('refers to what lies below a label', () => {
    expect(shape('/ { p = <&{l/m}>; l: n { m { }; }; };')).toBe('/ { p = <0x1>; l: n { m { phandle = <0x1>; }; }; };');
  });

  it('gives what comes back its old place', () => {
    expect(
      shape('/ { a; b; n { x; }; m { }; };\n/ { /delete-property/ a; /delete-node/ n; };\n/ { a = <1>; n { y; }; };'),
    ).toBe('/ { a = <0x1>; b; n { y; }; m { }; };');
  });

  it('deletes nodes and properties', () => {
    expect(
      shape(
        '/ { a; l: n { }; m { o { }; }; };\n/delete-node/ &l;\n/delete-node/ &{/m/o};\n/ { /delete-property/ a; };',
      ),
    ).toBe('/ { m { }; };');
  });

  it('omits nodes that nobody refers to', () => {
    expect(
      shape('/ { p = <&b>; /omit-if-no-ref/ a: a { }; /omit-if-no-ref/ b: b { }; c: c { }; };\n/omit-if-no-ref/ &c;'),
    ).toBe('/ { p = <0x1>; b: b { phandle = <0x1>; }; };');
  });

  it('numbers nodes as they are referred to, around numbers that are given', () => {
    expect(
      shape(
        '/ { p = <&c &a &b>; a: a { phandle = <1>; }; b: b { }; c: c { linux,phandle = <3>; }; d: d { q = <&e>; }; e: e { }; };',
      ),
    ).toBe(
      '/ { p = <0x3 0x1 0x2>; a: a { phandle = <0x1>; }; b: b { phandle = <0x2>; }; c: c { linux,phandle = <0x3>; }; ' +
        'd: d { q = <0x4>; }; e: e { phandle = <0x4>; }; };',
    );
    expect(shape('/ { a: a { phandle = <&a>; }; };')).toBe('/ { a: a { phandle = <0x1>; }; };');
  });

  it('reads reservations, names with a backslash, and the CPU that boots', () => {
    const tree = read(
      '/memreserve/ 0x10 (1 << 40);\nl: /memreserve/ 1 2;\n/ { \\#p; cpus { cpu@3 { reg = <3>; }; }; };',
    );
    expect(tree.memreserve).toEqual([
      { address: 16n, size: 1n << 40n },
      { address: 1n, size: 2n },
    ]);
    expect(tree.bootCpu).toBe(3);
    expect(tree.root.properties.map((property) => property.name)).toEqual(['#p']);
  });

  it('writes symbols when asked to', () => {
    const tree = read('/ { a: b: n { }; };', { symbols: true });
    const symbols = nodeByPath(tree, '/__symbols__');
    expect(symbols?.properties.map((property) => [property.name, ...stringList(property)])).toEqual([
      ['a', '/n'],
      ['b', '/n'],
    ]);
    expect(u32s(getProperty(nodeByLabel(tree, 'a') ?? tree.root, 'phandle'))).toEqual([1]);
  });

  it('takes twofold names with a warning, as dtc -f does', () => {
    const tree = read('/ { p; p; l: a { phandle = <1>; }; l: a { phandle = <1>; }; };');
    expect(tree.warnings.map((warning) => warning.code)).toEqual([
      'dts-duplicate-property',
      'dts-duplicate-node',
      'dts-duplicate-label',
      'dts-duplicate-phandle',
    ]);
    expect(tree.root.children.length).toBe(2);
  });
});

describe('places', () => {
  const tree = read(
    '#define SPI(n) 0 n 4\n/ {\n\tp = <1 &gic>, "s",\n\t    <SPI(7) 9>, &gic, "t";\n\tgic: gic@1 { };\n};\n&gic { q; };\n',
  );
  const property = getProperty(tree.root, 'p');

  it('every cell has its own', () => {
    expect(property?.where).toEqual({ file: 'b.dts', line: 4, column: 2, path: '/' });
    expect(property && [0, 1].map((cell) => cellWhere(property, cell))).toEqual([
      { file: 'b.dts', line: 4, column: 7, path: '/' },
      { file: 'b.dts', line: 4, column: 9, path: '/' },
    ]);
  });

  it('cells of a macro stand where the macro is used; what follows is found behind inserted paths too', () => {
    // 8 bytes of cells, 2 of the string, 4 cells, the path "/gic@1", the string.
    const at = (offset: number): unknown => property && whereInValue(property, offset).column;
    expect([at(8), at(10), at(14), at(22), at(26), at(33)]).toEqual([16, 7, 7, 14, 18, 24]);
  });

  it('nodes stand where they are first defined', () => {
    const gic = nodeByPath(tree, '/gic@1');
    expect(gic?.where).toEqual({ file: 'b.dts', line: 6, column: 7, path: '/gic@1' });
    expect(gic?.properties[0]?.where.line).toBe(8);
  });

  it('the sources come with the tree', () => {
    const include = (name: string): { file: string; text: string } => ({ file: `lib/${name}`, text: '/ { a; };' });
    expect(read('#include "x.dtsi"\n', { include }).sources.map((source) => source.file)).toEqual([
      'b.dts',
      'lib/x.dtsi',
    ]);
  });
});

describe('problems name the trouble and the place', () => {
  it.each([
    ['/ { a = <1> };', 'b.dts:2:13: Expected ";" after property "a", found "}".'],
    ['/ { a };', 'b.dts:2:7: Expected "=", ";" or "{" after "a", found "}".'],
    ['/ { a = ; };', 'b.dts:2:9: Expected a value: <cells>, "a string", [bytes] or &a reference, found ";".'],
    ['/ { a = <1 GIC_SPI>; };', 'found "GIC_SPI". A macro without #define or #include looks like this.'],
    ['/ { a = <1 "x">; };', 'b.dts:2:12: Expected a number, a reference or ">", found "x".'],
    ['/ { a = [0]; };', 'b.dts:2:10: Expected two hexadecimal digits or "]", found "0".'],
    ['/ { a = "x; };\n', 'b.dts:2:9: A string has no closing quote.'],
    ['/ { a = /bits/ 12 <1>; };', 'b.dts:2:16: Array elements have 8, 16, 32 or 64 bits.'],
    ['/ { a: a { }; b { c = /bits/ 8 <&a>; }; };', 'Only arrays of 32-bit elements hold references.'],
    ['/ { a = "\\xg"; };', 'b.dts:2:9: A "\\x" in a string has no hexadecimal digits.'],
    ['/ { n { }; a; };', 'b.dts:2:12: Property "a" follows a child node; properties come first.'],
    ['/ { n { a; };', 'b.dts:2:3: The node / is not closed: its "}" is missing.'],
    ['/ { } ', 'Expected ";" after the "}" of a node, found the end of the file.'],
    ['/ { uart0: u { }; };\n&uart { };', 'b.dts:3:1: No node is labelled "uart" at this point. Did you mean &uart0?'],
    ['/ { uart0: u { }; a { b = <&urat0>; }; };', 'No node is labelled "urat0". Did you mean &uart0?'],
    ['/ { a = <&{/x/y}>; };', 'b.dts:2:10 /: There is no node /x/y.'],
    ['/ { };\n/delete-node/ &{/x};', 'b.dts:3:15: There is no node /x at this point.'],
    ['/ { /delete-node/ &x; };', 'By reference, nodes are deleted outside of all nodes.'],
    ['/ { };\n/memreserve/ 1 2;', 'b.dts:3:1: This belongs before the first node.'],
    ['', 'The file defines no root node'],
    ['/ { };\nx', 'b.dts:3:1: Expected "/ {", "&label {" or the end of the file, found "x".'],
    ['#include "x"\n', 'The file includes "x", but no other files were given.'],
    [`/ { ${'a { '.repeat(300)}`, 'Nodes lie more than 256 levels deep.'],
  ])('%j', (text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  it('a file without header', () => {
    const result = parseDts(MESSAGES.devicetree, '/ { };', { file: 'x.dtsi' });
    expect(!result.ok && formatProblem(result.error)).toContain(
      'x.dtsi:1:1: Expected "/dts-v1/;" at the start, found "/".',
    );
  });
});
