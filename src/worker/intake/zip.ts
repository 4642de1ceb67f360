/** Zips, by fflate. A module of its own, so that it is loaded with the first one. */
import { unzipSync, type UnzipFileFilter } from 'fflate';
import type { FileSource } from './sources.ts';

/** The files of a zip, each behind `prefix`; undefined when it cannot be read as one. Only what is asked for is unpacked. */
export function openZip(bytes: Uint8Array, prefix: string): FileSource | undefined {
  const sizes = new Map<string, number>();
  const list: UnzipFileFilter = ({ name, originalSize }) => {
    if (!name.endsWith('/')) sizes.set(`${prefix}${name}`, originalSize);
    return false;
  };
  try {
    unzipSync(bytes, { filter: list });
  } catch {
    return undefined;
  }
  return {
    sizes,
    read(paths) {
      const wanted = new Set(paths);
      const files = new Map<string, Uint8Array>();
      if (wanted.size === 0) return Promise.resolve(files);
      const unpacked = unzipSync(bytes, { filter: ({ name }) => wanted.has(`${prefix}${name}`) });
      for (const [name, content] of Object.entries(unpacked)) files.set(`${prefix}${name}`, content);
      return Promise.resolve(files);
    },
  };
}
