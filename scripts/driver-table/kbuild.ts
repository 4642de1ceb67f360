/** Walks a kernel tree's Makefiles as Kbuild does: which C files a configuration builds in, in link order. */
import { type SourceSet } from './c-preprocess.ts';

/** One object of the kernel's link, by its C source. */
export interface BuiltFile {
  /** C file below the tree's root. */
  readonly path: string;
  /** What KBUILD_MODNAME is for it. */
  readonly module: string;
}

type Variables = Map<string, string>;

const NAME_PART = /\$(?:\(([^()]*)\)|\{([^{}]*)\})/;

/** Replaces `$(NAME)` and the few functions that Makefiles of drivers use; what is unknown becomes nothing. */
function expandText(text: string, variables: Variables, sources: SourceSet): string {
  let out = text;
  for (let turn = 0; turn < 60; turn++) {
    const match = NAME_PART.exec(out);
    if (match === null) return out;
    const inner = match[1] ?? match[2] ?? '';
    out = out.slice(0, match.index) + valueOf(inner, variables, sources) + out.slice(match.index + match[0].length);
  }
  return out;
}

function valueOf(inner: string, variables: Variables, sources: SourceSet): string {
  const call = /^(\S+)\s+(.*)$/s.exec(inner);
  if (call === null) return variables.get(inner) ?? sources.config(inner) ?? '';
  const [, name = '', rest = ''] = call;
  const args = rest.split(',');
  const words = (text: string | undefined) => (text ?? '').split(/\s+/).filter((word) => word !== '');
  switch (name) {
    case 'subst':
      return (args[2] ?? '').replaceAll(args[0] ?? '', args[1] ?? '');
    case 'if':
      return (args[0] ?? '').trim() === '' ? (args[2] ?? '') : (args[1] ?? '');
    case 'or':
      return args.find((arg) => arg.trim() !== '') ?? '';
    case 'and':
      return args.every((arg) => arg.trim() !== '') ? (args.at(-1) ?? '') : '';
    case 'strip':
      return rest.trim();
    case 'filter':
      return words(args[1])
        .filter((word) => words(args[0]).includes(word))
        .join(' ');
    case 'filter-out':
      return words(args[1])
        .filter((word) => !words(args[0]).includes(word))
        .join(' ');
    case 'addprefix':
      return words(args[1])
        .map((word) => `${(args[0] ?? '').trim()}${word}`)
        .join(' ');
    case 'addsuffix':
      return words(args[1])
        .map((word) => `${word}${(args[0] ?? '').trim()}`)
        .join(' ');
    default:
      return '';
  }
}

