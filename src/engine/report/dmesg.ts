/** The interrupt code's own log lines up to a moment. */
import type { Cursor, LogLine } from '../recorder/index.ts';

export interface LoggedLine extends LogLine {
  /** The event that logged it. */
  readonly event: number;
}

export function loggedLines(cursor: Cursor): LoggedLine[] {
  const { rec } = cursor;
  const lines: LoggedLine[] = [];
  for (const event of rec.logs) {
    if (event >= cursor.position) break;
    lines.push({ ...rec.logAt(event), event });
  }
  return lines;
}

export function reportDmesg(cursor: Cursor): string {
  return loggedLines(cursor)
    .filter((line) => line.aside !== true)
    .map((line) => `${line.text}\n`)
    .join('');
}
