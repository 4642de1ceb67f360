/** A collected file taken apart: a line `@@@@ NAME` begins a section, which ends at the next such line. */
import { fail, ok, type Result } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';

export type Sections = ReadonlyMap<string, string>;

/** More characters than these are no description of a machine. */
const MOST = 64 * 1024 * 1024;
const HEAD = /^\s+CPU\d+(\s+CPU\d+)*\s*$/m;

/** Whether a file's beginning is that of a collected file or of /proc/interrupts. */
export function isCollected(text: string): boolean {
  const start = text.slice(0, 100_000);
  return /^@@@@ \S/m.test(start) || HEAD.test(start);
}

/** The sections by name; /proc/interrupts alone is the section of that name. */
export function sectionsOf(text: string, say: EngineMessages['collected']): Result<Sections> {
  if (text.length > MOST) return fail('collected-too-large', say.tooLarge({ megabytes: MOST / 1024 / 1024 }));
  const lines = text.replaceAll('\r\n', '\n');
  const sections = new Map<string, string>();
  if (!/^@@@@ \S/m.test(lines)) {
    if (!HEAD.test(lines)) return fail('collected-nothing', say.nothing, undefined, say.nothingHint);
    return ok(sections.set('interrupts', lines));
  }
  for (const part of lines.split(/^@@@@ /m).slice(1)) {
    const end = part.indexOf('\n');
    const [name, body] = end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
    sections.set(name.trim(), body);
  }
  const isKnown = [...sections.keys()].some((name) => /^(interrupts$|domains\/|irqs\/|sysirq\/)/.test(name));
  return isKnown ? ok(sections) : fail('collected-nothing', say.nothing, undefined, say.nothingHint);
}

/** Sections of a family, by what stands behind the slash. */
export function family(sections: Sections, name: string): [id: string, body: string][] {
  return [...sections].flatMap(([key, body]): [string, string][] =>
    key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), body]] : [],
  );
}
