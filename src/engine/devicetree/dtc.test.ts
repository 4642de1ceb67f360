/**
 * The same trees as dtc: whatever dtc makes of a source, `parseDts` and `writeDtb` make the same bytes of it. Skipped
 * where dtc is not installed, except in CI.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { formatProblem } from '../../base/result.ts';
import { applyOverlay, parseDtb, parseDts, writeDtb, writeDts } from './index.ts';
import type { DeviceTree, DtsOptions } from './index.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const GOLDEN = new URL('../../../conformance/golden/', import.meta.url).pathname;
const BUNDLED = new URL('../../../public/dts/', import.meta.url).pathname;
const hasDtc = spawnSync('dtc', ['--version']).status === 0;
if (!hasDtc)
  console.warn(
    'skipped: dtc is not installed, so trees are not compared with its (apt-get install device-tree-compiler)',
  );
const inCi = (process.env['CI'] ?? '') !== '';
const withDtc = hasDtc || inCi ? it : it.skip;

const room = mkdtempSync(join(tmpdir(), 'irqscope-dtc-'));
afterAll(() => rmSync(room, { recursive: true }));

/** What dtc (or fdtoverlay) prints. `-f` lets it write trees that it finds fault with. */
function run(command: string, args: readonly string[], input: string | Uint8Array = ''): Uint8Array {
  const done = spawnSync(command, args, { input, maxBuffer: 1 << 28, cwd: room });
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr?.toString() ?? done.error?.message}`);
  return new Uint8Array(done.stdout);
}

function compile(source: string, ...more: string[]): Uint8Array {
  return run('dtc', ['-q', '-q', '-f', '-I', 'dts', '-O', 'dtb', ...more, '-'], source);
}

function read(source: string, options: DtsOptions = {}): DeviceTree {
  const tree = parseDts(MESSAGES.devicetree, source, options);
  if (!tree.ok) throw new Error(formatProblem(tree.error));
  return tree.value;
}

function readBlob(bytes: Uint8Array): DeviceTree {
  const tree = parseDtb(MESSAGES.devicetree, bytes);
  if (!tree.ok) throw new Error(formatProblem(tree.error));
  return tree.value;
}

/** As text first, since text shows where trees differ; then in every byte. */
function expectSame(ours: DeviceTree, theirs: Uint8Array): void {
  expect(writeDts(readBlob(writeDtb(ours)))).toBe(writeDts(readBlob(theirs)));
  expect(Buffer.compare(writeDtb(ours), theirs)).toBe(0);
}

const boards = ['6.1', '6.12'].flatMap((kernel) =>
  readdirSync(join(GOLDEN, kernel), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${kernel}/${entry.name}`),
);
const broken = readdirSync(join(GOLDEN, 'broken')).filter((file) => file.endsWith('.dts'));

describe('the goldens’ boards', () => {
  it.each(sampleOf(boards, 6))('%s: read, written and read from a DTS again', (board) => {
    const bytes = new Uint8Array(readFileSync(join(GOLDEN, board, 'board.dtb')));
    const tree = readBlob(bytes);
    expect(tree.warnings).toEqual([]);
    expect(Buffer.compare(writeDtb(tree), bytes)).toBe(0);
    expectSame(read(writeDts(tree)), bytes);
  });

  withDtc.each(sampleOf(boards, 6))('%s: as dtc prints it', (board) => {
    const bytes = new Uint8Array(readFileSync(join(GOLDEN, board, 'board.dtb')));
    const source = new TextDecoder().decode(run('dtc', ['-q', '-q', '-I', 'dtb', '-O', 'dts', '-'], bytes));
    expectSame(read(source), bytes);
    expect(Buffer.compare(compile(writeDts(readBlob(bytes))), bytes)).toBe(0);
  });

  withDtc.each(broken)('broken/%s', (file) => {
    const source = readFileSync(join(GOLDEN, 'broken', file), 'utf8');
    expectSame(read(source), compile(source));
  });
});

