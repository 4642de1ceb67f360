/** The whole dump (docs/command-line.md explains it): sections in order, each under '@@@@ NAME'. */
import { domain_files, irqdomain_c } from '../linux/kernel/irq/irqdomain/index.ts';
import type { Cursor } from '../recorder/index.ts';
import { IRQS_SYSFS } from '../linux/include/linux/irqdesc.ts';
import { reportCalls } from './calls.ts';
import { reportDomain, reportIrq } from './debugfs.ts';
import { reportDmesg } from './dmesg.ts';
import { reportInterrupts } from './interrupts.ts';
import { reportProcIrq, reportSysIrq } from './sysfs.ts';
import { descriptors, type Moment } from './moment.ts';
import { gicdSections, gicrSections, itsSections } from './hardware.ts';
import { pciSections } from './pci.ts';

export interface Section {
  readonly name: string;
  readonly body: string;
}

/** Section families, in the dump's order. `script` is added by the session, which knows what commands returned. */
export const FAMILIES = [
  'interrupts',
  'domains',
  'irqs',
  'sysirq',
  'procirq',
  'pci',
  'its',
  'gicd',
  'gicr',
  'dmesg',
  'calls',
  'script',
] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * Sections of the given families; all but `calls` when none is given, since that one is long. What was logged and called is
 * read from the record up to the cursor: without one there are no such sections.
 */
export function dumpSections(
  moment: Moment,
  only: readonly string[] | undefined,
  cursor: Cursor | undefined,
): Section[] {
  const wanted = (family: Family): boolean => (only === undefined ? family !== 'calls' : only.includes(family));
  const sections: Section[] = [];
  const descs = descriptors(moment);
  if (wanted('interrupts')) sections.push({ name: 'interrupts', body: reportInterrupts(moment) });
  if (wanted('domains')) sections.push(...domainSections(moment));
  for (const desc of descs) {
    if (wanted('irqs') && desc.debugfs_file) {
      sections.push({ name: `irqs/${desc.irq_data.irq}`, body: reportIrq(desc, moment.version) });
    }
  }
  for (const desc of descs) {
    if (wanted('sysirq') && (desc.istate & IRQS_SYSFS) !== 0) {
      sections.push({ name: `sysirq/${desc.irq_data.irq}`, body: reportSysIrq(moment, desc) });
    }
  }
  for (const desc of descs) {
    if (wanted('procirq') && desc.dir) {
      sections.push({ name: `procirq/${desc.irq_data.irq}`, body: reportProcIrq(moment, desc) });
    }
  }
  if (wanted('pci')) sections.push(...pciSections(moment));
  if (wanted('its')) sections.push(...itsSections(moment));
  if (wanted('gicd')) sections.push(...gicdSections(moment));
  if (wanted('gicr')) sections.push(...gicrSections(moment));
  if (cursor !== undefined && wanted('dmesg')) sections.push({ name: 'dmesg', body: reportDmesg(cursor) });
  if (cursor !== undefined && wanted('calls')) sections.push({ name: 'calls', body: reportCalls(cursor) });
  return sections;
}

/** Published domains in the order of their file names. */
function domainSections(moment: Moment): Section[] {
  const globals = moment.objects.all(irqdomain_c.type)[0];
  const files = moment.objects.all(domain_files.type)[0];
  const domains = globals?.irq_domain_list.toArray().filter(({ $id }) => files?.without.get($id) === undefined) ?? [];
  const named = domains.map((domain) => ({ name: domain.name ?? '', body: reportDomain(domain, moment.version) }));
  named.push({
    name: 'default',
    body: globals?.irq_default_domain === undefined ? '\n' : reportDomain(globals.irq_default_domain, moment.version),
  });
  return named
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, body }) => ({ name: `domains/${name}`, body }));
}

export function formatDump(sections: readonly Section[]): string {
  return sections
    .map(({ name, body }) => `@@@@ ${name}\n${body}${body === '' || body.endsWith('\n') ? '' : '\n'}`)
    .join('');
}
