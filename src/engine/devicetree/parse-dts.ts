/** Reading device tree source: preprocessor, grammar, references (Devicetree Specification v0.4, chapter 6). */
import { err, fail, ok } from '../../base/result.ts';
import type { Problem, Result, Where } from '../../base/result.ts';
import type { DeviceTreeMessages } from '../api/messages/index.ts';
import { addFixups, addSymbols } from './dts/fixups.ts';
import { freeze, guessBootCpu } from './dts/freeze.ts';
import { Parser } from './dts/parser.ts';
import type { BinaryResolver } from './dts/property-value.ts';
import { Preprocessor } from './dts/preprocess.ts';
import type { IncludeResolver } from './dts/preprocess.ts';
import { Resolver } from './dts/resolve.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_MEGABYTES } from './limits.ts';
import type { DeviceTree, MissingInclude } from './tree.ts';

export interface DtsOptions {
  /** The name to use in messages. Default "board.dts". */
  readonly file?: string;
  /** Finds the files of #include and /include/. Without it, including is a problem. */
  readonly include?: IncludeResolver;
  /** Finds the files of /incbin/. */
  readonly incbin?: BinaryResolver;
  /** Macros that are defined from the start, beside those the kernel's build defines. */
  readonly defines?: Readonly<Record<string, string>>;
  /** Add /__symbols__, as dtc -@ does, so that overlays can be applied to the tree. */
  readonly symbols?: boolean;
  /** Go on without headers that are not found: names that they may define are unknown values, marked in the tree. */
  readonly tolerant?: boolean;
  /** The text was decoded one byte a character (Latin-1), so its strings are to be encoded so again. */
  readonly oneByte?: boolean;
}

/** What `cpp -x assembler-with-cpp -D__DTS__` knows. */
const KERNEL_DEFINES = { __DTS__: '1', __ASSEMBLER__: '1' };

/**
 * Reads a DTS with the C preprocessor's directives in it; `say` words what is wrong. The tree is the one `cpp | dtc` makes: same nodes,
 * properties, order, values and phandle numbers. What dtc refuses but `dtc -f` would write (duplicate names and
 * phandles) is a warning of the tree.
 *
 * Fails with `dts-syntax`, `dts-unterminated`, `dts-unknown-reference`, `dts-include`, `dts-include-cycle`,
 * `dts-incbin`, `dts-macro-call`, `dts-macro-expansion`, `dts-bad-…`, `dts-division-by-zero`, `dts-late-property`,
 * `dts-no-root`, `dts-error-directive`, `dt-too-deep`, `dt-too-large`; `where` has file, line and column.
 */
export function parseDts(say: DeviceTreeMessages, text: string, options: DtsOptions = {}): Result<DeviceTree> {
  const file = options.file ?? 'board.dts';
  if (text.length > MAX_INPUT_BYTES) {
    return fail('dt-too-large', say.textTooLarge({ characters: text.length, megabytes: MAX_INPUT_MEGABYTES }), {
      file,
    });
  }
  const defines = { ...KERNEL_DEFINES, ...options.defines };
  const preprocessor = new Preprocessor(say, options.include, defines, options.tolerant);
  preprocessor.run(file, text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text);
  if (preprocessor.problem !== undefined) return err(preprocessor.problem);
  const { output } = preprocessor;
  const missing = [...preprocessor.missing.values()];
  const part = missing.find(({ name }) => !isHeader(name));
  if (part !== undefined) return missingParts(say, missing, part.where);
  const parser = new Parser(
    say,
    output.toString(),
    (position) => output.where(position),
    options.oneByte ?? false,
    options.incbin,
    missing.length > 0,
  );
  const draft = parser.parse();
  const failed = (problem: Problem): Result<never> => err(withMissing(say, problem, missing));
  if (draft === undefined) return failed(parser.scanner.problem ?? { code: 'dts-syntax', message: say.dts.unreadable });
  const bootCpu = guessBootCpu(draft.root);
  const resolver = new Resolver(say.references, draft, parser.warnings);
  resolver.run(options.symbols === true);
  if (resolver.problem !== undefined) return failed(resolver.problem);
  if (options.symbols === true) addSymbols(draft, resolver);
  if (draft.plugin) addFixups(draft);
  return ok({
    root: freeze(draft.root),
    memreserve: draft.memreserve,
    bootCpu,
    plugin: draft.plugin,
    warnings: parser.warnings,
    ...(missing.length > 0 ? { missing } : {}),
    sources: [...preprocessor.sources.values()].map((source) => ({
      file: source.file,
      kind: 'dts' as const,
      text: source.text,
    })),
  });
}

/** What cannot be read may be a macro of a header that is missing. */
function withMissing(say: DeviceTreeMessages, problem: Problem, missing: readonly MissingInclude[]): Problem {
  if (missing.length === 0) return problem;
  const files = missing.map(({ name }) => name);
  return { ...problem, hint: [problem.hint, say.preprocessor.mayBeMissing({ files })].filter(Boolean).join(' ') };
}

/** A header defines names and no node. */
function isHeader(name: string): boolean {
  return name.endsWith('.h');
}

/** Without a part of the source the tree is another one. All that is missing is told at once. */
function missingParts(say: DeviceTreeMessages, missing: readonly MissingInclude[], where: Where): Result<never> {
  const { noFile, noParts, noFileHint } = say.preprocessor;
  const files = missing.map(({ name }) => name);
  const message = files.length === 1 ? noFile({ file: files.join('') }) : noParts({ files });
  return fail('dts-include', message, where, noFileHint);
}
