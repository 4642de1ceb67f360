/** Sections are counted in families: `irqs/1`, `irqs/2`, … are the family `irqs`. */

/** What a dump after a checkpoint holds. */
export const DUMP_FAMILIES = [
  'interrupts',
  'domains',
  'irqs',
  'sysirq',
  'procirq',
  'pci',
  'its',
  'gicd',
  'gicr',
] as const;

/** Compared line by line, in the order of the table's columns. */
export const LINE_FAMILIES = [...DUMP_FAMILIES, 'dmesg', 'death', 'script'] as const;

export type LineFamily = (typeof LINE_FAMILIES)[number];

export function familyOf(section: string): string {
  const slash = section.indexOf('/');
  return slash === -1 ? section : section.slice(0, slash);
}
