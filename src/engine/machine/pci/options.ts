/** The `pci` section of a scenario (design: scenario.md), and reading the texts in it. */
import { fail, type Problem, type Result, ok } from '../../../base/result.ts';

export type { PciFunction as PciFunctionOptions } from '../../api/scenario.ts';

/** Where a function sits. */
export interface Bdf {
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
}

export function parseBdf(text: string): Bdf | undefined {
  const match = /^([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i.exec(text);
  if (match === null) return undefined;
  const [domain = 0, bus = 0, slot = 0, func = 0] = match.slice(1).map((part) => Number.parseInt(part, 16));
  return slot > 31 ? undefined : { domain, bus, devfn: (slot << 3) | func };
}

/** "0x…" or decimal; undefined for what is no number. */
function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^(0x[0-9a-f]+|\d+)$/i.test(text)) return undefined;
  return Number(text);
}

/** A problem at a place of the `pci` section, e.g. "pci[3].bdf". */
export function problem(code: string, message: string, path: string, hint?: string): { ok: false; error: Problem } {
  return fail(code, message, { path }, hint);
}

export function numberAt(text: string | undefined, fallback: number, path: string): Result<number> {
  if (text === undefined) return ok(fallback);
  const value = parseNumber(text);
  return value === undefined ? problem('pci-number', `“${text}” is no number`, path, 'Write it as "0x…".') : ok(value);
}
