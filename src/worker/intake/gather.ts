/** The files that some need: what they include, and what that includes. */
import { besides, includePaths } from '../../base/include-paths.ts';
import type { Files } from '../contract.ts';
import { binariesIn, includesIn } from '../includes.ts';
import type { FileSource } from './sources.ts';

/** Longer ones are no symbolic links. */
const MAX_LINK_BYTES = 200;

/** The files named, with all that they include as far as it is there. */
export async function gather(source: FileSource, roots: readonly string[]): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  const asked = new Set<string>();
  let wanted = roots.filter((path) => source.sizes.has(path));
  while (wanted.length > 0) {
    for (const path of wanted) asked.add(path);
    const read = await readThrough(source, wanted);
    const next = new Set<string>();
    for (const [path, bytes] of read) {
      files.set(path, bytes);
      for (const needed of neededBy(source, path, bytes)) if (!asked.has(needed)) next.add(needed);
    }
    wanted = [...next];
  }
  return files;
}

function neededBy({ sizes }: FileSource, path: string, bytes: Uint8Array): string[] {
  if (isBlob(bytes)) return [];
  const text = new TextDecoder().decode(bytes);
  const found = [
    ...includesIn(text).map(({ name, angled }) => includePaths(name, path, angled)),
    ...binariesIn(text).map((name) => includePaths(name, path, false)),
  ].map((paths) => paths.find((one) => sizes.has(one)));
  return found.filter((one) => one !== undefined);
}

/** A zip, and a file system without symbolic links, keeps of one a file with the path that it leads to. */
async function readThrough(source: FileSource, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const read = new Map(await source.read(paths));
  for (const [path, bytes] of read) {
    const target = linkTarget(source, path, bytes);
    if (target !== undefined) read.set(path, (await source.read([target])).get(target) ?? bytes);
  }
  return read;
}

function linkTarget({ sizes }: FileSource, path: string, bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_LINK_BYTES) return undefined;
  const text = new TextDecoder().decode(bytes);
  if (!/^[\w./,+-]+$/.test(text)) return undefined;
  const target = besides(path, text);
  return target !== path && sizes.has(target) ? target : undefined;
}

/** The magic number of a device-tree blob. */
export function isBlob(bytes: Uint8Array): boolean {
  return bytes[0] === 0xd0 && bytes[1] === 0x0d && bytes[2] === 0xfe && bytes[3] === 0xed;
}
