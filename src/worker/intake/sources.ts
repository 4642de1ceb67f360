/** Files that can be read when they are needed: dropped ones, and those in a zip. */
import { fail, ok, type Result } from '../../base/result.ts';
import type { EngineMessages } from '../../engine/api/messages/index.ts';
import type { GivenFile } from '../contract.ts';

/** As much as is read of one drop. The engine reads no more of a board either. */
export const MAX_BYTES = 64 * 1024 * 1024;
/** A zip has to be in memory as a whole. The kernel's sources are a fourth of it. */
const MAX_ZIP_BYTES = 1024 * 1024 * 1024;

export interface FileSource {
  /** Size in bytes of each file, by its path with "/" between folders. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The contents of these paths, all of which there are. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** What was given as one source, the contents of zips in place of the zips. */
export async function openSources(
  given: readonly GivenFile[],
  say: EngineMessages['worker'],
): Promise<Result<FileSource>> {
  const plain = new Map<string, Blob>();
  const zips: FileSource[] = [];
  for (const { path, blob } of given) {
    if (!(await isZip(path, blob, given.length))) {
      plain.set(path, blob);
      continue;
    }
    if (blob.size > MAX_ZIP_BYTES) return tooLarge(path, blob.size, MAX_ZIP_BYTES, say);
    const { openZip } = await import('./zip.ts');
    const bytes = new Uint8Array(await blob.arrayBuffer());
    // Several zips may have the same names in them.
    const zip = openZip(bytes, given.length === 1 ? '' : `${path.replace(/\.zip$/i, '')}/`);
    if (zip === undefined)
      return fail('zip-damaged', say.zipDamaged({ name: path }), { file: path }, say.zipDamagedHint);
    zips.push(zip);
  }
  return ok(limited(joined([...zips, blobSource(plain)])));
}

/** Files that are larger than what is read. */
export function tooLarge(
  file: string,
  bytes: number,
  limit: number,
  say: EngineMessages['worker'],
): ReturnType<typeof fail> {
  const megabytes = (count: number): number => Math.ceil(count / 1024 / 1024);
  const message = say.fileTooLarge({ megabytes: megabytes(bytes), limit: megabytes(limit) });
  return fail('file-too-large', message, { file }, say.fileTooLargeHint);
}

/** Names that make it likely are enough among many files; one or a few are looked into. */
async function isZip(path: string, blob: Blob, count: number): Promise<boolean> {
  if (count > 100 && !/\.zip$/i.test(path)) return false;
  const [p, k, three, four] = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && three === 3 && four === 4;
}

function blobSource(blobs: ReadonlyMap<string, Blob>): FileSource {
  return {
    sizes: new Map([...blobs].map(([path, { size }]) => [path, size])),
    async read(paths) {
      const files = new Map<string, Uint8Array>();
      for (const path of paths) {
        const blob = blobs.get(path);
        if (blob !== undefined) files.set(path, new Uint8Array(await blob.arrayBuffer()));
      }
      return files;
    },
  };
}

function joined(sources: readonly FileSource[]): FileSource {
  return {
    sizes: new Map(sources.flatMap(({ sizes }) => [...sizes])),
    async read(paths) {
      const parts = await Promise.all(
        sources.map((source) => source.read(paths.filter((path) => source.sizes.has(path)))),
      );
      return new Map(parts.flatMap((part) => [...part]));
    },
  };
}

/** Reading goes on until it is too much altogether; from then on files count as not there. */
function limited(source: FileSource): FileSource {
  let left = MAX_BYTES;
  const counted = new Set<string>();
  return {
    sizes: source.sizes,
    read(paths) {
      const within = paths.filter((path) => {
        const size = counted.has(path) ? 0 : (source.sizes.get(path) ?? 0);
        if (size > left) return false;
        left -= size;
        counted.add(path);
        return true;
      });
      return source.read(within);
    },
  };
}
