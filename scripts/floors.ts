/** The floors of src/: which room stands on which, and what may import what. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';

/**
 * From the ground up. A room imports only from floors below its own, and from itself. A folder with rooms inside stands above
 * them, and has the files that are in none of them.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['src/base/'],
  // Below all that say something to a person.
  ['src/engine/api/'],
  ['src/engine/recorder/', 'src/engine/devicetree/'],
  ['src/engine/machine/'],
  ['src/engine/linux/'],
  ['src/engine/report/'],
  ['src/engine/scenario/'],
  ['src/engine/run/'],
  ['src/engine/record/'],
  ['src/engine/findings/', 'src/engine/collected/'],
  ['src/engine/views/words/'],
  ['src/engine/views/changes/'],
  ['src/engine/views/way/'],
  [
    'src/engine/views/inspect/',
    'src/engine/views/registers/',
    'src/engine/views/search/',
    'src/engine/views/tables/',
    'src/engine/views/time/',
    'src/engine/views/topology/',
  ],
  // What is left of the views puts them together.
  ['src/engine/views/'],
  ['src/engine/compare/', 'src/engine/export/'],
  ['src/engine/index.ts'],
  ['src/worker/', 'src/permalink/'],
  ['src/library/', 'src/ui/'],
  // The command line draws with the page's own picture.
  ['src/cli/'],
];

const DOOR = 'src/engine/index.ts';
const API = 'src/engine/api/';
const BUS = 'src/engine/machine/bus.ts';
/** All that the command line may have of the page. */
const STILL_PICTURE = 'src/ui/topology/still-picture.tsx';
const SCENARIO_SCHEMA = 'src/engine/api/scenario/';
const SCENARIO_NAMES = 'src/engine/api/scenario/names.ts';

/** One import: both ends as paths below the root of the repository. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

interface Room {
  readonly name: string;
  readonly floor: number;
}

export function roomOf(file: string): Room | undefined {
  for (const [index, rooms] of FLOORS.entries()) {
    const name = rooms.find((room) => (room.endsWith('/') ? file.startsWith(room) : file === room));
    if (name !== undefined) return { name, floor: index + 1 };
  }
  return undefined;
}

export function isTest(file: string): boolean {
  // testing.ts and testing/ hold what tests share.
  return /\.test\.tsx?$|\/testing(\.ts|\/.*)$/.test(file);
}

/** Why this import may not be, in a sentence; undefined when it may. Tests may look into any room. */
export function objection({ from, to, typeOnly }: Arrow): string | undefined {
  if (isTest(to) && !isTest(from)) return 'a test is imported';
  if (isTest(from)) return undefined;
  const own = roomOf(from);
  const other = roomOf(to);
  if (own === undefined) return `${from} stands in no room`;
  if (other === undefined) return `${to} stands in no room`;
  if (own.name === other.name) return undefined;
  if (other.floor > own.floor) return `runs up from floor ${own.floor} to floor ${other.floor}`;
  if (other.floor === own.floor) return 'rooms on one floor do not know each other';
  if (own.name === 'src/engine/linux/' && other.name === 'src/engine/machine/' && to !== BUS) {
    return `the kernel touches hardware only through ${BUS}`;
  }
  if ((own.name === 'src/ui/' || own.name === 'src/permalink/') && to === DOOR && !typeOnly) {
    return `the page would load the engine itself: values come from ${API}`;
  }
  if (own.name === 'src/cli/' && other.name === 'src/ui/' && to !== STILL_PICTURE) {
    return `the command line has of the page ${STILL_PICTURE} alone`;
  }
  const outside = !from.startsWith('src/engine/') && !typeOnly;
  if (outside && to.startsWith(SCENARIO_SCHEMA) && to !== SCENARIO_NAMES) {
    return 'only types come from the scenario’s schema, so that it is loaded with the engine';
  }
  const behindTheDoor = to.startsWith('src/engine/') && to !== DOOR && other.name !== API;
  if (outside && behindTheDoor) return `only types come from behind ${DOOR}`;
  return undefined;
}

/** The relative imports in a source text: static, re-exported, dynamic, in a type, and workers started by address. */
export function arrowsIn(file: string, text: string): Arrow[] {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const found: { readonly specifier: string; readonly typeOnly: boolean }[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    found.push({ specifier: moduleRequest.value, typeOnly });
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) {
      if (entry.moduleRequest) found.push({ specifier: entry.moduleRequest.value, typeOnly: entry.isType });
    }
  }
  for (const [, specifier = ''] of text.matchAll(/\b(?:import|new URL)\(\s*['"]([^'"]+)['"]/g)) {
    found.push({ specifier, typeOnly: false });
  }
  return found
    .filter(({ specifier }) => specifier.startsWith('.') && /\.tsx?$/.test(specifier))
    .map(({ specifier, typeOnly }) => ({
      from: file,
      to: join(dirname(file), specifier).replaceAll('\\', '/'),
      typeOnly,
    }));
}

/** All files below a folder, as paths below the root, but what is installed or built. */
export function filesBelow(root: string, folder: string): string[] {
  const skip = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'playwright-report', '.git', '.cache']);
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (skip.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

export function arrowsOf(root: string): Arrow[] {
  const sources = filesBelow(root, 'src').filter((file) => /\.tsx?$/.test(file));
  return sources.flatMap((file) => arrowsIn(file, readFileSync(join(root, file), 'utf8')));
}
