/** Tells apart what was given: scenarios, boards, overlays, and what only others need. */
import { includePaths } from '../../base/include-paths.ts';
import type { EngineMessages } from '../../engine/api/messages/index.ts';
import { parseDtb } from '../../engine/index.ts';
import type { Files } from '../contract.ts';
import { includesIn } from '../includes.ts';
import { isBlob } from './gather.ts';
import type { FileSource } from './sources.ts';

/** Of more than so many files names alone decide. */
const FEW = 100;

export interface Sorted {
  readonly scenarios: readonly string[];
  readonly boards: readonly string[];
  readonly overlays: readonly string[];
  /** All files lie in no folder: they were given one by one. */
  readonly flat: boolean;
  /** Each board is a blob. */
  readonly blobs: boolean;
}

/** Contents decide where there are few files, names where there are many. Each list is in the order of its names. */
export async function sortOut(source: FileSource, say: EngineMessages['devicetree']): Promise<Sorted> {
  const paths = [...source.sizes.keys()].filter(isVisible).toSorted(byName);
  const named = (ending: RegExp): string[] => paths.filter((path) => ending.test(path));
  const scenarios = await scenariosIn(source, named(/\.json$/i), paths.length);
  const sources = named(/\.dts$/i);
  const blobs = [...named(/\.dtb$/i), ...(await blobsIn(source, paths))];
  const overlays = named(/\.dt[bs]o$/i);
  const flat = !paths.some((path) => path.includes('/'));
  const isFew = sources.length + blobs.length <= FEW;
  const read: Files = isFew ? await source.read([...sources, ...blobs]) : new Map();
  const laid = new Set([...read].filter(([, bytes]) => isOverlay(bytes, say)).map(([path]) => path));
  const own = [...sources, ...blobs].filter((path) => !laid.has(path));
  // Given one by one, a source that another includes is a part of it; in a folder both may be boards.
  const included = flat ? includedAmong(own, read) : new Set<string>();
  const free = own.filter((path) => !included.has(path));
  const boards = free.length > 0 ? free : own;
  return {
    scenarios,
    boards: boards.length + scenarios.length + overlays.length + laid.size > 0 ? boards : loneFile(paths),
    overlays: [...overlays, ...laid].toSorted(byName),
    flat,
    blobs: boards.every((path) => blobs.includes(path)),
  };
}

/** "b2" before "b10", whatever the language of the browser. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Not what a desktop or a version control keeps beside one's files. */
function isVisible(path: string): boolean {
  return !/(^|\/)(\.|__MACOSX\/)/.test(path);
}

/** One file that is none of the known kinds may still be a board: the engine says what it looks like. */
function loneFile(paths: readonly string[]): string[] {
  return paths.length === 1 ? [...paths] : [];
}

/** A file alone is a scenario by its name; among others one has to look like it. */
async function scenariosIn(source: FileSource, paths: readonly string[], count: number): Promise<string[]> {
  if (count === 1 || paths.length > FEW) return [...paths];
  const read = await source.read(paths);
  return paths.filter((path) => /"irqscope(Tour)?"\s*:/.test(new TextDecoder().decode(read.get(path))));
}

/** Blobs by content: /sys/firmware/fdt and the like have no ending that says it. */
async function blobsIn(source: FileSource, paths: readonly string[]): Promise<string[]> {
  const unnamed = paths.filter((path) => !/\.(json|dts|dtsi|dtso|dtb|dtbo|h)$/i.test(path));
  const read = await source.read(unnamed.length <= FEW ? unnamed : unnamed.filter((path) => /(^|\/)fdt$/.test(path)));
  return [...read].filter(([, bytes]) => isBlob(bytes)).map(([path]) => path);
}

function isOverlay(bytes: Uint8Array, say: EngineMessages['devicetree']): boolean {
  if (!isBlob(bytes)) return /^\s*(?:\/dts-v1\/\s*;\s*)?\/plugin\/\s*;/m.test(new TextDecoder().decode(bytes));
  const tree = parseDtb(say, bytes, '');
  return tree.ok && tree.value.plugin;
}

/** Sources that another of them includes. */
function includedAmong(paths: readonly string[], read: Files): Set<string> {
  const included = new Set<string>();
  for (const path of paths) {
    const bytes = read.get(path);
    if (bytes === undefined || isBlob(bytes)) continue;
    for (const { name, angled } of includesIn(new TextDecoder().decode(bytes))) {
      const found = includePaths(name, path, angled).find((one) => one !== path && paths.includes(one));
      if (found !== undefined) included.add(found);
    }
  }
  return included;
}
