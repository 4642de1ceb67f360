/**
 * Findings that are known: by a comment in the DTS, on the line of the finding or the one before it,
 * `irqscope-ignore CODE: reason`, or by a baseline file. Both need a reason.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import type { CliMessages } from '../../engine/api/messages/index.ts';
import type { Finding } from '../../engine/index.ts';
import type { Ignored } from './report.ts';

/** An entry of a baseline file. `file` and `property` are compared where they are given. */
export interface BaselineEntry {
  readonly code: string;
  readonly node: string;
  readonly property?: string;
  readonly file?: string;
  readonly reason: string;
}

const COMMENT = /irqscope-ignore\s+([\w-]+)\s*(?::\s*(.*?))?\s*(?:\*\/|$)/;

/** A comment that ignores a code, as it stands on a line. */
function commentOn(line: string | undefined): { readonly code: string; readonly reason: string } | undefined {
  const [found, code = '', reason = ''] = COMMENT.exec(line ?? '') ?? [];
  return found === undefined ? undefined : { code, reason };
}

/** What ignores a finding; `lines` are that of the finding and the one before. */
export function ignoredBy(
  finding: Finding,
  lines: readonly (string | undefined)[],
  baseline: readonly BaselineEntry[],
): Ignored | undefined {
  for (const line of lines) {
    const comment = commentOn(line);
    if (comment?.code === finding.code && comment.reason !== '') return { by: 'comment', reason: comment.reason };
  }
  const entry = baseline.find((each) => fits(each, finding));
  return entry === undefined ? undefined : { by: 'baseline', reason: entry.reason };
}

function fits({ code, node, property, file }: BaselineEntry, { code: found, where }: Finding): boolean {
  return (
    code === found &&
    node === where.node &&
    (property === undefined || property === where.property) &&
    (file === undefined || where.file === file || where.file?.endsWith(`/${file}`) === true)
  );
}

export function readBaseline(name: string | undefined, say: CliMessages): Result<readonly BaselineEntry[]> {
  if (name === undefined) return ok([]);
  if (!existsSync(name)) return fail('cli-no-file', say.noFile({ name }));
  const bad = (why: string): Result<never> => fail('cli-baseline', say.check.badBaseline({ name, why }));
  const json = parsed(readFileSync(name, 'utf8'));
  const list = property(json, 'ignore');
  if (property(json, 'irqscope') !== 1 || !Array.isArray(list)) return bad(say.check.baselineShape);
  const entries: BaselineEntry[] = [];
  const given: readonly unknown[] = list;
  for (const each of given) {
    const [code, node, reason] = ['code', 'node', 'reason'].map((key) => property(each, key));
    if (typeof code !== 'string' || typeof node !== 'string') return bad(say.check.baselineShape);
    if (typeof reason !== 'string' || reason.trim() === '') return bad(say.check.baselineReason({ code, node }));
    const [file, of] = [property(each, 'file'), property(each, 'property')];
    entries.push({
      code,
      node,
      reason,
      ...(typeof file === 'string' ? { file } : {}),
      ...(typeof of === 'string' ? { property: of } : {}),
    });
  }
  return ok(entries);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function property(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, key) : undefined;
}