describe('the bundled boards', () => {
  it.each([
    ['qemu-virt-gicv3-its', 'gicv3-its'],
    ['qemu-virt-gicv3-its-smmu', 'gicv3-its-vfio'],
    ['qemu-virt-gicv2m', 'gicv2m'],
  ])('%s is the tree that %s was booted with', (file, golden) => {
    const tree = read(readFileSync(join(BUNDLED, `${file}.dts`), 'utf8'));
    expect(tree.warnings).toEqual([]);
    expectSame(tree, new Uint8Array(readFileSync(join(GOLDEN, '6.1', golden, 'board.dtb'))));
  });
});

const SNIPPETS: readonly (readonly [what: string, source: string])[] = [
  ['references before and after', '/ { p = <&b &a>, &b, <&{/a}>; a: a { q = <&b>; }; b: b { }; };'],
  [
    'given phandles in the way',
    '/ { p = <&a &b &c>; a: a { }; b: b { phandle = <2>; }; c: c { }; d { phandle = <1>; }; };',
  ],
  ['a phandle that asks for itself', '/ { a: a { phandle = <&a>; }; p: b { x = <&p>; }; };'],
  ['an old phandle', '/ { p = <&a &b>; a: a { linux,phandle = <1>; }; b: b { }; };'],
  [
    'labels everywhere',
    'l0: /memreserve/ 0 1; / { l1: p = l2: <l3: 1 l4: 2 l5:> l6:, l7: "s" l8:, [l9: 00 la: 01 lb:]; lc: ld: n { }; };',
  ],
  [
    'deleted and back',
    '/ { a; b; c; n { x; y; }; m { }; }; / { /delete-property/ a; /delete-node/ n; }; / { a; n { y; z; }; };',
  ],
  ['deleted in the same braces', '/ { a; /delete-property/ a; b; n { x; }; /delete-node/ n; m { }; };'],
  ['deleted before it exists', '/ { /delete-property/ a; /delete-node/ n; }; / { b; a; m { }; n { }; };'],
  ['deleted by reference', '/ { l: n { k: o { }; }; m { }; }; /delete-node/ &k; &l { x; }; /delete-node/ &{/m};'],
  ['a label that moves', '/ { l: a { }; b { }; }; /delete-node/ &l; / { l: b { }; }; &l { here; };'],
  ['more of the root and of nodes', '/ { a; n { x; }; }; / { b; n { y; m { }; }; }; &{/n/m} { z; };'],
  ['labels given later', '/ { a: n { }; }; b: &a { }; / { c: d: n { }; }; &d { e: m { }; };'],
  [
    'omitted nodes',
    '/ { p = <&a>; q = &c; /omit-if-no-ref/ a: a { r = <&b>; }; /omit-if-no-ref/ b: b { }; /omit-if-no-ref/ c: c { }; d: d { s = <&e>; }; e: e { }; }; /omit-if-no-ref/ &d;',
  ],
  ['twofold names', '/ { p = <1>; p = <2>; n { a; }; n { b; }; }; / { p = <3>; n { c; }; };'],
  [
    'every kind of value',
    String.raw`/ { a = "x\0y\n\"", <1 (2 + 3) 'c' '\n'>, [01 02 ff]; b = /bits/ 8 <1 2>, /bits/ 16 <3>, /bits/ 64 <(-1)>; c; d = ""; e = <>; };`,
  ],
  [
    'expressions',
    '/ { p = <(1 + 2 * 3 - 4 / 2 % 3) (1 << 3 | 1 ^ 2 & 3) (~0 & 0xff) (!1 || 2 && 0) (1 < 2 ? 3 : 4) (5 == 5 != 0) (-1 >> 60) (2 >= 1)>; };',
  ],
  ['literals', "/ { p = <010 0x10 16U 16UL 16LL 16ULL 0XfF 'a' '\\x41' '\\101' '\\''>; };"],
  ['odd names', '/ { #p; p#q; a,b.c_d+e*f?g; \\p2; 123; n@1,2 { }; 0 { }; };'],
  ['names that repeat themselves', '/ { n@1 { name = "n"; }; m { name = "m"; x; }; };'],
  ['one label twice', '/ { a { }; l: b { }; }; / { a { l: c { }; }; }; &l { x; };'],
  ['deleted before it comes', '/ { /delete-node/ n; n { a; }; }; &{/n} { b; }; &{/n} { c; };'],
  ['comments', '/* a */ / /* b */ { // c\n p /* d */ = /**/ <1 /* 2 */ 3>; /* * / */ };'],
  ['the CPU that boots', '/ { cpus { cpu@2 { reg = <2>; }; cpu@0 { reg = <0>; }; }; };'],
  ['no CPU that boots', '/ { cpus { /delete-node/ cpu@9; cpu@2 { reg = <2>; }; }; };'],
  ['names with shared tails', '/ { msi-parent; parent; interrupt-parent; rent; interrupt; };'],
  ['reservations', '/memreserve/ 0x1000 0x2000; /memreserve/ (1 << 40) 1; / { };'],
  ['line markers', '# 1 "x.dts"\n/ {\n# 7 "y.dts" 2\n a; };'],
  ['empty', '/ { };'],
];

