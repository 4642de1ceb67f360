/** The includes of a source, found without reading it as one: enough to know which files it may need. */

export interface Include {
  readonly name: string;
  /** In <angle brackets>. */
  readonly angled: boolean;
}

const INCLUDE = /^[ \t]*(?:#[ \t]*include|\/include\/)[ \t]*(["<])([^">\n]+)[">]/gm;
const BINARY = /\/incbin\/\s*\(\s*"([^"\n]+)"/g;

/** Each #include and /include/ that begins a line. */
export function includesIn(text: string): Include[] {
  return Array.from(text.matchAll(INCLUDE), ([, quote, name]) => ({ name: name ?? '', angled: quote === '<' }));
}

/** The names in each /incbin/. */
export function binariesIn(text: string): string[] {
  return Array.from(text.matchAll(BINARY), ([, name]) => name ?? '');
}
