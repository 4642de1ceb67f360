/** Colours of device tree source and JSON, and the tokens that they are in. */
import {
  HighlightStyle,
  type Language,
  StreamLanguage,
  type StreamParser,
  type StringStream,
} from '@codemirror/language';
import { tags } from '@lezer/highlight';

interface Block {
  /** Within a comment that goes on over the end of the line. */
  isComment: boolean;
}

const DIRECTIVE = /^#[ \t]*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|error|warning|line|pragma)\b/;

/** What begins with a text of these is of that kind; the first that fits counts. */
const DTS_TOKENS: readonly (readonly [RegExp, string])[] = [
  [/^"(?:[^"\\]|\\.)*"?/, 'string'],
  [/^\/[a-z0-9-]+\//, 'keyword'],
  [/^&(?:\{[^}]*\}|[\w.-]+)/, 'labelName'],
  [/^\w+:(?=\s|$)/, 'labelName'],
  [/^[\w,.+?#-]+(?:@[\w,]+)?(?=[ \t]*[{=])/, 'propertyName'],
  [/^(?:0[xX][0-9a-fA-F]+|\d+)\b/, 'number'],
  [/^[\w,.+?#-]+/, ''],
];

const JSON_TOKENS: readonly (readonly [RegExp, string])[] = [
  [/^"(?:[^"\\]|\\.)*"(?=\s*:)/, 'propertyName'],
  [/^"(?:[^"\\]|\\.)*"?/, 'string'],
  [/^-?\d[\d.eE+-]*/, 'number'],
  [/^(?:true|false|null)\b/, 'keyword'],
];

function first(stream: StringStream, tokens: readonly (readonly [RegExp, string])[]): string | null {
  for (const [pattern, kind] of tokens) if (stream.match(pattern) !== null) return kind === '' ? null : kind;
  stream.next();
  return null;
}

const DTS_PARSER: StreamParser<Block> = {
  name: 'dts',
  startState: () => ({ isComment: false }),
  token(stream, state) {
    if (state.isComment || stream.match('/*') === true) {
      state.isComment = stream.match(/^.*?\*\//) === null;
      if (state.isComment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('//') === true) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.string.slice(0, stream.pos).trim() === '' && stream.match(DIRECTIVE) !== null) return 'keyword';
    return first(stream, DTS_TOKENS);
  },
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } } },
};

const JSON_PARSER: StreamParser<null> = {
  name: 'json',
  startState: () => null,
  token: (stream) => (stream.eatSpace() ? null : first(stream, JSON_TOKENS)),
};

export type CodeLanguage = 'dts' | 'json';

export const LANGUAGES: Readonly<Record<CodeLanguage, Language>> = {
  dts: StreamLanguage.define(DTS_PARSER),
  json: StreamLanguage.define(JSON_PARSER),
};

/** By the tokens of the page, which follow light and dark. */
export const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--text-faint)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--created)' },
  { tag: [tags.propertyName, tags.labelName], color: 'var(--accent)' },
  { tag: tags.number, color: 'var(--irq)' },
  { tag: tags.keyword, color: 'var(--device)' },
]);
