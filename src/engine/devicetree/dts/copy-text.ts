/** The lines between directives: copied with their macros expanded, or passed over. */
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_MEGABYTES } from '../limits.ts';
import type { Expander } from './expand.ts';
import { findDirective } from './lines.ts';
import type { MappedText, SourceText } from './source.ts';
import type { TextReader } from './text-reader.ts';
import { joinTokens, literalEnd, wouldPaste } from './tokens.ts';

/** The preprocessor, as far as text needs it. */
export interface CopyHost {
  readonly say: DeviceTreeMessages;
  readonly output: MappedText;
  readonly expander: Expander;
  /** The files have defined a macro. */
  readonly hasDefined: boolean;
  readonly problem: unknown;
  fail(code: string, message: string, source: SourceText, offset: number, hint?: string): void;
  include(name: string, angled: boolean, source: SourceText, start: number): void;
  /** Passes a failure of the expander on; true when there was one. */
  checkExpander(source: SourceText, start: number): boolean;
}

/** What may need a look in text that counts: quotes, comments, includes, spliced lines, numbers, names. */
const INTERESTING = /["'\n]|\/include\/(?=\s*")|\/[/*]|\\\r?\n|\.?\d[\w.]*|[A-Za-z_$][\w$]*/g;
/** The same while the files have defined no macro: most trees never do, and this is faster. */
const INTERESTING_WITHOUT_MACROS = /["'\n]|\/include\/(?=\s*")|\/[/*]|\\\r?\n/g;

/** Copies text up to the end of a line, macros expanded. Comments are copied: whoever reads the output skips them. */
export function copyText(host: CopyHost, reader: TextReader): void {
  const { source } = reader;
  const { text } = source;
  let copyFrom = reader.at;
  while (reader.at < text.length && host.problem === undefined) {
    const pattern = host.hasDefined ? INTERESTING : INTERESTING_WITHOUT_MACROS;
    pattern.lastIndex = reader.at;
    const start = pattern.exec(text)?.index ?? text.length;
    const end = start === text.length ? start : pattern.lastIndex;
    const first = text.charCodeAt(start);
    reader.at = end;
    if (first === 0x0a) {
      if (findDirective(text, end) !== undefined) break;
    } else if (first === 0x22 || first === 0x27) {
      passLiteral(host, reader, start);
    } else if (first === 0x5c || (first === 0x2f && end - start === 9)) {
      host.output.copy(source, copyFrom, start);
      if (first === 0x2f) includeInText(host, reader, start);
      copyFrom = reader.at;
    } else if (first === 0x2f) {
      if (!reader.skipComment(start)) host.fail('dts-unterminated', host.say.dts.commentOpen, source, start);
    } else if (expandMacro(host, reader, start, end, copyFrom)) {
      copyFrom = reader.at;
    }
  }
  host.output.copy(source, copyFrom, reader.at);
}

/** Moves behind a string or character. A lone apostrophe stays what it is: cpp leaves it alone too. */
function passLiteral(host: CopyHost, reader: TextReader, start: number): void {
  const { source } = reader;
  if (start < reader.loneUntil && source.text[start] === "'") return;
  const end = literalEnd(source.text, start);
  if (end >= 0) reader.at = end;
  else if (source.text[start] === "'") reader.loneUntil = lineEnd(source.text, start);
  else host.fail('dts-unterminated', host.say.dts.stringOpen, source, start);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** dtc's own /include/ "name", which may stand anywhere. */
function includeInText(host: CopyHost, reader: TextReader, start: number): void {
  const { source } = reader;
  const open = source.text.indexOf('"', reader.at);
  const close = source.text.indexOf('"', open + 1);
  if (close < 0) {
    host.fail('dts-unterminated', host.say.dts.stringOpen, source, open);
    return;
  }
  reader.at = close + 1;
  host.include(source.text.slice(open + 1, close), false, source, start);
}

/** Writes out the expansion of the word in [start, end), if it is a macro's, and moves behind its arguments. */
function expandMacro(host: CopyHost, reader: TextReader, start: number, end: number, copyFrom: number): boolean {
  const { source } = reader;
  const word = source.text.slice(start, end);
  const macro = host.expander.macros.get(word);
  if (macro === undefined || (macro.params !== undefined && !reader.opensCall())) return false;
  host.output.copy(source, copyFrom, start);
  const expansion = joinTokens(host.expander.expand([{ kind: 'identifier', text: word, hidden: undefined }], reader));
  if (host.checkExpander(source, start)) return true;
  const before = wouldPaste(host.output.lastChar(), expansion) ? ' ' : '';
  const behind = wouldPaste(expansion, source.text[reader.at] ?? '') ? ' ' : '';
  host.output.insert(before + expansion + behind, source, start);
  if (host.output.length > MAX_INPUT_BYTES) {
    host.fail(
      'dts-macro-expansion',
      host.say.preprocessor.expandedTooLarge({ megabytes: MAX_INPUT_MEGABYTES }),
      source,
      start,
    );
  }
  return true;
}

/** Moves over lines that do not count, to the next directive. Comments may hide one; strings end with the line. */
export function skipText(host: CopyHost, reader: TextReader): void {
  const { text } = reader.source;
  const pattern = /["'\n]|\/[/*]|\\\r?\n/g;
  const lone = new Set<string>();
  while (reader.at < text.length) {
    pattern.lastIndex = reader.at;
    const match = pattern.exec(text);
    reader.at = match === null ? text.length : pattern.lastIndex;
    const what = match?.[0];
    if (what === '\n') {
      if (findDirective(text, reader.at) !== undefined) return;
      lone.clear();
    } else if (match !== null && (what === '"' || what === "'")) {
      const end = lone.has(what) ? -1 : literalEnd(text, match.index, true);
      if (end < 0) lone.add(what);
      else reader.at = end;
    } else if (match !== null && (what === '//' || what === '/*') && !reader.skipComment(match.index)) {
      host.fail('dts-unterminated', host.say.dts.commentOpen, reader.source, match.index);
      return;
    }
  }
}
