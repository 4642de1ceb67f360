/**
 * The configuration whose drivers count: everything that Kconfig lets an arm64 kernel have. `make allyesconfig` without
 * COMPILE_TEST gives it, but for drivers that exclude each other; a second run with the excluding ones off adds those.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Config = ReadonlyMap<string, string>;

/** Options that would turn the kernel into another machine's, or build what is for tests of builds. */
const OFF = ['COMPILE_TEST', 'CPU_BIG_ENDIAN'];

export function parseConfig(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^(CONFIG_\w+)=(.*)$/gm)) found.set(name, value);
  return found;
}

function allYes(tree: string, out: string, off: readonly string[]): Config {
  mkdirSync(out, { recursive: true });
  const fixed = join(out, 'off.config');
  writeFileSync(fixed, off.map((name) => `# CONFIG_${name} is not set\n`).join(''));
  execFileSync('make', ['-s', '-C', tree, `O=${out}`, 'ARCH=arm64', 'allyesconfig'], {
    env: { ...process.env, KCONFIG_ALLCONFIG: fixed, CROSS_COMPILE: process.env.CROSS_COMPILE ?? 'aarch64-linux-gnu-' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return parseConfig(readFileSync(join(out, '.config'), 'utf8'));
}

/** Tristate options of drivers that others ask to be off (`depends on !X`, `X=n`). */
export function excluders(kconfigs: Iterable<string>): string[] {
  const tristate = new Set<string>();
  const excluded = new Set<string>();
  for (const text of kconfigs) {
    for (const [, name = ''] of text.matchAll(/^\s*(?:menu)?config\s+(\w+)\n\s*tristate\b/gm)) tristate.add(name);
    for (const [line] of text.matchAll(/^\s*depends on .*$/gm)) {
      for (const [, not, equal] of line.matchAll(/!\s*(\w+)\b(?!\s*=)|\b(\w+)\s*=\s*n\b/g))
        excluded.add(not ?? equal ?? '');
    }
  }
  return [...excluded].filter((name) => tristate.has(name)).sort();
}

function* kconfigsBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* kconfigsBelow(path);
    else if (entry.name.startsWith('Kconfig')) yield readFileSync(path, 'utf8');
  }
}

/** Asks Kconfig of a tree, in a folder of its own outside of it. Needs make, a C compiler, flex and bison. */
export function configure(tree: string, scratch: string): Config {
  const first = allYes(tree, join(scratch, 'all'), OFF);
  const off = [...kconfigsBelow(join(tree, 'drivers')), ...kconfigsBelow(join(tree, 'sound'))];
  const second = allYes(tree, join(scratch, 'others'), [...OFF, ...excluders(off)]);
  return new Map([...second, ...first]);
}
