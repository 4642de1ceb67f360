/** Finds, on the syntax tree, what a person would read and what does not come from the catalogue of messages. */
import { parseSync } from 'vite';

/** Attributes and properties whose value is shown or read out. */
const READ = new Set([
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'alt',
  'title',
  'label',
  'placeholder',
  'about',
  'message',
  'hint',
]);
/** Attributes whose value nobody reads. */
const UNREAD = /^(className|class|id|key|d|viewBox|transform|style|role|type|rel|pattern|accept|data-.*)$/;
/** What is given to these is for the browser, or for us. */
const UNREAD_CALLS = new Set([
  'must',
  'unreachable',
  'Error',
  'matchMedia',
  'useMedia',
  'closest',
  'matches',
  'querySelector',
  'querySelectorAll',
  'cx',
]);

/** Stands for an expression in a template. */
const HOLE = '\u{FFFC}';
const WORD = String.raw`(?<![\p{L}\p{N}_-])\p{L}{2,}`;
/** Two words beside each other, or one beside a value. */
const SENTENCE = new RegExp(`${WORD}[,.:;]? (${WORD}|${HOLE}|["“(])|${HOLE} ${WORD}`, 'u');
/** Where all that is given is shown, one word is enough; what has an underscore is a name of the kernel, what has a digit first a number. */
const LABEL = /^(?!\S*_\S*$|0x).*\p{L}{2}/u;

/** A word that begins like a label, as the value of any property. */
const CAPITALISED = /^\p{Lu}\p{Ll}{2,}$/u;

/** How the value of an attribute or property is judged, or what stands elsewhere. */
type Place = 'shown' | 'property' | 'elsewhere';

const PATTERNS: Readonly<Record<Place, readonly RegExp[]>> = {
  shown: [LABEL],
  property: [SENTENCE, CAPITALISED],
  elsewhere: [SENTENCE],
};

/** Text that a person would read, and where it stands. */
export interface Sentence {
  readonly line: number;
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export function sentencesIn(file: string, source: string): Sentence[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const found: Sentence[] = [];
  visit(program, 'elsewhere', (node, place) => {
    const text = textOf(node);
    if (text === undefined || !PATTERNS[place].some((pattern) => pattern.test(text))) return;
    const line = source.slice(0, node.start).split('\n').length;
    found.push({ line, text: text.replaceAll(HOLE, '…').replaceAll(/\s+/g, ' ').trim() });
  });
  return found;
}

/** What stands in a piece of text; undefined for a node that is none. */
function textOf(node: Node): string | undefined {
  if (node.type === 'JSXText' || node.type === 'Literal')
    return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node['quasis'])) return undefined;
  return node['quasis'].map((quasi: unknown) => (isNode(quasi) ? cookedOf(quasi) : '')).join(HOLE);
}

function cookedOf({ value }: Node): string {
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

/** Calls back with each node that may be read, and where it stands. */
function visit(node: unknown, place: Place, see: (node: Node, place: Place) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, place, see);
    return;
  }
  if (!isNode(node) || isUnread(node)) return;
  see(node, node.type === 'JSXText' ? 'shown' : place);
  const isNamed = node.type === 'Property' || node.type === 'JSXAttribute';
  for (const [key, child] of Object.entries(node)) {
    if (typeof child !== 'object' || child === null || (isNamed && key !== 'value')) continue;
    if (isNamed) visit(child, READ.has(nameOf(node)) ? 'shown' : 'property', see);
    else visit(child, passesOn(node, key) ? place : 'elsewhere', see);
  }
}

/** Whether this part of a node is the value of the whole: either branch of a choice, but not its condition. */
function passesOn({ type }: Node, key: string): boolean {
  if (type === 'ConditionalExpression') return key !== 'test';
  if (type === 'LogicalExpression') return key === 'right';
  return type === 'JSXExpressionContainer' || type === 'TSAsExpression';
}

/** Types, imports, what is compared with, and what is given to the browser. */
function isUnread(node: Node): boolean {
  if (/^(TS(?!AsExpression|NonNull|Satisfies)|Import|ExportAll)/.test(node.type)) return true;
  if (node.type === 'BinaryExpression') return node['operator'] !== '+';
  if (node.type === 'JSXAttribute') return UNREAD.test(nameOf(node));
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const { callee } = node;
  if (!isNode(callee)) return false;
  const name = callee.type === 'MemberExpression' ? callee['property'] : callee;
  return isNode(name) && typeof name['name'] === 'string' && UNREAD_CALLS.has(name['name']);
}

/** Of an attribute or a property. */
function nameOf(node: Node): string {
  const name = node.type === 'JSXAttribute' ? node['name'] : node.type === 'Property' ? node['key'] : undefined;
  if (!isNode(name)) return '';
  const text = name['name'] ?? name['value'];
  return typeof text === 'string' ? text : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
