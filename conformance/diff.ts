/** Differences for reading: golden's lines with a minus, ours with a plus, and two lines around. */
import { type CallCell, type Cell, keyOf, type LineCell } from './cells.ts';
import { commonSubsequence } from '../src/base/lcs.ts';
import { type Paint } from './paint.ts';

const CONTEXT = 2;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** The differences of a cell; `section` limits them to one. Empty when there are none. */
export function diffOf(cell: Cell, section: string | undefined, paint: Paint): string {
  return cell.kind === 'lines' ? lineDiff(cell, section, paint) : callDiff(cell, paint);
}

function lineDiff(cell: LineCell, only: string | undefined, paint: Paint): string {
  return cell.score.differences
    .filter(({ section }) => only === undefined || section === only)
    .map(({ section, golden, ours }) => {
      const head = paint.head(`${keyOf(cell)}/${section}`);
      if (ours.length === 0) return `${head}\n  ours has none of it: ${golden.length} lines missing\n`;
      if (golden.length === 0 && only === undefined) return `${head}\n  only ours has it: ${ours.length} lines\n`;
      return `${head}\n${unified(golden, ours, paint)}`;
    })
    .join('');
}

function callDiff(cell: CallCell, paint: Paint): string {
  const { tasks, strays, unknown } = cell.score;
  const { functions } = cell.golden;
  const key = keyOf(cell);
  const placeOf = (fn: string): string => functions.get(fn) ?? 'not in functions.txt';
  const differing = tasks
    .filter(({ matched, total, extra }) => matched < total || extra > 0)
    .map(({ task, golden, ours }) => `${paint.head(`${key}/${task}`)}\n${unified(golden, ours, paint)}`);
  const stray = strays.map(
    ({ edge, count }) => `  ${count} x ${edge}   ${paint.faint(placeOf(edge.split(' ')[0] ?? ''))}`,
  );
  const files = [...new Set(unknown.map(placeOf))].sort();
  const lacking = files.map((file) => `  ${file}: ${unknown.filter((fn) => placeOf(fn) === file).join(' ')}`);
  return [
    ...differing,
    listOf(paint.head(`${key}: calls of ours that the golden never has (wrong, or inlined there)`), stray),
    listOf(paint.head(`${key}: functions of the golden that ours lacks`), lacking),
  ].join('');
}

function listOf(head: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${head}\n${lines.join('\n')}\n`;
}

function unified(golden: readonly string[], ours: readonly string[], paint: Paint): string {
  const lines = merge(golden, ours);
  const shown = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    for (let near = index - CONTEXT; near <= index + CONTEXT; near++) shown.add(near);
  }
  let text = '';
  let last = -1;
  for (const [index, line] of lines.entries()) {
    if (!shown.has(index)) continue;
    if (index > last + 1) text += `${paint.faint('  ...')}\n`;
    last = index;
    text += `${paintLine(line, paint)}\n`;
  }
  return last < lines.length - 1 ? `${text}${paint.faint('  ...')}\n` : text;
}

function paintLine({ sign, text }: Line, paint: Paint): string {
  const line = `${sign} ${text}`;
  if (sign === ' ') return line;
  return sign === '-' ? paint.bad(line) : paint.good(line);
}

/** Both sides in one list, what is common once. */
function merge(golden: readonly string[], ours: readonly string[]): Line[] {
  const lines: Line[] = [];
  let [left, right] = [0, 0];
  const end: [number, number] = [golden.length, ours.length];
  for (const [i, j] of [...commonSubsequence(golden, ours), end]) {
    while (left < i) lines.push({ sign: '-', text: golden[left++] ?? '' });
    while (right < j) lines.push({ sign: '+', text: ours[right++] ?? '' });
    if (left < golden.length && right < ours.length) lines.push({ sign: ' ', text: golden[left] ?? '' });
    left++;
    right++;
  }
  return lines;
}
