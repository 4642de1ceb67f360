/**
 * The C preprocessor as the kernel uses it on device trees (cpp -x assembler-with-cpp), with dtc's /include/.
 * The result is one text in which every position knows its place in the files.
 */
import type { Problem } from '../../../base/result.ts';
import type { MissingInclude } from '../tree.ts';
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import { MAX_INCLUDE_DEPTH, MAX_INCLUDED_FILES, MAX_INPUT_BYTES, MAX_INPUT_MEGABYTES } from '../limits.ts';
import { copyText, skipText } from './copy-text.ts';
import type { CopyHost } from './copy-text.ts';
import { Conditions, evaluateCondition } from './conditions.ts';
import { Expander } from './expand.ts';
import { findDirective, readLogicalLine } from './lines.ts';
import type { Directive } from './lines.ts';
import { COMMON_BINDINGS, knownBinding } from './bindings.ts';
import { parseDefinition } from './macros.ts';
import { MappedText, SourceText } from './source.ts';
import { TextReader } from './text-reader.ts';
import { joinTokens, tokenize } from './tokens.ts';

/** A file that was asked for by name. */
export interface IncludedFile {
  /** A name that is the same whenever it is the same file. */
  readonly file: string;
  readonly text: string;
}

/** Finds a file: `angled` for <name>; `from` is the `file` of the one that asks. */
export type IncludeResolver = (name: string, from: string, angled: boolean) => IncludedFile | undefined;

export class Preprocessor implements CopyHost {
  readonly say: DeviceTreeMessages;
  readonly output = new MappedText();
  readonly sources = new Map<string, SourceText>();
  readonly #resolve: IncludeResolver | undefined;
  /** Goes on without files that are not found. */
  readonly #tolerant: boolean;
  readonly expander: Expander;
  readonly #conditions: Conditions;
  /** Files that are open, the innermost last. */
  readonly #open: SourceText[] = [];
  hasDefined = false;
  /** Included files that were not found, each once. Headers among them leave names undefined; without others, nodes are missing. */
  readonly missing = new Map<string, MissingInclude>();
  #read = 0;
  #included = 0;
  problem: Problem | undefined;

  constructor(
    say: DeviceTreeMessages,
    resolve: IncludeResolver | undefined,
    defines: Readonly<Record<string, string>>,
    tolerant = false,
  ) {
    this.say = say;
    this.expander = new Expander(say);
    this.#conditions = new Conditions(say.preprocessor);
    this.#resolve = resolve;
    this.#tolerant = tolerant;
    for (const [name, body] of Object.entries(defines)) {
      this.expander.macros.set(name, { name, params: undefined, variadic: false, body: tokenize(body) });
    }
  }

  /** Appends a file to the output, with all that it includes. */
  run(file: string, text: string): void {
    const source = new SourceText(file, text);
    if (!this.sources.has(file)) this.sources.set(file, source);
    this.#read += text.length;
    if (this.#read > MAX_INPUT_BYTES)
      this.fail('dt-too-large', this.say.filesTooLarge({ megabytes: MAX_INPUT_MEGABYTES }), source, 0);
    const depth = this.#conditions.depth;
    this.#open.push(source);
    const reader = new TextReader(source);
    while (reader.at < text.length && this.problem === undefined) this.#line(reader);
    this.#open.pop();
    this.problem ??= this.#conditions.unclosed(depth);
    // What follows the file must not continue its last word.
    this.output.insert('\n', source, text.length);
  }

  fail(code: string, message: string, source: SourceText, offset: number, hint?: string): void {
    this.problem ??= { code, message, where: source.where(offset), ...(hint === undefined ? {} : { hint }) };
  }

  /** Handles what starts at the beginning of a line, and leaves the reader at the beginning of another. */
  #line(reader: TextReader): void {
    const directive = findDirective(reader.source.text, reader.at);
    if (directive !== undefined) this.#directive(reader, directive);
    else if (this.#conditions.active) copyText(this, reader);
    else skipText(this, reader);
  }

  #directive(reader: TextReader, directive: Directive): void {
    const { source } = reader;
    const start = reader.at;
    const line = readLogicalLine(source.text, directive.bodyStart);
    if (line === undefined) {
      this.fail('dts-unterminated', this.say.dts.commentOpen, source, start);
      return;
    }
    reader.at = line.next;
    if (!this.#conditional(directive.name, line.text, source, start) && this.#conditions.active) {
      this.#plainDirective(directive.name, line.text, reader, start);
    }
  }

