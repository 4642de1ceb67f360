/** Puts what a schema finds wrong into words. */
import type * as v from 'valibot';
import type { Problem } from '../../base/result.ts';

type Issue = v.BaseIssue<unknown>;

/** The place in the JSON: "script[3].bdf", "" for its top. */
function pathOf({ path }: Issue): string {
  return (path ?? []).reduce(
    (text, { key }) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${String(key)}`),
    '',
  );
}

/** What is wrong, without the place: "it must be at most 255". */
function wordsOf(issue: Issue): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'schema 1 does not know this key';
  if (issue.received === 'undefined') return 'this is needed';
  const { requirement } = issue as { requirement?: unknown };
  if (issue.type === 'max_value') return `it must be at most ${String(requirement)}`;
  if (issue.type === 'min_value' && issue.message.startsWith('Invalid'))
    return `it must be at least ${String(requirement)}`;
  if (issue.type === 'picklist') return `it must be one of ${choices(issue)}, not ${issue.received}`;
  if (issue.type === 'min_length' && issue.message.startsWith('Invalid')) return 'it must not be empty';
  return issue.message;
}

/** `"6.1", "6.12"`, of the schema's `("6.1" | "6.12")`. */
function choices({ expected }: Issue): string {
  return (expected ?? '').replaceAll(/[()]/g, '').replaceAll(' | ', ', ');
}

/** The problem at its place, for an editor that shows it there. */
export function draftProblem(issue: Issue): Problem {
  return { code: 'scenario-schema', message: wordsOf(issue), where: { path: pathOf(issue) } };
}

/** The problem by itself, place included. */
export function schemaProblem(issue: Issue): Problem {
  const path = pathOf(issue);
  const unknownKey = issue.type === 'strict_object' && issue.expected === 'never';
  return {
    code: 'scenario-schema',
    message: unknownKey
      ? `the scenario has a key that schema 1 does not know: ${path}`
      : `the scenario does not fit schema 1 at ${path === '' ? 'its top' : path}: ${wordsOf(issue)}`,
    where: { path },
    ...(unknownKey ? { hint: 'Remove it, or check its spelling.' } : {}),
  };
}
