/** A C preprocessor for driver sources: conditions by a kernel configuration, macros of the file and of its own headers. */
import { closing, evaluate, logicalLines, splitAtCommas, tokensOf } from './c-tokens.ts';

export interface Macro {
  /** Undefined for a macro without parentheses. */
  readonly parameters: readonly string[] | undefined;
  readonly body: readonly string[];
}

export type Macros = Map<string, Macro>;

/** Where the preprocessor finds what a source names. */
export interface SourceSet {
  /** The text of a file below the tree's root; undefined when there is none. */
  read(path: string): string | undefined;
  /** `y`, a number or a string as `.config` has it; undefined when the option is off. */
  config(name: string): string | undefined;
}

export interface Preprocessed {
  readonly tokens: readonly string[];
  /** The macros in force at the end of the file. */
  readonly macros: Macros;
  /** Headers named in angle brackets: not read, but a missing constant may be looked for there. */
  readonly systemHeaders: readonly string[];
}

/** Headers of registers are long and hold nothing that a driver's declaration needs. */
const LONGEST_HEADER = 150_000;

/** What the kernel's common headers define and driver declarations are written with. Facts of our own wording. */
const COMMON = `
#define __stringify(x...) #x
#define BIT(n) (1 << (n))
#define PHY_ID_MATCH_EXACT(id) .phy_id = (id), .phy_id_mask = 0xffffffff
#define PHY_ID_MATCH_MODEL(id) .phy_id = (id), .phy_id_mask = 0xfffffff0
#define PHY_ID_MATCH_VENDOR(id) .phy_id = (id), .phy_id_mask = 0xfffffc00
#define SDW_SLAVE_ENTRY(mfg, part, extra) { .mfg_id = (mfg), .part_id = (part) }
#define SDW_SLAVE_ENTRY_EXT(mfg, part, version, cls, extra) { .mfg_id = (mfg), .part_id = (part) }
#define OF_MFD_CELL_REG(cell, res, data, size, id, comp, reg, use) { .name = cell, .of_compatible = comp }
#define OF_MFD_CELL(cell, res, data, size, id, comp) { .name = cell, .of_compatible = comp }
#define MFD_CELL_OF(cell, res, data, size, id, comp) { .name = cell, .of_compatible = comp }
#define MFD_CELL_ACPI(cell, res, data, size, id, match) { .name = cell }
#define MFD_CELL_BASIC(cell, res, data, size, id) { .name = cell }
#define MFD_CELL_RES(cell, res) { .name = cell }
#define MFD_CELL_NAME(cell) { .name = cell }
`;

function parseDefine(rest: string): [string, Macro] | undefined {
  const match = /^\s*([A-Za-z_]\w*)(\(([^)]*)\))?\s*(.*)$/s.exec(rest);
  if (match === null) return undefined;
  const [, name = '', parens, inside = '', body = ''] = match;
  const parameters =
    parens === undefined
      ? undefined
      : inside
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '');
  return [name, { parameters, body: tokensOf(body) }];
}

/** The macros that one text defines, conditions aside. */
export function definesIn(text: string): Macros {
  const found: Macros = new Map();
  for (const line of logicalLines(text)) {
    const define = /^\s*#\s*define\s+(.*)$/s.exec(line);
    const parsed = define === null ? undefined : parseDefine(define[1] ?? '');
    if (parsed !== undefined) found.set(...parsed);
  }
  return found;
}

const NOTHING: ReadonlySet<string> = new Set();

const COMMON_MACROS = definesIn(COMMON);

/** Puts arguments in the place of parameters, with `#` and `##`. */
function substitute(macro: Macro, args: readonly (readonly string[])[], macros: Macros, hidden: ReadonlySet<string>) {
  const parameters = macro.parameters ?? [];
  const raw = (token: string): readonly string[] | undefined => {
    if (token === '__VA_ARGS__') return joined(args.slice(parameters.length - 1));
    const index = parameters.findIndex((name) => name.replace(/\s*\.\.\.$/, '') === token);
    if (index < 0) return undefined;
    return parameters[index]?.endsWith('...') ? joined(args.slice(index)) : (args[index] ?? []);
  };
  const out: string[] = [];
  const { body } = macro;
  for (let at = 0; at < body.length; at++) {
    const token = body[at] ?? '';
    const next = body[at + 1];
    if (token === '#' && next !== undefined && raw(next) !== undefined) {
      out.push(`"${(raw(next) ?? []).join('').replaceAll('"', '')}"`);
      at++;
    } else if (token === '##' && next !== undefined) {
      const right = raw(next) ?? [next];
      const left = out.pop() ?? '';
      out.push(...tokensOf(left + (right[0] ?? '')), ...right.slice(1));
      at++;
    } else {
      const argument = raw(token);
      if (argument === undefined) out.push(token);
      else out.push(...(next === '##' ? argument : expand(argument, macros, hidden)));
    }
  }
  return out;
}

function joined(parts: readonly (readonly string[])[]): string[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [',', ...part]));
}

