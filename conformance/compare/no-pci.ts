/**
 * The same dump without what is about PCI devices (--no-pci). Each side is judged by its own words:
 *
 * - an irq belongs to a PCI device when a `pci/…` section names it (`irq=`, `msi_irqs/…`), or when its chip is one of
 *   PCI/MSI (6.12 `ITS-PCI-MSIX-BDF`, 6.1 `ITS-MSI` and `MSI`; platform MSIs are `ITS-pMSI` and stay). Its sections in
 *   irqs, sysirq and procirq go, its row in interrupts, and its line in gicd;
 * - the `pci/…` sections go, and the domains that a device has of its own (their name holds the device's address). The
 *   shared domains stay, and their `mapped:` counts PCI irqs as well;
 * - in `its`, commands for a device go with the SYNC behind them; the others are numbered anew, and the positions in
 *   the queue (cwriter, creadr) go. In `gicr`, the LPIs go: all of the goldens' are PCI devices';
 * - in dmesg, lines that speak for a PCI device go.
 *
 * Function traces are not divided: --no-pci leaves `calls` out altogether.
 */
import { type Sections } from './sections.ts';
import { familyOf } from './families.ts';

const ADDRESS = /[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/;
const PCI_CHIP = /(^|-)PCI-MSIX?\b|^(ITS-)?MSI$/;

/** What in a dump belongs to PCI devices. */
export interface PciFacts {
  readonly virqs: ReadonlySet<string>;
  /** Of SPIs: interrupt lines and v2m messages. */
  readonly intids: ReadonlySet<string>;
}

export function pciFacts(sections: Sections): PciFacts {
  const virqs = new Set<string>();
  for (const [name, lines] of sections) {
    const family = familyOf(name);
    if (family === 'pci') for (const virq of irqsOfDevice(lines)) virqs.add(virq);
    if (family === 'irqs' && PCI_CHIP.test(valuesOf(lines, 'chip')[0] ?? '')) virqs.add(name.slice('irqs/'.length));
  }
  const intids = new Set<string>();
  for (const virq of virqs) {
    // The innermost domain is listed last; its hwirq is the interrupt controller's own number.
    const hwirq = valuesOf(sections.get(`irqs/${virq}`) ?? [], 'hwirq').at(-1);
    if (hwirq !== undefined) intids.add(String(Number(hwirq)));
  }
  return { virqs, intids };
}

function irqsOfDevice(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [, virq] = /^(?:irq=|msi_irqs\/)(\d+)/.exec(line) ?? [];
    return virq === undefined || virq === '0' ? [] : [virq];
  });
}

function valuesOf(lines: readonly string[], key: string): string[] {
  return lines.flatMap((line) => {
    const [, value] = new RegExp(`^ *${key}: +(\\S+)`).exec(line) ?? [];
    return value === undefined ? [] : [value];
  });
}

export function withoutPci(sections: Sections): Map<string, readonly string[]> {
  const facts = pciFacts(sections);
  const kept = new Map<string, readonly string[]>();
  for (const [name, lines] of sections) {
    if (!isPciSection(name, facts)) kept.set(name, linesWithoutPci(name, lines, facts));
  }
  return kept;
}

function isPciSection(name: string, { virqs }: PciFacts): boolean {
  switch (familyOf(name)) {
    case 'pci':
    case 'calls':
      return true;
    case 'domains':
      return ADDRESS.test(name);
    case 'irqs':
    case 'sysirq':
    case 'procirq':
      return virqs.has(name.slice(name.indexOf('/') + 1));
    default:
      return false;
  }
}

function linesWithoutPci(name: string, lines: readonly string[], { virqs, intids }: PciFacts): readonly string[] {
  switch (name) {
    case 'interrupts':
      return lines.filter((line) => !virqs.has(/^ *(\d+):/.exec(line)?.[1] ?? ''));
    case 'gicd':
      return lines.filter((line) => !intids.has(/^ {2}spi intid=(\d+) /.exec(line)?.[1] ?? ''));
    case 'gicr':
      return lines.filter((line) => !line.startsWith('  lpi '));
    case 'its':
      return queueWithoutDevices(lines);
    case 'dmesg':
      return lines.filter((line) => !new RegExp(`^\\S+ ${ADDRESS.source}: `).test(line));
    default:
      return lines;
  }
}

function queueWithoutDevices(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let number = 0;
  let forDevice = false;
  for (const line of lines) {
    const [, command] = /^ {2}cmd \d+ (.*)$/.exec(line) ?? [];
    if (command === undefined) {
      kept.push(line.replace(/ cwriter=.*$/, ''));
      continue;
    }
    // A SYNC belongs to the command that it waits for.
    if (!command.startsWith('SYNC ')) forDevice = / dev=/.test(command);
    if (!forDevice) kept.push(`  cmd ${number++} ${command}`);
  }
  return kept;
}
