/** Lines of the preprocessor: what a directive is, and where its line ends. */
import { literalEnd } from './tokens.ts';

export interface Directive {
  /** "include", "if", …; "line" for a marker like # 12 "file.dts"; "" for a lone "#". */
  readonly name: string;
  /** Where what follows the name starts. */
  readonly bodyStart: number;
}

/**
 * Only known names make a directive: "#address-cells" at the start of a line is a property, and so would be
 * "#line-cells".
 */
const DIRECTIVE =
  /[ \t]*#[ \t]*(?:(include|define|undef|ifdef|ifndef|if|elif|else|endif|error|warning|pragma|ident|line)(?![\w,.+?#@-])|(?=\d+[ \t]+")|(?=\r?\n))/y;

/** The directive on the line that starts at `at`, if there is one. */
export function findDirective(text: string, at: number): Directive | undefined {
  const first = text.charCodeAt(at);
  if (first !== 0x23 && first !== 0x20 && first !== 0x09) return undefined;
  DIRECTIVE.lastIndex = at;
  const match = DIRECTIVE.exec(text);
  if (match === null) return undefined;
  const bodyStart = DIRECTIVE.lastIndex;
  const next = text.charCodeAt(bodyStart);
  const isMarker = match[1] === undefined && next >= 0x30 && next <= 0x39;
  return { name: isMarker ? 'line' : (match[1] ?? ''), bodyStart };
}

/**
 * The rest of a directive's line: continued lines joined, each comment a space. `next` is where the line after it
 * starts. Undefined when a comment has no end.
 */
export function readLogicalLine(text: string, start: number): { text: string; next: number } | undefined {
  const pattern = /["'\n]|\/[/*]|\\\r?\n/g;
  const parts: string[] = [];
  const lone = new Set<string>();
  let from = start;
  for (let at = start; ;) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const index = match?.index ?? text.length;
    const what = match?.[0] ?? '';
    at = index + what.length;
    if (what === '"' || what === "'") {
      // A quote that does not close is a mere character, and so are its like behind it.
      const end = lone.has(what) ? -1 : literalEnd(text, index, true);
      if (end < 0) lone.add(what);
      else at = end;
      continue;
    }
    parts.push(text.slice(from, index));
    if (what === '' || what === '\n') return { text: parts.join('').replace(/\r$/, ''), next: at };
    if (what === '//') {
      const end = text.indexOf('\n', index);
      return { text: parts.join(''), next: end < 0 ? text.length : end + 1 };
    }
    if (what === '/*') {
      const end = text.indexOf('*/', index + 2);
      if (end < 0) return undefined;
      parts.push(' ');
      at = end + 2;
    }
    from = at;
  }
}
