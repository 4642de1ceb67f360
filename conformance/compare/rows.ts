/** The two written forms of a function trace, read to the same rows. */

/** A function was entered. */
export interface Row {
  /** start_kernel, init, secondaryN, cpuhp, kworker; or the name of the call tree. */
  readonly task: string;
  readonly cpu: string;
  /** In hard-interrupt context. */
  readonly hard: boolean;
  readonly fn: string;
  /** The function whose code made the call. */
  readonly caller: string;
  /** How many calls deep; absent where the trace is flat. */
  readonly depth?: number;
}

/** Without a caller: the chain leaves what was traced. */
export const OUTSIDE = '(outside)';

const FLAT_ROW = /^(\S+) (\d+) ([h-]) (\S+) <-(\S+)(?: @(\d+))?$/;

/** `task cpu h-or-dash function <-caller`, in the model's dumps with ` @depth`. */
export function parseRows(lines: readonly string[]): Row[] {
  return lines.flatMap((line): Row[] => {
    const [, task, cpu, context, fn, caller, depth] = FLAT_ROW.exec(line) ?? [];
    if (task === undefined || cpu === undefined || fn === undefined || caller === undefined) return [];
    const row = { task, cpu, hard: context === 'h', fn, caller };
    return [depth === undefined ? row : { ...row, depth: Number(depth) }];
  });
}

/** A call tree drawn by indentation, two blanks a level; `#` starts a remark. */
export function parseTree(lines: readonly string[], task: string): Row[] {
  const open: string[] = [];
  return lines.flatMap((line): Row[] => {
    const fn = line.trim();
    if (fn === '' || fn.startsWith('#')) return [];
    const depth = (line.length - line.trimStart().length) / 2;
    open.length = depth;
    const caller = open[depth - 1] ?? OUTSIDE;
    open[depth] = fn;
    return [{ task, cpu: '0', hard: false, fn, caller, depth }];
  });
}

/** Several trees in one file, with an empty line between. */
export function parseTrees(lines: readonly string[], task: string): Row[][] {
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (line === '') blocks.push([]);
    else blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => parseTree(block, task)).filter((rows) => rows.length > 0);
}

/** The rows of one thread of execution share a stack. Init and kworker move between CPUs, which is not compared. */
export function threadOf({ task, cpu, hard }: Row): string {
  const wanders = task === 'init' || task === 'kworker';
  return `${task} ${wanders ? '*' : cpu}${hard ? ' h' : ''}`;
}