describe('snippets', () => {
  withDtc.each(SNIPPETS)('%s', (_, body) => {
    const source = `/dts-v1/;\n${body}\n`;
    expectSame(read(source), compile(source));
    expectSame(read(source, { symbols: true }), compile(source, '-@'));
  });
});

const OVERLAYS: readonly (readonly [what: string, source: string])[] = [
  ['a label of the base', '&uart { status = "okay"; interrupt-parent = <&gic>; n: new { v = <&gic 3 &n>; }; };'],
  ['paths', '&{/soc} { a = <2>; b: dev@1 { link = <&b>, <&gic>; }; }; &{/} { top; };'],
  ['several, that refer to one another', '&uart { x: x { p = <&y>; }; }; &soc { y: y { p = <&x &x>; }; };'],
  [
    'written as fragments',
    '/ { fragment@0 { target = <&soc>; __overlay__ { l { p = <&q>, "x", <&uart>; q: q { }; }; }; }; fragment@1 { target-path = "/"; __overlay__ { r; }; }; };',
  ],
  ['what the base has already', '&soc { a = <3>; uart@0 { x = <9>; child { z; }; more { }; }; };'],
];

describe('overlays', () => {
  const base =
    '/dts-v1/;\n/ { gic: intc { phandle = <5>; }; soc: soc { a = <1>; uart: uart@0 { status = "disabled"; x = <&gic>; child { y; }; }; old { phandle = <7>; }; }; };\n';

  withDtc.each(OVERLAYS)('%s: compiled and applied as dtc and fdtoverlay do', (_, body) => {
    const source = `/dts-v1/;\n/plugin/;\n${body}\n`;
    const blob = compile(source, '-@');
    expectSame(read(source, { symbols: true }), blob);
    const baseBlob = compile(base, '-@');
    writeFileSync(join(room, 'base.dtb'), baseBlob);
    writeFileSync(join(room, 'overlay.dtbo'), blob);
    run('fdtoverlay', ['-i', 'base.dtb', '-o', 'merged.dtb', 'overlay.dtbo']);
    const merged = applyOverlay(MESSAGES.devicetree, readBlob(baseBlob), readBlob(blob));
    if (!merged.ok) throw new Error(formatProblem(merged.error));
    expect(writeDts(merged.value)).toBe(writeDts(readBlob(new Uint8Array(readFileSync(join(room, 'merged.dtb'))))));
  });
});

/** What fdtoverlay makes of a base and overlays in this order, and what we do: from blobs, and with the overlays as sources. */
function expectMerged(base: string, sources: readonly string[]): void {
  const baseBlob = compile(base, '-@');
  const blobs = sources.map((source) => compile(source, '-@'));
  writeFileSync(join(room, 'base.dtb'), baseBlob);
  for (const [at, blob] of blobs.entries()) writeFileSync(join(room, `${at}.dtbo`), blob);
  run('fdtoverlay', ['-i', 'base.dtb', '-o', 'merged.dtb', ...blobs.map((_, at) => `${at}.dtbo`)]);
  const theirs = writeDts(readBlob(new Uint8Array(readFileSync(join(room, 'merged.dtb')))));
  const layers = [blobs.map(readBlob), sources.map((source) => read(source, { symbols: true }))];
  for (const overlays of layers) {
    let merged = readBlob(baseBlob);
    for (const overlay of overlays) {
      const applied = applyOverlay(MESSAGES.devicetree, merged, overlay);
      if (!applied.ok) throw new Error(formatProblem(applied.error));
      merged = applied.value;
    }
    // As a blob, which has no labels of a source.
    expect(writeDts(readBlob(writeDtb(merged)))).toBe(theirs);
  }
}