/** Expands macros in tokens, as C does but for what a macro's last name makes with the text behind it. */
export function expand(tokens: readonly string[], macros: Macros, hidden: ReadonlySet<string> = NOTHING): string[] {
  const out: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const macro = macros.get(token);
    if (macro === undefined || hidden.has(token)) {
      out.push(token);
      continue;
    }
    const inside = new Set(hidden).add(token);
    if (macro.parameters === undefined) {
      for (const each of expand(macro.body, macros, inside)) out.push(each);
    } else if (tokens[at + 1] === '(') {
      const end = closing(tokens, at + 1);
      const args = splitAtCommas(tokens.slice(at + 2, end));
      for (const each of expand(substitute(macro, args, macros, hidden), macros, inside)) out.push(each);
      at = end;
    } else out.push(token);
  }
  return out;
}

/** Whether a condition holds. `IS_ENABLED` and its like ask the configuration; names that nobody defined are 0. */
function holds(text: string, macros: Macros, sources: SourceSet): boolean {
  const tokens = tokensOf(text);
  const plain: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === 'defined') {
      const bracket = tokens[at + 1] === '(';
      const name = tokens[at + (bracket ? 2 : 1)] ?? '';
      plain.push(isDefined(name, macros, sources) ? '1' : '0');
      at += bracket ? 3 : 1;
    } else if (/^IS_(ENABLED|BUILTIN|REACHABLE)$/.test(token)) {
      plain.push(sources.config(tokens[at + 2] ?? '') === undefined ? '0' : '1');
      at += 3;
    } else if (token === 'IS_MODULE') {
      plain.push('0');
      at += 3;
    } else if (token.startsWith('CONFIG_')) {
      const value = sources.config(token);
      plain.push(value === undefined ? '0' : value === 'y' || value === 'm' ? '1' : value);
    } else plain.push(token);
  }
  return (evaluate(expand(plain, macros), 0n) ?? 0n) !== 0n;
}

function isDefined(name: string, macros: Macros, sources: SourceSet): boolean {
  if (name.startsWith('CONFIG_')) return sources.config(name) !== undefined;
  return name === '__KERNEL__' || macros.has(name);
}

/** Where `#include "name"` of a file is found: beside it, a few folders up, or under the tree's include folders. */
function resolveInclude(from: string, name: string, sources: SourceSet): string | undefined {
  let folder = from.slice(0, from.lastIndexOf('/'));
  for (let up = 0; up < 3 && folder !== ''; up++) {
    for (const inner of ['', 'include/']) {
      const path = normalize(`${folder}/${inner}${name}`);
      if (path !== undefined && sources.read(path) !== undefined) return path;
    }
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return undefined;
}

function normalize(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/**
 * The tokens of one source file that the configuration lets through, macros expanded.
 * @param path below the tree's root
 * @param moduleName what KBUILD_MODNAME stands for
 */
export function preprocess(path: string, moduleName: string, sources: SourceSet): Preprocessed {
  const macros: Macros = new Map(COMMON_MACROS);
  macros.set('KBUILD_MODNAME', { parameters: undefined, body: [`"${moduleName}"`] });
  const tokens: string[] = [];
  const systemHeaders: string[] = [];

  const readFile = (file: string, depth: number) => {
    const text = sources.read(file);
    if (text === undefined) return;
    let pending: string[] = [];
    const flush = () => {
      for (const token of expand(tokensOf(pending.join('\n')), macros)) tokens.push(token);
      pending = [];
    };
    /** One entry for each open `#if`: whether this branch is read, and whether one has been. */
    const branches: { live: boolean; taken: boolean }[] = [];
    const isLive = () => branches.every((branch) => branch.live);
    for (const line of logicalLines(text)) {
      const directive = /^\s*#\s*([a-z]+)\b\s*(.*)$/s.exec(line);
      if (directive === null) {
        if (isLive()) pending.push(line);
        continue;
      }
      const [, word = '', rest = ''] = directive;
      const last = branches.at(-1);
      switch (word) {
        case 'if':
        case 'ifdef':
        case 'ifndef': {
          const name = rest.trim().split(/\s/)[0] ?? '';
          const live =
            isLive() &&
            (word === 'if' ? holds(rest, macros, sources) : isDefined(name, macros, sources) === (word === 'ifdef'));
          branches.push({ live, taken: live });
          break;
        }
        case 'elif':
          if (last !== undefined) {
            last.live = !last.taken && holds(rest, macros, sources);
            last.taken ||= last.live;
          }
          break;
        case 'else':
          if (last !== undefined) {
            last.live = !last.taken;
            last.taken = true;
          }
          break;
        case 'endif':
          branches.pop();
          break;
        case 'define': {
          const parsed = isLive() ? parseDefine(rest) : undefined;
          if (parsed === undefined) break;
          flush();
          macros.set(...parsed);
          break;
        }
        case 'undef':
          if (!isLive()) break;
          flush();
          macros.delete(rest.trim());
          break;
        case 'include': {
          if (!isLive()) break;
          const quoted = /^"([^"]+)"/.exec(rest)?.[1];
          const system = /^<([^>]+)>/.exec(rest)?.[1];
          const found = quoted === undefined ? undefined : resolveInclude(file, quoted, sources);
          if (found !== undefined && depth < 8 && (sources.read(found)?.length ?? 0) < LONGEST_HEADER) {
            flush();
            readFile(found, depth + 1);
          } else if (system !== undefined) systemHeaders.push(system);
          break;
        }
        default:
      }
    }
    flush();
  };
  readFile(path, 0);
  return { tokens, macros, systemHeaders };
}
