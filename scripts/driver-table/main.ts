/**
 * Writes the table of Linux's drivers for arm64, from the match tables of unpacked kernel trees:
 *
 *     npm run driver-table -- 6.1=PATH 6.12=PATH 7.3=PATH [--keep=FOLDER]
 *
 * oldest version first. `--keep` writes what each tree gave to FOLDER/VERSION.json, to look into and to be named instead
 * of the tree the next time. README.md beside this file says how it is read and what it holds.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../stale.mjs';
import { configure } from './configure.ts';
import { corrected } from './irq-corrections.ts';
import { readTree } from './kernel-tree.ts';
import { mergeVersions } from './merge.ts';
import { type ScannedDriver } from './model.ts';
import { packTable, reachable } from './pack.ts';

const OUTPUT = 'public/drivers.json';

function readerOf(tree: string): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (known.has(path)) return known.get(path);
    let text: string | undefined;
    try {
      text = readFileSync(join(tree, path), 'utf8');
    } catch {
      // There is no such file, which is an answer.
    }
    known.set(path, text);
    return text;
  };
}

/** `6.12.117` of a tree's Makefile. */
function releaseOf(makefile: string): string {
  const part = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(makefile)?.[1] ?? '0';
  return `${part('VERSION')}.${part('PATCHLEVEL')}.${part('SUBLEVEL')}`;
}

interface Version {
  readonly version: string;
  readonly release: string;
  readonly drivers: readonly ScannedDriver[];
}

function scan(version: string, tree: string): Version {
  const began = Date.now();
  const scratch = mkdtempSync(join(tmpdir(), 'irqscope-drivers-'));
  try {
    const read = readerOf(tree);
    const config = configure(tree, scratch);
    const { drivers, doubts } = readTree({ read, config: (name) => config.get(name) });
    for (const doubt of doubts) console.log(`${version}: ${doubt}`);
    console.log(`${version}: ${drivers.length} drivers in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    return { version, release: releaseOf(read('Makefile') ?? ''), drivers };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function main(args: readonly string[]) {
  const keep = args.find((arg) => arg.startsWith('--keep='))?.slice('--keep='.length);
  const versions = args
    .filter((arg) => !arg.startsWith('--'))
    .map((arg): Version => {
      const [version = '', path = ''] = arg.split('=');
      if (path === '') throw new Error(`${arg}: say which version lies where, as in 6.12=linux-6.12`);
      const read: Version = path.endsWith('.json') ? JSON.parse(readFileSync(path, 'utf8')) : scan(version, path);
      if (keep !== undefined) writeFileSync(join(keep, `${version}.json`), JSON.stringify(read, undefined, 1));
      return read;
    });
  if (versions.length === 0) throw new Error('say which kernel trees to read, as in 6.1=linux-6.1 6.12=linux-6.12');
  const rows = mergeVersions(versions.map(({ version, drivers }) => reachable(corrected(version, drivers))));
  const packed = packTable(
    rows,
    versions.map(({ version, release }) => ({ version, release })),
  );
  const lines = Object.entries(packed).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const text = `{\n${lines.join(',\n')}\n}\n`;
  writeFileSync(join(ROOT, OUTPUT), text);
  const size = gzipSync(text, { level: 9 }).length;
  console.log(`${OUTPUT}: ${rows.length} rows, ${text.length} bytes, ${size} compressed`);
}

main(process.argv.slice(2));
