/** Reads files that a person chose or dropped, and finds the one that the others belong to. */
import { fail, ok, type Result } from '../../base/result.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { Files } from '../../worker/contract.ts';

/** As much as the engine reads. Checked before a byte is read. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface ReadFiles {
  readonly main: string;
  readonly files: Files;
}

export async function readFiles(given: readonly File[], { notices: say }: PageMessages): Promise<Result<ReadFiles>> {
  const main = mainOf(given.map(({ name }) => name));
  if (main === undefined) return fail('no-file', say.noFile, undefined, say.noFileHint);
  const size = given.reduce((sum, file) => sum + file.size, 0);
  if (size > MAX_BYTES) {
    const megabytes = Math.ceil(size / 1024 / 1024);
    const limit = MAX_BYTES / 1024 / 1024;
    return fail('file-too-large', say.fileTooLarge({ megabytes, limit }), { file: main }, say.fileTooLargeHint);
  }
  const files = new Map<string, Uint8Array>();
  try {
    for (const file of given) files.set(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch {
    return fail('file-unreadable', say.fileUnreadable({ name: main }), { file: main }, say.fileUnreadableHint);
  }
  return ok({ main: includedByNone(main, files), files });
}

/** A scenario before a source before a binary before anything else; a .dtsi is for others to include. */
function mainOf(names: readonly string[]): string | undefined {
  for (const kind of [/\.json$/i, /\.dts$/i, /\.dtb$/i]) {
    const found = names.find((name) => kind.test(name));
    if (found !== undefined) return found;
  }
  return names.find((name) => !/\.(dtsi|h)$/i.test(name)) ?? names[0];
}

/** Of several .dts files the first that no other one includes. */
function includedByNone(main: string, files: Files): string {
  const sources = [...files].filter(([name]) => /\.dts$/i.test(name));
  if (!/\.dts$/i.test(main) || sources.length < 2) return main;
  const texts = sources.map(([name, bytes]) => ({ name, text: new TextDecoder().decode(bytes) }));
  const free = texts.find(
    ({ name }) => !texts.some((other) => other.name !== name && other.text.includes(`"${name}"`)),
  );
  return free?.name ?? main;
}
