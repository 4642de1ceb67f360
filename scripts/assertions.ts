/** Finds type assertions on the syntax tree. `as const` and `satisfies` assert nothing and do not count. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { filesBelow, isTest, roomOf } from './floors.ts';

export interface Cast {
  /** `src/…/x.ts:12` */
  readonly place: string;
  readonly room: string;
  readonly text: string;
  /** `never`: to a type that fits everything; `double`: by way of `unknown`. */
  readonly kind: 'plain' | 'never' | 'double';
}

/** A node of the syntax tree, as far as this script looks. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isAssertion(node: Node): boolean {
  return node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion';
}

/** What stands between the parentheses, if there are any. */
function inner(node: unknown): unknown {
  return isNode(node) && node.type === 'ParenthesizedExpression' ? inner(node.expression) : node;
}

function typeOf(node: Node): Node | undefined {
  return isNode(node.typeAnnotation) ? node.typeAnnotation : undefined;
}

function isConst(type: Node | undefined): boolean {
  return type?.type === 'TSTypeReference' && isNode(type.typeName) && type.typeName.name === 'const';
}

function kindOf(node: Node): Cast['kind'] {
  if (typeOf(node)?.type === 'TSNeverKeyword') return 'never';
  const from = inner(node.expression);
  return isNode(from) && isAssertion(from) && !isConst(typeOf(from)) ? 'double' : 'plain';
}

/** The assertions of a source text, in order. A double one is one. */
export function castsIn(file: string, text: string): Cast[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const room = roomOf(file)?.name ?? '';
  const found: { readonly start: number; readonly cast: Cast }[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (!isNode(value)) return;
    let below: unknown = value;
    if (isAssertion(value) && !isConst(typeOf(value))) {
      const kind = kindOf(value);
      const line = text.slice(0, value.start).split('\n').length;
      const cast = { place: `${file}:${line}`, room, kind, text: text.slice(value.start, value.end) };
      found.push({ start: value.start, cast });
      // The first half of a double assertion is no second one.
      if (kind === 'double') below = inner(value.expression);
    }
    if (isNode(below)) for (const key in below) visit(below[key]);
  };
  visit(program);
  return found.sort((a, b) => a.start - b.start).map(({ cast }) => cast);
}

/** All outside tests, by file. */
export function castsOf(root: string): Cast[] {
  return filesBelow(root, 'src')
    .filter((file) => /\.tsx?$/.test(file) && !isTest(file))
    .flatMap((file) => castsIn(file, readFileSync(join(root, file), 'utf8')));
}
