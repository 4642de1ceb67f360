/** What every file of the repository must keep to. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, isTest } from './floors.ts';
import { ROOT } from './stale.mjs';

const LARGEST_SCANNED = 4 * 1024 * 1024;

/** Text files with their text. */
const texts = new Map<string, string>();

beforeAll(() => {
  for (const file of filesBelow(ROOT, '')) {
    const path = join(ROOT, file);
    if (statSync(path).size > LARGEST_SCANNED) continue;
    const bytes = readFileSync(path);
    if (!bytes.subarray(0, 8192).includes(0)) texts.set(file, bytes.toString('utf8'));
  }
});

/** The places where one of the patterns occurs, as `file:line`. */
function places(patterns: readonly RegExp[], files: Iterable<readonly [string, string]> = texts): string[] {
  const found: string[] = [];
  for (const [file, text] of files) {
    if (!patterns.some((pattern) => pattern.test(text))) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (patterns.some((pattern) => pattern.test(line))) found.push(`${file}:${index + 1}: ${line.slice(0, 120)}`);
    }
  }
  return found;
}

/** Patterns are put together from pieces, so that this file is not a find itself. */
function pattern(...pieces: readonly string[]): RegExp {
  return new RegExp(pieces.join(''));
}

describe('every file', () => {
  it('names no folder of the machine it was written on', () => {
    const before = '(^|[\\s"\'`(\\[=:,/])';
    const unix = [
      ['/wo', 'rk/'],
      ['/far', 'm/'],
      ['/ro', 'ot/'],
      ['/ho', 'me/[a-z]'],
      ['/Us', 'ers/[a-z]'],
    ];
    expect(places(unix.map((pieces) => pattern(before, ...pieces)))).toEqual([]);
  });

  it('names no package registry', () => {
    const hosts = [
      ['registry\\.npm', 'js'],
      ['registry\\.yarn', 'pkg'],
      ['npm\\.pkg\\.git', 'hub'],
    ];
    expect(places(hosts.map((pieces) => pattern(...pieces)))).toEqual([]);
    expect(texts.get('package-lock.json')).not.toMatch(pattern('"resol', 'ved": "http'));
  });

  it('is no leftover of a merge', () => {
    expect(places([/^<{7} /, /^>{7} /])).toEqual([]);
  });
});

describe('the page', () => {
  const isUi = (file: string): boolean => /^src\/ui\/.*\.tsx?$/.test(file);

  it('keeps and changes its state in src/ui/store alone', () => {
    const outside = [...texts].filter(([file]) => isUi(file) && !file.startsWith('src/ui/store/'));
    expect(outside.length).toBeGreaterThan(100);
    expect(places([/\bsetState\b/, /['"]zustand(\/[^'"]*)?['"]/], outside)).toEqual([]);
  });
});

describe('package-lock.json', () => {
  // Otherwise `npm ci` refuses it, there and here. It happens when a registry has a program but not yet all its builds.
  it('lists what a package needs on other platforms too', () => {
    type Locked = Record<string, { readonly optionalDependencies?: Record<string, string> }>;
    const { packages } = JSON.parse(texts.get('package-lock.json') ?? '{}') as { packages: Locked };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe('every folder of src/engine and src/ui', () => {
  it('says in a README of a few lines what belongs there', () => {
    const sources = [...texts.keys()].filter((file) => /^src\/(engine|ui)\/.*\.tsx?$/.test(file) && !isTest(file));
    // Folders of the kernel's tree are the kernel's: what belongs there needs no telling.
    const folders = [...new Set(sources.map((file) => dirname(file)))].filter(
      (folder) => !folder.startsWith('src/engine/linux/'),
    );
    const wrong = folders.flatMap((folder) => {
      const text = texts.get(`${folder}/README.md`);
      if (text === undefined) return [`${folder} has none`];
      const lines = text.trim().split('\n').length;
      return lines < 3 || lines > 30 ? [`${folder} has ${lines} lines`] : [];
    });
    expect(wrong).toEqual([]);
  });
});
