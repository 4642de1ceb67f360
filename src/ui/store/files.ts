/** What a person dropped or chose, as files with their paths. Contents are left to the engine's worker, which reads what it needs. */
import type { GivenFile } from '../../worker/contract.ts';

/** Files that may matter to a device tree. Zips are looked into by the worker; /sys/firmware/fdt has no ending. */
const ENDINGS = /\.(dts|dtsi|dtso|dtb|dtbo|h|json|zip|bin|img)$|(^|\/)[^./]+$/i;

/** Folders that no device tree is in. */
const IGNORED = new Set(['.git', 'node_modules', '__MACOSX']);

/** Where a kernel's sources have device trees and what those include; "*" is any name. */
const IN_KERNEL = [
  ['arch', '*', 'boot', 'dts'],
  ['include', 'dt-bindings'],
  ['include', 'uapi', 'linux', 'input-event-codes.h'],
];

/** What tells the top folder of a kernel's sources. */
const KERNEL_FOLDERS = ['arch', 'drivers', 'include'];

/** Files chosen in the browser's dialog; of a folder only what may matter. */
export function filesOf(list: readonly File[]): GivenFile[] {
  const all = list.map((file) => ({
    path: file.webkitRelativePath || file.name,
    blob: file,
  }));
  if (all.every(({ path }) => !path.includes('/'))) return all;
  const tops = kernelTops(all.map(({ path }) => path));
  return all.filter(({ path }) => ENDINGS.test(path) && isUseful(path.split('/'), tops));
}

/** Files and folders that were dropped. The browser forgets them when the event is over, so this is to be called in it. */
export function filesIn(transfer: DataTransfer): Promise<GivenFile[]> {
  const entries: FileSystemEntry[] = [];
  const files: File[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry?.isDirectory === true) entries.push(entry);
    else if (file !== null) files.push(file);
  }
  return walk(entries, filesOf(files));
}

async function walk(entries: readonly FileSystemEntry[], given: GivenFile[]): Promise<GivenFile[]> {
  const tops = new Set<string>();
  const waiting = [...entries];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (isDirectory(entry)) {
      const children = await childrenOf(entry);
      const names = new Set(children.map(({ name }) => name));
      if (KERNEL_FOLDERS.every((name) => names.has(name))) tops.add(path);
      waiting.push(...children.filter(({ name }) => isUseful([...path.split('/'), name], tops)));
    } else if (isFile(entry) && ENDINGS.test(path)) {
      given.push({ path, blob: await fileOf(entry) });
    }
  }
  return given;
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** A reader gives a hundred or so at a time. */
async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Top folders of kernel sources among the paths, at most one level down. */
function kernelTops(paths: readonly string[]): Set<string> {
  const below = new Map<string, Set<string>>();
  for (const path of paths) {
    const [top = '', folder, rest] = path.split('/', 3);
    if (rest === undefined || folder === undefined) continue;
    const known = below.get(top);
    if (known === undefined) below.set(top, new Set([folder]));
    else known.add(folder);
  }
  return new Set([...below].filter(([, names]) => KERNEL_FOLDERS.every((name) => names.has(name))).map(([top]) => top));
}

/** Not in a folder to be ignored; in a kernel's sources, on the way to device trees or their includes. */
function isUseful(parts: readonly string[], tops: ReadonlySet<string>): boolean {
  if (parts.some((part) => IGNORED.has(part))) return false;
  for (let depth = 1; depth < parts.length; depth++) {
    if (!tops.has(parts.slice(0, depth).join('/'))) continue;
    const inside = parts.slice(depth);
    return IN_KERNEL.some((wanted) =>
      wanted.every((name, at) => at >= inside.length || name === '*' || name === inside[at]),
    );
  }
  return true;
}
