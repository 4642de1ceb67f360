/** Texts that Linux prints, by the names of the dump's sections. */
import { dumpSections } from '../../report/dump.ts';
import type { Moment } from '../../report/moment.ts';

/** "interrupts", "domains/NAME", "irqs/13", …: the section's text, or '' when there is no such thing now. */
export function reportText(moment: Moment, name: string): string {
  const family = name.split('/')[0] ?? name;
  return dumpSections(moment, [family]).find((section) => section.name === name)?.body ?? '';
}
