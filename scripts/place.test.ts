/**
 * One C file, one place: drivers/x/y.c is engine/linux/drivers/x/y.ts, or the folder engine/linux/drivers/x/y/ with an
 * index.ts that only re-exports. A header has its place the same way; one that shares its name with the C file beside it shares
 * its place. kernel-files.txt says which files the kernels have.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../src/engine/api/kernel-versions.ts';
import { arrowsIn, filesBelow, isTest } from './floors.ts';
import { ROOT } from './stale.mjs';

const LINUX = 'src/engine/linux/';
const STAND_INS = 'stand-ins/';
/** Files of our own that are no part of the kernel, and why they are not among the stand-ins. */
const OWN: Readonly<Record<string, string>> = {
  'kernel.ts': 'what every function gets as its first argument: the machine, the version, the statics of all files',
};
/** What headers may import beside headers: it needs none itself. */
const NEEDS_NO_HEADER = new Set(['kernel.ts', 'kernel/panic.ts', 'kernel/printk/printk.ts', 'arch/arm64/mm/fault.ts']);
/** A piece of a folder that is shorter belongs into another piece. */
const SHORTEST_PIECE = 30;

interface Tree {
  /** Paths below engine/linux, without tests, and their text. */
  readonly texts: ReadonlyMap<string, string>;
  /** What the kernels have, and which version has it. */
  readonly kernel: ReadonlyMap<string, readonly string[]>;
}

function readTree(): Tree {
  const files = filesBelow(ROOT, LINUX.slice(0, -1)).filter((file) => file.endsWith('.ts') && !isTest(file));
  const texts = new Map(files.map((file) => [file.slice(LINUX.length), readFileSync(join(ROOT, file), 'utf8')]));
  const lines = readFileSync(join(ROOT, 'scripts/kernel-files.txt'), 'utf8').split('\n');
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' '));
  return { texts, kernel: new Map(entries.map(([path = '', ...versions]) => [path, versions])) };
}

/** The place a file belongs to: itself without .ts, or the folder with an index.ts that it is in. */
function placeOf(file: string, { texts }: Tree): string {
  const parts = file.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    if (texts.has(`${folder}/index.ts`)) return folder;
  }
  return file.replace(/\.ts$/, '');
}

/** The kernel's paths that a place may stand for. */
function kernelPaths(place: string): string[] {
  const asm = place.startsWith('include/asm/') ? [`arch/arm64/${place}.h`] : [];
  return [`${place}.c`, `${place}.h`, ...asm];
}

/** What is wrong with where files are, a sentence each. */
function complaints(tree: Tree): string[] {
  const { texts, kernel } = tree;
  const wrong: string[] = [];
  const used = new Set<string>();
  for (const [file, text] of texts) {
    if (file in OWN) continue;
    const place = placeOf(file, tree);
    const standsIn = file.startsWith(STAND_INS);
    const paths = standsIn ? [file] : kernelPaths(place);
    const known = paths.filter((path) => kernel.has(path));
    known.forEach((path) => used.add(path));
    if (!standsIn && known.length === 0) wrong.push(`${file}: no kernel has ${place}.c or .h`);
    if (texts.has(`${place}.ts`) && file !== `${place}.ts`) wrong.push(`${file}: ${place}.ts stands beside the folder`);
    for (const { path, others } of sourcesIn(file, text)) {
      if (!paths.includes(path)) wrong.push(`${file}: says that it is of ${path}`);
      for (const [version, other] of others) {
        used.add(other);
        if (kernel.get(other)?.includes(version) !== true) wrong.push(`${file}: ${version} has no ${other}`);
      }
    }
    if (file === `${place}/index.ts`) wrong.push(...complaintsOfIndex(file, text));
    else if (place !== file.replace(/\.ts$/, '') && text.trimEnd().split('\n').length < SHORTEST_PIECE) {
      wrong.push(`${file}: has fewer than ${SHORTEST_PIECE} lines`);
    }
  }
  for (const path of kernel.keys()) if (!used.has(path)) wrong.push(`kernel-files.txt: nothing models ${path}`);
  return wrong;
}

function complaintsOfIndex(file: string, text: string): string[] {
  const { program } = parseSync(file, text);
  const own = program.body.every(
    (statement) =>
      (statement.type === 'ExportAllDeclaration' || statement.type === 'ExportNamedDeclaration') &&
      statement.source !== null &&
      /^\.\/[^/]+$/.test(statement.source.value),
  );
  return own ? [] : [`${file}: does more than re-export its folder`];
}