/** Bases and overlays by chance, always the same for a number: nested nodes, values, references back, forth and into the base. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2_654_435_761;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  /** `labels` are those that can be referred to. */
  #value(labels: readonly string[]): string {
    const label = labels[this.below(labels.length)];
    const cells = `<${this.below(9)} ${label === undefined ? '7' : `&${label} ${this.below(3)}`}>`;
    return [cells, `"text", ${cells}`, `[0${this.below(9)} ff], <${this.below(99)}>`, '""'][this.below(4)] ?? '';
  }

  /** Nodes with some of these names; they get the labels that are left, in order. */
  nodes(names: string, left: string[], labels: readonly string[], depth: number): string {
    const children = names.split('').filter(() => depth > 0 && this.below(3) > 0);
    const texts = children.map((name) => {
      const label = left.shift();
      return `${label === undefined ? '' : `${label}: `}${name} { ${this.body(names, left, labels, depth - 1)} };`;
    });
    return texts.join(' ');
  }

  /** The inside of a node: properties, then nodes. */
  body(names: string, left: string[], labels: readonly string[], depth: number): string {
    const properties = ['p', 'q', 'r'].filter(() => this.below(3) > 0);
    const texts = properties.map((name) => `${name} = ${this.#value(labels)};`);
    return [...texts, this.nodes(names, left, labels, depth)].join(' ');
  }
}

// Without nodes that have a phandle in the base and in an overlay: libfdt 1.6 takes the overlay’s, later ones and we keep the base’s.
describe('overlays by chance', () => {
  const head = '/dts-v1/;\n';
  const bases = ['b0', 'b1', 'b2', 'b3', 'b4'];

  withDtc.each(
    sampleOf(
      Array.from({ length: 40 }, (_, seed) => seed),
      10,
    ),
  )('%d: two of them, one on the other', (seed) => {
    const chance = new Chance(seed + 1);
    const trunk = bases.map((label) => `${label}: n${label} { };`).join(' ');
    const base = `${head}/ { ${chance.body('', [], bases, 0)} ${trunk} ${chance.nodes('abc', [], bases, 3)} };\n`;
    const overlay = (own: readonly string[], names: string, known: readonly string[]): string => {
      // A label that no node has got cannot be referred to.
      const given = [...own];
      const inside = Array.from({ length: 3 }, () => {
        const target = known[chance.below(known.length)];
        return `&${target} { ${chance.body('', [], known, 0)} ${own[0]}${target}: ${own[0]} { p = <&${bases[0]}>; }; ${chance.nodes(names, given, known, 2)} };`;
      });
      const unique = inside.filter(
        (text, at) => inside.findIndex((each) => each.slice(0, 6) === text.slice(0, 6)) === at,
      );
      return `${head}/plugin/;\n${unique.join('\n')}\n&{/} { ${chance.body('abc', [], known, 2)} };\n`;
    };
    const first = overlay(['u0', 'u1', 'u2'], 'xyz', bases);
    const defined = ['u0', 'u1', 'u2'].filter((label) => first.includes(`${label}: `));
    const second = overlay(['v0', 'v1'], 'uva', [...bases, ...defined]);
    expectMerged(base, [first, second]);
  });

  withDtc('one that refers to what the one before it added', () => {
    const first = `${head}/plugin/;\n&b1 { bus: bus { ic: ic { interrupt-controller; #interrupt-cells = <2>; }; }; };\n`;
    const second = `${head}/plugin/;\n&bus { dev { interrupt-parent = <&ic>; interrupts-extended = <&ic 1 4>, <&b0 2>; }; };\n`;
    expectMerged(`${head}/ { b0: a { }; b1: b { }; };\n`, [first, second]);
  });
});
