/** Texts that Linux prints, by the names of the dump's sections. */
import { dumpSections } from '../report/dump.ts';
import { reportInterrupts } from '../report/interrupts.ts';
import type { Snapshot } from '../record/snapshot.ts';

/** So many interrupts are printed: nobody reads more of them, and the text goes to the screen whole at every step. */
const MOST_INTERRUPTS = 1000;

/** "interrupts", "domains/NAME", "irqs/13", …: the section's text, or '' when there is no such thing now. */
export function reportText(snapshot: Snapshot, name: string): string {
  if (snapshot.printed !== undefined) return snapshot.printed.get(name) ?? '';
  if (name === 'interrupts') {
    return reportInterrupts(snapshot, { most: MOST_INTERRUPTS, more: snapshot.messages.tables.moreInterrupts });
  }
  const family = name.split('/')[0] ?? name;
  return (
    dumpSections(snapshot, [family], snapshot.history?.cursor).find((section) => section.name === name)?.body ?? ''
  );
}
