/**
 * Builds the library of the package: src/library in one file, dist/library/index.js, and beside it the declarations that its types
 * need and no others.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { bin, run } from './run.mjs';
import { ROOT, fingerprint, isFresh, writeStamp } from './stale.mjs';

const ENTRY = 'src/library/index.ts';
const OUTPUT = join(ROOT, 'dist/library');
const STAMP = join(ROOT, 'dist/library.inputs.json');
const INPUTS = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'scripts/library.mjs'];
/** Packages whose types the declarations name: theirs come along, so that the package depends on none. */
const TYPES = { valibot: 'node_modules/valibot/dist/index.d.mts' };

export async function buildLibrary({ force = false } = {}) {
  if (!force && isFresh(join(OUTPUT, 'index.js'), STAMP)) return;
  const digest = fingerprint(INPUTS);
  rmSync(OUTPUT, { recursive: true, force: true });
  const { build } = await import('vite');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      lib: { entry: join(ROOT, ENTRY), formats: ['es'], fileName: 'index' },
      outDir: OUTPUT,
      target: 'es2023',
      minify: false,
      rolldownOptions: { output: { codeSplitting: false, entryFileNames: 'index.js' } },
    },
  });
  await declare();
  writeStamp(STAMP, INPUTS, digest);
}

/** Writes the declarations that the entry's reach. */
async function declare() {
  const scratch = mkdtempSync(join(tmpdir(), 'irqscope-types-'));
  try {
    const config = join(scratch, 'tsconfig.json');
    const options = { noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true };
    writeFileSync(
      config,
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        compilerOptions: {
          ...options,
          outDir: join(scratch, 'out'),
          rootDir: ROOT,
          typeRoots: [join(ROOT, 'node_modules/@types')],
        },
        files: [join(ROOT, ENTRY)],
        include: [],
      }),
    );
    // What is no part of the declarations may well have no name outside its file: only what is reached counts, below.
    await run(bin('typescript', 'tsc', '-p', config), { seconds: 300 });
    for (const file of reached(join(scratch, 'out'), ENTRY.replace(/\.ts$/, '.d.ts'))) {
      const to = join(OUTPUT, 'types', file.path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, file.text);
    }
    for (const [name, types] of Object.entries(TYPES))
      cpSync(join(ROOT, types), join(OUTPUT, 'types', `${name}.d.mts`));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * A declaration file and all that it imports, with specifiers that a program outside finds.
 * @param {string} folder @param {string} entry
 */
function reached(folder, entry) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const from = path;
    const text = readFileSync(join(folder, path), 'utf8').replaceAll(
      /((?:from|import\()\s*['"])([^'"]+)(['"])/g,
      (_, before, specifier, after) => `${before}${resolved(folder, from, specifier, waiting)}${after}`,
    );
    found.set(path, text);
  }
  return [...found].map(([path, text]) => ({ path, text }));
}

/** @param {string} folder @param {string} from @param {string} specifier @param {string[]} waiting */
function resolved(folder, from, specifier, waiting) {
  if (Object.hasOwn(TYPES, specifier)) {
    const up = relative(dirname(from), '.').replaceAll('\\', '/');
    return `${up === '' ? '.' : up}/${specifier}.mjs`;
  }
  if (!specifier.startsWith('.'))
    throw new Error(`${from} needs the types of ${specifier}: scripts/library.mjs, TYPES`);
  const path = relative(folder, resolve(folder, dirname(from), specifier)).replaceAll('\\', '/');
  const declaration = path.replace(/\.ts$/, '.d.ts');
  if (!existsSync(join(folder, declaration))) throw new Error(`${from} needs ${specifier}, which has no declarations`);
  waiting.push(declaration);
  return specifier.replace(/\.ts$/, '.js');
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === join(ROOT, 'scripts/library.mjs'))
  await buildLibrary({ force: true });
