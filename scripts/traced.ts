/** The traced functions of the kernel's model and the sentences beside them, read off the syntax tree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { filesBelow, isTest } from './floors.ts';
import { ROOT } from './stale.mjs';

/** A sentence of one traced function, or of several whose names are computed. */
export interface TracedSentence {
  /** The kernel's file; undefined where it is computed, too. */
  readonly file: string | undefined;
  /** Undefined where the name is computed. */
  readonly fname: string | undefined;
  readonly about: string;
}

export interface TracedSentences {
  readonly sentences: readonly TracedSentence[];
  /** Where a function is traced whose sentence is not written there. */
  readonly unread: readonly string[];
}

/** Takes names, the sentence and the body from its callers, and so has no sentence of its own. */
const PASSES_ON = 'platformIrqchip';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** All of src/engine/linux. */
export function tracedSentences(): TracedSentences {
  const found = filesBelow(ROOT, 'src/engine/linux')
    .filter((file) => file.endsWith('.ts') && !isTest(file))
    .map((file) => tracedIn(file, readFileSync(join(ROOT, file), 'utf8')));
  return { sentences: found.flatMap(({ sentences }) => sentences), unread: found.flatMap(({ unread }) => unread) };
}

export function tracedIn(path: string, text: string): TracedSentences {
  const sentences: TracedSentence[] = [];
  const unread: string[] = [];
  if (!text.includes('.fn(') && !text.includes(PASSES_ON)) return { sentences, unread };
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const constants = new Map<string, unknown>();
  const within: string[] = [];
  visit(program, (node) => {
    const name = node.type === 'VariableDeclarator' ? identifierOf(node['id']) : undefined;
    // The file's own stand above those of its functions.
    if (name !== undefined && !constants.has(name)) constants.set(name, node['init']);
  });
  const textOf = (node: unknown): string | undefined =>
    literalOf(node) ?? literalOf(constants.get(identifierOf(node) ?? ''));
  const sourceOf = (object: unknown): string | undefined => {
    const init = constants.get(identifierOf(object) ?? '');
    if (!isNode(init) || init.type !== 'CallExpression' || identifierOf(init['callee']) !== 'source') return undefined;
    return literalOf(argumentsOf(init)[0]);
  };
  visit(
    program,
    (node) => {
      if (node.type === 'FunctionDeclaration') within.push(identifierOf(node['id']) ?? '');
      if (node.type !== 'CallExpression') return;
      const { callee } = node;
      const [first, second, third] = argumentsOf(node);
      if (identifierOf(callee) === PASSES_ON) {
        const about = textOf(third);
        if (about === undefined) unread.push(placeOf(path, text, node));
        else for (const fname of valuesOf(second)) sentences.push({ file: sourceOf(first), fname, about });
        return;
      }
      if (!isNode(callee) || callee.type !== 'MemberExpression' || third === undefined) return;
      if (identifierOf(callee['property']) !== 'fn' || within.includes(PASSES_ON)) return;
      const about = textOf(second);
      if (about === undefined) unread.push(placeOf(path, text, node));
      else sentences.push({ file: sourceOf(callee['object']), fname: textOf(first), about });
    },
    (node) => {
      if (node.type === 'FunctionDeclaration') within.pop();
    },
  );
  return { sentences, unread };
}

function placeOf(path: string, text: string, { start }: Node): string {
  return `${path}:${text.slice(0, start).split('\n').length}`;
}

function argumentsOf(node: Node): readonly unknown[] {
  return Array.isArray(node['arguments']) ? node['arguments'] : [];
}

/** The values of an object's properties: names in an order. */
function valuesOf(node: unknown): (string | undefined)[] {
  if (!isNode(node) || !Array.isArray(node['properties'])) return [undefined];
  return node['properties'].map((property: unknown) => (isNode(property) ? literalOf(property['value']) : undefined));
}

function identifierOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined;
}

function literalOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

function visit(node: unknown, enter: (node: Node) => void, leave?: (node: Node) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, enter, leave);
    return;
  }
  if (!isNode(node)) return;
  enter(node);
  for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) visit(child, enter, leave);
  leave?.(node);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