  /** The directives that count in skipped lines too. Returns false for any other. */
  #conditional(name: string, body: string, source: SourceText, start: number): boolean {
    const conditions = this.#conditions;
    const where = source.where(start);
    const isDefined = (): boolean => this.expander.macros.has(body.trim().split(/\s/)[0] ?? '');
    const holds = (): boolean => {
      const value = evaluateCondition(body, this.expander, where);
      if (!value.ok) this.problem ??= value.error;
      return value.ok && value.value;
    };
    if (name === 'if') conditions.begin(where, holds);
    else if (name === 'ifdef') conditions.begin(where, isDefined);
    else if (name === 'ifndef') conditions.begin(where, () => !isDefined());
    else if (name === 'elif') this.problem ??= conditions.otherwise(name, where, holds);
    else if (name === 'else') this.problem ??= conditions.otherwise(name, where);
    else if (name === 'endif') this.problem ??= conditions.end(where);
    else return false;
    return true;
  }

  #plainDirective(name: string, body: string, reader: TextReader, start: number): void {
    const { source } = reader;
    if (name === 'include') {
      this.#includeDirective(body, source, start);
    } else if (name === 'define') {
      const macro = parseDefinition(this.say.preprocessor, body);
      if ('code' in macro) this.fail(macro.code, macro.message, source, start);
      else this.expander.macros.set(macro.name, macro);
      this.hasDefined = true;
    } else if (name === 'undef') {
      this.expander.macros.delete(body.trim());
    } else if (name === 'line') {
      const marker = /^\s*(\d{1,9})(?:\s+"([^"]*)")?/.exec(body);
      if (marker !== null) source.mark(reader.at, marker[2] ?? source.file, Number(marker[1]));
    } else if (name === 'error') {
      this.fail('dts-error-directive', `#error ${body.trim()}`, source, start);
    }
  }

  #includeDirective(body: string, source: SourceText, start: number): void {
    const form = /^\s*(?:"([^"]+)"|<([^>]+)>)/;
    const match = form.exec(body) ?? form.exec(joinTokens(this.expander.expand(tokenize(body))));
    if (this.checkExpander(source, start)) return;
    const name = match?.[1] ?? match?.[2];
    if (name === undefined) this.fail('dts-bad-directive', this.say.preprocessor.includeNeedsName, source, start);
    else this.include(name, match?.[1] === undefined, source, start);
  }

  include(name: string, angled: boolean, source: SourceText, start: number): void {
    const say = this.say.preprocessor;
    const file = angled ? `<${name}>` : `"${name}"`;
    const found = this.#resolve?.(name, source.file, angled);
    if (found === undefined && this.#tolerant) {
      if (this.#define(knownBinding(name))) return;
      this.missing.set(name, { name, where: source.where(start) });
      // It may include these.
      this.#define(COMMON_BINDINGS.flatMap((common) => knownBinding(common) ?? []));
      return;
    }
    if (found === undefined) {
      if (this.#resolve === undefined)
        this.fail('dts-include', say.noOtherFiles({ file }), source, start, say.noOtherFilesHint);
      else this.fail('dts-include', say.noFile({ file }), source, start, say.noFileHint);
      return;
    }
    if (++this.#included > MAX_INCLUDED_FILES) {
      this.fail('dt-too-large', say.tooManyFiles({ most: MAX_INCLUDED_FILES }), source, start);
      return;
    }
    if (!this.#runsInCircle(found.file, source, start)) this.run(found.file, found.text);
  }

  /** Defines what is known of a header, but for what is defined already; false when nothing is known of it. */
  #define(known: readonly string[] | undefined): boolean {
    for (const definition of known ?? []) {
      const macro = parseDefinition(this.say.preprocessor, definition);
      if (!('code' in macro) && !this.expander.macros.has(macro.name)) this.expander.macros.set(macro.name, macro);
    }
    if (known !== undefined) this.hasDefined = true;
    return known !== undefined;
  }

  /** A file may come back once, since include guards stop it then; a third time means that nothing does. */
  #runsInCircle(file: string, source: SourceText, start: number): boolean {
    const files = this.#open.map((open) => open.file);
    const first = files.indexOf(file);
    const isCircle = files.filter((open) => open === file).length > 2;
    if (!isCircle && files.length < MAX_INCLUDE_DEPTH) return false;
    const say = this.say.preprocessor;
    if (isCircle) {
      const chain = files.slice(first, files.indexOf(file, first + 1) + 1);
      this.fail('dts-include-cycle', say.includesItself({ chain }), source, start, say.includesItselfHint);
    } else {
      this.fail('dts-include-cycle', say.includedTooDeep({ most: MAX_INCLUDE_DEPTH }), source, start);
    }
    return true;
  }

  checkExpander(source: SourceText, start: number): boolean {
    const { fault } = this.expander;
    if (fault !== undefined) this.fail(fault.code, fault.message, source, start);
    return fault !== undefined;
  }
}