interface SourceCall {
  readonly path: string;
  /** Version and path. */
  readonly others: readonly (readonly [string, string])[];
}

/** The calls of source('…') and statics<…>('…') of a file. The name of statics may go on after a colon. */
function sourcesIn(file: string, text: string): SourceCall[] {
  const calls = [...text.matchAll(/\b(?:source|statics(?:<\w+>)?)\(\s*([^,)]*)(?:,\s*\{([^}]*)\})?/g)];
  return calls.map(([call, first = '', rest = '']) => {
    const path = /^'([^':]+)(?::[^']*)?'$/.exec(first.trim())?.[1] ?? `an unknown file (${first})`;
    const others = call.startsWith('source') ? [...rest.matchAll(/'([\d.]+)': '([^']+)'/g)] : [];
    return { path, others: others.map(([, version = '', other = '']) => [version, other] as const) };
  });
}

describe('engine/linux', () => {
  const tree = readTree();

  it('has each C file and header at its own place', () => {
    expect(complaints(tree)).toEqual([]);
  });

  it('has a reason for each file of its own that is no stand-in', () => {
    expect(Object.keys(OWN).filter((file) => !tree.texts.has(file))).toEqual([]);
  });

  it('knows the versions that the list of kernel files speaks of', () => {
    const spoken = new Set([...tree.kernel.values()].flat());
    expect([...spoken].toSorted()).toEqual(KERNEL_VERSIONS.map(({ version }) => version).toSorted());
  });

  it('has headers that need no C file to be evaluated first', () => {
    // Files import each other in circles: a header's constants must be there before anything else is.
    const arrows = [...tree.texts].flatMap(([file, text]) => arrowsIn(LINUX + file, text));
    const wrong = arrows.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith(`${LINUX}include/`) &&
        to.startsWith(LINUX) &&
        !to.startsWith(`${LINUX}include/`) &&
        !NEEDS_NO_HEADER.has(to.slice(LINUX.length)) &&
        !typeOnly,
    );
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

describe('the rule itself', () => {
  const kernel = new Map([
    ['a/b.c', ['6.1', '6.12']],
    ['a/old.c', ['6.1']],
    ['arch/arm64/include/asm/io.h', ['6.1', '6.12']],
  ]);
  const judge = (files: Readonly<Record<string, string>>): string[] =>
    complaints({ texts: new Map(Object.entries(files)), kernel }).filter((line) => !line.startsWith('kernel-files'));
  const long = '\n'.repeat(SHORTEST_PIECE) + 'export {};';

  it('allows a file, a folder, a header of arm64, a function that was elsewhere, and a stand-in', () => {
    expect(judge({ 'a/b.ts': "const at = source('a/b.c', { '6.1': 'a/old.c' });" })).toEqual([]);
    expect(
      judge({ 'a/b/index.ts': "export * from './c.ts';", 'a/b/c.ts': `const at = source('a/b.c');${long}` }),
    ).toEqual([]);
    expect(judge({ 'include/asm/io.ts': '', 'stand-ins/x.ts': "source('stand-ins/x.ts')" })).toEqual([]);
    expect(judge({ 'a/b.ts': "statics<b_c>('a/b.c: a part', { n: num() })" })).toEqual([]);
  });

  it.each([
    [{ 'a/b.ts': "source('a/c.c')" }, 'says that it is of a/c.c'],
    [{ 'a/b.ts': 'source(FILE)' }, 'an unknown file'],
    [{ 'a/b.ts': "statics<b_c>('a/c.c', {})" }, 'says that it is of a/c.c'],
    [{ 'a/b.ts': "source('a/b.c', { '6.12': 'a/old.c' })" }, '6.12 has no a/old.c'],
    [{ 'a/turn.ts': '' }, 'no kernel has a/turn.c'],
    [{ 'a/b.ts': '', 'a/b/index.ts': '', 'a/b/c.ts': long }, 'a/b.ts stands beside the folder'],
    [{ 'a/b/index.ts': 'export const x = 1;' }, 'does more than re-export'],
    [{ 'a/b/index.ts': "export * from '../old.ts';" }, 'does more than re-export'],
    [{ 'a/b/index.ts': "export * from './c.ts';", 'a/b/c.ts': '' }, 'fewer than 30 lines'],
  ])('refuses %o', (files, why) => {
    expect(judge(files).join('\n')).toContain(why);
  });

  it('refuses an entry of the list that nothing models', () => {
    expect(complaints({ texts: new Map(), kernel })).toContain('kernel-files.txt: nothing models a/b.c');
  });
});
