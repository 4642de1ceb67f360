/** Puts what the schema finds wrong into words. */
import type * as v from 'valibot';
import { nearest } from '../../base/nearest.ts';
import type { Problem } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import { keysAt, schemasAt, schemasIn, type Shape, type Step } from './schema-walk.ts';

type Issue = v.BaseIssue<unknown>;
type ScenarioMessages = EngineMessages['scenario'];

/** Where in the JSON, from its top. */
function stepsOf({ path }: Issue): readonly Step[] {
  return (path ?? []).map(({ key, input }) => ({ key: typeof key === 'number' ? key : String(key), input }));
}

/** "script[3].bdf", "" for the top. */
function pathText(steps: readonly Step[]): string {
  return steps.reduce(
    (text, { key }) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${key}`),
    '',
  );
}

/** What is wrong, without the place: "it must be at most 255". */
function wordsOf(m: ScenarioMessages, issue: Issue): string {
  if (isUnknownKey(issue)) return m.unknownKey;
  if (issue.received === 'undefined') return m.needed;
  const limit = 'requirement' in issue ? String(issue.requirement) : '';
  const isOurs = !issue.message.startsWith('Invalid');
  if (issue.type === 'max_value') return m.atMost({ limit });
  if (issue.type === 'min_value' && !isOurs) return m.atLeast({ limit });
  if (issue.type === 'picklist') return m.oneOf({ choices: choices(issue), received: issue.received });
  if (issue.type === 'min_length' && !isOurs) return m.notEmpty;
  if (issue.type === 'max_length' && !isOurs) return m.mostEntries({ limit });
  return issue.message;
}

/** `"6.1", "6.12"`, of the schema's `("6.1" | "6.12")`. */
function choices({ expected }: Issue): string {
  return (expected ?? '').replaceAll(/[()]/g, '').replaceAll(' | ', ', ');
}

function isUnknownKey(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

/** What may have been meant by a key, or by a command, that the schema does not know. */
function hintFor(m: ScenarioMessages, issue: Issue, schema: Shape): string | undefined {
  const steps = stepsOf(issue);
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const around = steps.slice(0, -1);
  if (isUnknownKey(issue)) return meant(m, String(last.key), keysAt(schema, around, last.input));
  if (issue.type === 'union') return unionHint(m, steps, issue.input, schema);
  if (issue.type !== 'variant' || typeof issue.input !== 'string') return undefined;
  return meant(m, issue.input, schemasAt(schema, around).flatMap(schemasIn).flatMap(commandName));
}

function commandName({ entries }: Shape): string[] {
  const name: Shape | undefined = entries?.['do'];
  return typeof name?.literal === 'string' ? [name.literal] : [];
}

/** Of an object that is none of those that may stand here: its first key that none of them has. */
function unionHint(m: ScenarioMessages, steps: readonly Step[], value: unknown, schema: Shape): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const known = keysAt(schema, steps, value);
  const strange = Object.keys(value).find((key) => !known.includes(key));
  return strange === undefined ? undefined : meant(m, strange, known);
}

/** The nearest, else all there are. */
function meant(m: ScenarioMessages, word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  if (near !== undefined) return m.didYouMean({ word: near });
  return known.length === 0 ? undefined : m.known({ words: known });
}

/** The problem at its place, for an editor that shows it there. */
export function draftProblem(m: ScenarioMessages, issue: Issue, schema: Shape): Problem {
  const hint = hintFor(m, issue, schema);
  return problemAt('scenario-schema', wordsOf(m, issue), pathText(stepsOf(issue)), hint);
}

/** What is checked against which schema, and how it is said of the whole that it does not fit. */
interface Checked {
  readonly code: string;
  readonly schema: Shape;
  readonly say: Pick<ScenarioMessages, 'misfit' | 'unknownKeyAt'>;
}

/** The problem by itself, place included. */
export function schemaProblem(m: ScenarioMessages, issue: Issue, { code, schema, say }: Checked): Problem {
  const path = pathText(stepsOf(issue));
  const message = isUnknownKey(issue) ? say.unknownKeyAt({ path }) : say.misfit({ path, why: wordsOf(m, issue) });
  return problemAt(code, message, path, hintFor(m, issue, schema));
}

function problemAt(code: string, message: string, path: string, hint: string | undefined): Problem {
  return { code, message, where: { path }, ...(hint === undefined ? {} : { hint }) };
}

/** The one to tell first. A key that is missing may be there with another spelling: then that one. */
export function firstIssue([first, ...others]: readonly [Issue, ...Issue[]]): Issue {
  if (first.received !== 'undefined') return first;
  const place = first.path?.at(-1);
  const misspelt = others.find((issue) => {
    const at = issue.path?.at(-1);
    return (
      isUnknownKey(issue) && at?.input === place?.input && nearest(String(at?.key), [String(place?.key)]) !== undefined
    );
  });
  return misspelt ?? first;
}
