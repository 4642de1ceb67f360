/** Models the part of lib/kstrtox.c that reads options which are on or off. One function; it is here because the kernel has it here. */

/** y, t, 1, on; n, f, 0, off: the first letters decide. Undefined for anything else, which leaves the option as it is. */
export function kstrtobool(text: string | undefined): boolean | undefined {
  const [, yes, no] = /^(?:([yt1]|on)|([nf0]|of))/i.exec(text ?? '') ?? [];
  if (yes !== undefined) return true;
  return no === undefined ? undefined : false;
}
