/**
 * Builds what is stale: the web page into dist/web, the command line into dist/cli, the library into dist/library. `--web` builds
 * only the page, `--force` builds in any case.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT, fingerprint, isFresh, writeStamp } from './stale.mjs';

const WEB_INPUTS = [
  'index.html',
  'embed.html',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
  'public',
  'src',
];
const WEB_OUTPUT = join(ROOT, 'dist/web/index.html');
const WEB_STAMP = join(ROOT, 'dist/web.inputs.json');
const PROGRAMS = ['src/cli/main.ts'];

export function webIsFresh() {
  return isFresh(WEB_OUTPUT, WEB_STAMP, WEB_INPUTS);
}

/**
 * Builds beside the place where the page belongs and then takes its place, so that a server or a test that is running
 * never meets half a page.
 */
export async function buildWeb() {
  const began = Date.now();
  const digest = fingerprint(WEB_INPUTS);
  const folder = join(ROOT, 'dist/web');
  const [fresh, old] = [`${folder}.new-${process.pid}`, `${folder}.old-${process.pid}`];
  const { build } = await import('vite');
  try {
    await build({ root: ROOT, logLevel: 'warn', build: { outDir: fresh }, plugins: [await keptOffline(fresh)] });
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(fresh, folder);
  } finally {
    for (const leftover of [fresh, old]) rmSync(leftover, { recursive: true, force: true });
  }
  writeStamp(WEB_STAMP, WEB_INPUTS, digest);
  console.log(`Built dist/web in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/**
 * The service worker, with the list of the page's files: all but the maps of sources. It is bundled when the page is there.
 * @param {string} folder where the page is built
 */
async function keptOffline(folder) {
  const { serwist } = await import('@serwist/vite');
  return serwist({
    swSrc: join(ROOT, 'src/ui/service-worker.ts'),
    swDest: join(folder, 'service-worker.js'),
    globDirectory: folder,
    globPatterns: ['**/*'],
    globIgnores: ['**/*.map'],
    // The names of built files have their own digest.
    dontCacheBustURLsMatching: /^assets\//,
    injectionPoint: 'self.__SW_MANIFEST',
    rollupFormat: 'iife',
    maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
  });
}

async function main() {
  const flags = new Set(process.argv.slice(2));
  if (flags.has('--force') || !webIsFresh()) await buildWeb();
  if (flags.has('--web')) return;
  const { buildLibrary } = await import('./library.mjs');
  await buildLibrary({ force: flags.has('--force') });
  const { bundle } = await import('./run-ts.mjs');
  for (const program of PROGRAMS) if (existsSync(join(ROOT, program))) await bundle(program);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === join(ROOT, 'scripts/build.mjs')) await main();