/** Reads one Makefile, and those that it includes, into variables. */
function readMakefile(path: string, folder: string, variables: Variables, sources: SourceSet): boolean {
  const text = sources.read(path);
  if (text === undefined) return false;
  const live: boolean[] = [];
  const taken: boolean[] = [];
  const full = (part: string) => expandText(part, variables, sources).trim();
  for (const raw of text.replace(/\\\n/g, ' ').split('\n')) {
    if (raw.startsWith('\t') && !/^\t\s*[\w-]+(\$\([^)]*\))?\s*[+:]?=/.test(raw)) continue;
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    const condition = /^(else\s+)?(ifeq|ifneq|ifdef|ifndef)\s*(.*)$/.exec(line);
    if (condition !== null) {
      const [, orElse, word = '', rest = ''] = condition;
      const result = conditionHolds(word, rest, full, variables, sources);
      if (orElse === undefined) {
        live.push(result);
        taken.push(result);
      } else if (live.length > 0) {
        const before = taken[taken.length - 1] === true;
        live[live.length - 1] = !before && result;
        taken[taken.length - 1] = before || result;
      }
      continue;
    }
    if (line === 'else') {
      if (live.length > 0) live[live.length - 1] = taken[taken.length - 1] !== true;
      continue;
    }
    if (line === 'endif') {
      live.pop();
      taken.pop();
      continue;
    }
    if (live.includes(false)) continue;
    const include = /^-?include\s+(.*)$/.exec(line);
    if (include !== null) {
      for (const name of full(include[1] ?? '').split(/\s+/)) {
        if (name !== '') readMakefile(name.replace(/^\.\//, ''), folder, variables, sources);
      }
      continue;
    }
    const assign = /^(.+?)\s*(\+=|:=|\?=|=)\s*(.*)$/.exec(line);
    if (assign === null) continue;
    const [, left = '', operator = '', right = ''] = assign;
    const name = full(left);
    if (/\s/.test(name)) continue;
    const value = full(right);
    if (operator === '+=') variables.set(name, `${variables.get(name) ?? ''} ${value}`);
    else if (operator !== '?=' || !variables.has(name)) variables.set(name, value);
  }
  return true;
}

function conditionHolds(
  word: string,
  rest: string,
  full: (text: string) => string,
  variables: Variables,
  sources: SourceSet,
): boolean {
  if (word === 'ifdef' || word === 'ifndef') {
    const name = full(rest);
    const defined = (variables.get(name) ?? sources.config(name) ?? '') !== '';
    return defined === (word === 'ifdef');
  }
  const bare = rest.trim().replace(/^\((.*)\)$/s, '$1');
  const expanded = full(bare);
  const [left = '', right = ''] = expanded.includes(',')
    ? [expanded.slice(0, expanded.lastIndexOf(',')), expanded.slice(expanded.lastIndexOf(',') + 1)]
    : expanded.split(/\s+/);
  const clean = (side: string) => side.trim().replace(/^["']|["']$/g, '');
  return (clean(left) === clean(right)) === (word === 'ifeq');
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

/** Visits a folder's objects and subfolders in the order in which they are linked. */
function visit(folder: string, sources: SourceSet, found: Map<string, BuiltFile>, visited: Set<string>) {
  if (visited.has(folder)) return;
  visited.add(folder);
  const variables: Variables = new Map([
    ['src', folder],
    ['obj', folder],
    ['srctree', '.'],
    ['srcroot', '.'],
    ['SRCARCH', 'arm64'],
    ['ARCH', 'arm64'],
    ['BITS', '64'],
  ]);
  if (!readMakefile(`${folder}/Kbuild`, folder, variables, sources)) {
    readMakefile(`${folder}/Makefile`, folder, variables, sources);
  }
  const get = (name: string) => words(variables.get(name));
  // Built in first; what can only be a module comes behind.
  for (const name of [...get('obj-y'), ...get('lib-y'), ...get('obj-m'), ...get('core-y'), ...get('drivers-y')]) {
    if (name.endsWith('/')) {
      visit(`${folder}/${name.slice(0, -1)}`.replace(/\/+/g, '/'), sources, found, visited);
      continue;
    }
    if (!name.endsWith('.o')) continue;
    const stem = name.slice(0, -2);
    const parts = [...get(`${stem}-objs`), ...get(`${stem}-y`), ...get(`${stem}-m`)].filter((part) =>
      part.endsWith('.o'),
    );
    const module = (stem.split('/').at(-1) ?? stem).replaceAll('-', '_');
    for (const object of parts.length > 0 ? parts : [name]) {
      const path = tidy(`${folder}/${object.slice(0, -2)}.c`);
      if (!found.has(path)) found.set(path, { path, module });
    }
  }
}

/** Takes `x/../` and `./` out of a path. */
function tidy(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The folders of the kernel's own top Makefile, in its order. */
const TOP = [
  'init',
  'arch/arm64',
  'kernel',
  'mm',
  'fs',
  'security',
  'crypto',
  'block',
  'io_uring',
  'lib',
  'drivers',
  'sound',
  'samples',
  'net',
  'virt',
];

/** All C files that the configuration builds into an arm64 kernel, in link order. */
export function builtFiles(sources: SourceSet): BuiltFile[] {
  const found = new Map<string, BuiltFile>();
  const visited = new Set<string>();
  for (const folder of TOP) visit(folder, sources, found, visited);
  return [...found.values()];
}
