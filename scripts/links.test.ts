import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { filesBelow } from './floors.ts';
import { ROOT } from './stale.mjs';

/** A file of ours as prose names it: kernel files end in .c or .h and are not meant. */
const FILE_NAME = /(?<![\w./<{*:-])(?:\.{0,2}\/)?[\w@-][\w@./-]*\.(?:tsx?|mjs|md)(?![\w*{<])/g;
const LINK = /\]\((?![a-z]+:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;

/** Names that stand for any file: NAME.ts, drivers/x/y.ts; and the kinds of file that rooms may have. */
const EXAMPLE = /(^|\/)(FILE|NAME|x|x\/y)\.ts$|^(testing|inline)\.ts$/;

/** Prose names a file from its own folder, from a folder above, or from a room's root. */
function exists(named: string, from: string): boolean {
  const roots = ['src', 'src/engine', 'src/engine/linux'];
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    roots.push(folder);
    if (folder === '.') break;
  }
  return roots.some((folder) => existsSync(join(ROOT, folder, named)));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(FILE_NAME)].map(([name]) => name).filter((name) => !EXAMPLE.test(name));
}

function missing(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (file.endsWith('.md')) {
    const links = [...text.matchAll(LINK)].map(([, target = '']) => target);
    return [
      ...links.filter((target) => !existsSync(join(ROOT, dirname(file), target))),
      ...namesIn(text.replaceAll(LINK, ']')).filter((name) => !exists(name, file)),
    ];
  }
  const comments = parseSync(file, text).comments.map(({ value }) => value);
  return comments.flatMap(namesIn).filter((name) => !exists(name, file));
}

describe('prose', () => {
  it('links to files that exist, and names no file that does not', () => {
    const files = filesBelow(ROOT, '').filter((file) => /\.(tsx?|mjs|md)$/.test(file));
    const wrong = files.flatMap((file) => missing(file).map((name) => `${file}: ${name}`));
    expect(wrong.join('\n')).toBe('');
  });

  it('knows a file name in prose when it sees one', () => {
    const text = 'See `./a-b.ts`, irq/chip.tsx (not x.c), https://e.org/x.md, *.test.ts, NAME.ts and docs/c.md.';
    expect(namesIn(text)).toEqual(['./a-b.ts', 'irq/chip.tsx', 'docs/c.md']);
  });
});
