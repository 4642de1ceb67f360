/** Where a file that a device tree source includes may lie. */

/** Folders above the one that a scenario or a dropped file is in, as far as they are looked at. */
const LEVELS_ABOVE = 8;

/** A symbolic link of the kernel's tree, which archives and dropped folders lose, and where it leads. */
const EVENT_CODES = ['linux-event-codes.h', 'include/uapi/linux/input-event-codes.h'] as const;

/** "a/b.dts" and "../c.dtsi" make "c.dtsi"; what leads above the first folder keeps its "..". */
export function besides(from: string, wanted: string): string {
  const out: string[] = [];
  for (const part of [...from.split('/').slice(0, -1), ...wanted.split('/')]) {
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}

/**
 * The paths to try for an included file, best first: beside the file that asks when the name is in quotes; then, going up
 * from there, in what the kernel's build looks through (include/ for <dt-bindings/…>, arch/X/boot/dts for <X/…>) or in the
 * folder itself; at last the bare name, for files that were given without their folders.
 */
export function includePaths(wanted: string, from: string, angled: boolean): string[] {
  const beside = besides(from, wanted);
  const slash = wanted.indexOf('/');
  const inArch = slash < 0 ? undefined : `arch/${wanted.slice(0, slash)}/boot/dts${wanted.slice(slash)}`;
  const name = wanted.slice(wanted.lastIndexOf('/') + 1);
  const paths = angled ? [] : [beside];
  for (const folder of foldersUp(from)) {
    paths.push(`${folder}include/${wanted}`);
    if (inArch !== undefined) paths.push(`${folder}${inArch}`);
    paths.push(`${folder}${wanted}`);
    if (name === EVENT_CODES[0]) paths.push(`${folder}${EVENT_CODES[1]}`);
  }
  paths.push(beside, wanted, name);
  return [...new Set(paths)];
}

/** The folder of a file and those above it, each with a slash at its end; "" for where all paths begin. */
function foldersUp(from: string): string[] {
  const parts = from.split('/').slice(0, -1);
  const folders = parts.map((_, at) => `${parts.slice(0, parts.length - at).join('/')}/`);
  return [...folders, '', ...Array.from({ length: LEVELS_ABOVE }, (_, level) => '../'.repeat(level + 1))];
}
