/** Expected failures are values. A throw in this project is a mistake of ours, never of the input. */

/** Where in the input something is wrong. */
export interface Where {
  /** File name as the person gave it. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Byte offset in a binary file. */
  readonly offset?: number;
  /** Path in a tree or a JSON document, e.g. "/soc/uart@0" or "script[3].bdf". */
  readonly path?: string;
}

/** Something wrong with the input: what, where, and what to do about it. */
export interface Problem {
  /** Stable and short, e.g. "dtb-truncated". */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly where?: Where;
  /** What the person can do. */
  readonly hint?: string;
}

export type Result<T, E = Problem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Short form of `err({code, message, where, hint})`. */
export function fail(
  code: string,
  message: string,
  where?: Where,
  hint?: string,
): { readonly ok: false; readonly error: Problem } {
  return err({
    code,
    message,
    ...(where === undefined ? {} : { where }),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** "file.dts:3:7", "byte 0x48 of board.dtb", "script[3].bdf", or "" when the place is unknown. */
export function formatWhere(where: Where | undefined): string {
  if (where === undefined) return '';
  const parts: string[] = [];
  if (where.line !== undefined) {
    parts.push(`${where.file ?? 'input'}:${where.line}${where.column === undefined ? '' : `:${where.column}`}`);
  } else if (where.offset !== undefined) {
    parts.push(`byte 0x${where.offset.toString(16)}${where.file === undefined ? '' : ` of ${where.file}`}`);
  } else if (where.file !== undefined) {
    parts.push(where.file);
  }
  if (where.path !== undefined) parts.push(where.path);
  return parts.join(' ');
}

/** The whole problem in one line, for logs and the command line. */
export function formatProblem(problem: Problem): string {
  const where = formatWhere(problem.where);
  return `${where === '' ? '' : `${where}: `}${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}`;
}
