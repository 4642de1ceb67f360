/** Models lib/cmdline.c: taking the kernel's command line apart. */

/** An option of the command line. Without "=" it has no value. */
export interface Argument {
  readonly param: string;
  readonly val: string | undefined;
}

/** The first option of `args` and what follows it. Quotes keep spaces together, and are dropped around an option or a value. */
export function next_arg(args: string): { readonly argument: Argument; readonly rest: string } {
  const quoted = args.startsWith('"');
  const text = quoted ? args.slice(1) : args;
  let inQuote = quoted;
  let end = 0;
  while (end < text.length && (inQuote || !/\s/.test(text[end] ?? ''))) {
    if (text[end] === '"') inQuote = !inQuote;
    end++;
  }
  const word = text.slice(0, end);
  // An "=" at the very beginning is part of the name.
  const equals = word.indexOf('=', 1);
  const bare = quoted && word.endsWith('"') ? word.slice(0, -1) : word;
  const rest = text.slice(end).trimStart();
  if (equals < 0) return { argument: { param: bare, val: undefined }, rest };
  const val = bare.slice(equals + 1);
  const inside = val.startsWith('"') ? val.slice(1).replace(/"$/, '') : val;
  return { argument: { param: bare.slice(0, equals), val: inside }, rest };
}

/** The whole number that a text begins with, in C's notation; undefined where it begins with none. */
export function get_option(text: string | undefined): number | undefined {
  const [, minus = '', digits] = /^(-?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  const value = octal ? Number.parseInt(digits, 8) : Number(digits);
  return minus === '' ? value : -value;
}
