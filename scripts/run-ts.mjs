/**
 * Runs a TypeScript program of this repository: `node scripts/run-ts.mjs src/cli/main.ts [argument …]`.
 *
 * Node 20 cannot read TypeScript, so the program is bundled into one file below dist/ (src/cli/main.ts becomes
 * dist/cli/main.js), with its dependencies, and only when a module that went into it has changed. It then runs in
 * this process, in the folder where the user stands. `--bundle-only` as the first argument builds without running.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, fingerprint, fromRoot, isFresh, writeStamp } from './stale.mjs';

/** These shape every bundle. */
const ALWAYS = ['package-lock.json', 'tsconfig.json', 'scripts/run-ts.mjs', 'scripts/stale.mjs'];

/** @param {string} entry */
function outputOf(entry) {
  return join(ROOT, 'dist', fromRoot(resolve(ROOT, entry)).replace(/^src\//, '')).replace(/\.tsx?$/, '.js');
}

/**
 * In a bundle, `import.meta.url` is still the address of the module it was written in.
 * @param {string} outDir
 * @returns {import('vite').Plugin}
 */
function keepModuleAddresses(outDir) {
  return {
    name: 'keep-module-addresses',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('import.meta.url') || id.includes('node_modules')) return undefined;
      const path = relative(outDir, id).replaceAll('\\', '/');
      const replaced = code.replaceAll('import.meta.url', `new URL(${JSON.stringify(path)}, import.meta.url).href`);
      // Lines stay where they are, which is all that a stack trace needs.
      const mappings = `AAAA${';AACA'.repeat(code.split('\n').length - 1)}`;
      return { code: replaced, map: { version: 3, names: [], sources: [id], sourcesContent: [code], mappings } };
    },
  };
}

/**
 * Bundles the program if it is missing or stale, and returns the path of the bundle.
 * @param {string} entry
 */
export async function bundle(entry) {
  const output = outputOf(entry);
  const stamp = output.replace(/\.js$/, '.inputs.json');
  if (isFresh(output, stamp)) return output;

  const { build } = await import('vite');
  const outDir = dirname(output);
  const before = new Map();
  const modules = new Set(ALWAYS);
  const result = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [
      keepModuleAddresses(outDir),
      {
        name: 'note-inputs',
        load(id) {
          if (!id.startsWith(ROOT.replaceAll('\\', '/')) || id.includes('node_modules')) return;
          const path = fromRoot(id.replace(/\?.*$/, ''));
          modules.add(path);
          before.set(path, fingerprint([path]));
        },
      },
    ],
    // Vite looks for its own files beside itself, so it cannot be bundled; only scripts use it.
    ssr: { noExternal: true, external: ['vite'] },
    build: {
      ssr: resolve(ROOT, entry),
      outDir,
      write: false,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        output: { codeSplitting: false, entryFileNames: basename(output), banner: '#!/usr/bin/env node' },
      },
    },
  });

  // Others may be running the old bundle, or writing the same one: each file appears at once and whole.
  mkdirSync(outDir, { recursive: true });
  if (!('output' in result)) throw new Error(`bundling ${entry} gave no output`);
  for (const file of result.output) {
    const scratch = join(outDir, `.${file.fileName}.${process.pid}`);
    writeFileSync(scratch, file.type === 'chunk' ? file.code : file.source);
    renameSync(scratch, join(outDir, file.fileName));
  }
  const unchanged = [...before].every(([path, print]) => fingerprint([path]) === print);
  if (unchanged) writeStamp(stamp, [...modules], fingerprint([...modules]));
  else rmSync(stamp, { force: true });
  return output;
}

async function main() {
  const args = process.argv.slice(2);
  const bundleOnly = args[0] === '--bundle-only';
  if (bundleOnly) args.shift();
  const entry = args.shift();
  if (entry === undefined) throw new Error('say which program to run: node scripts/run-ts.mjs FILE.ts [argument …]');
  const output = await bundle(entry);
  if (bundleOnly) return;
  // npm moves to the root of the repository; paths that the user types are meant from where the user is.
  if (process.env.npm_lifecycle_event !== undefined && process.env.INIT_CWD !== undefined) {
    process.chdir(process.env.INIT_CWD);
  }
  process.argv = [process.execPath, output, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(output).href);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === resolve(ROOT, 'scripts/run-ts.mjs')) {
  main().catch((error) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = 2;
  });
}
