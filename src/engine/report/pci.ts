/** The dump's pci sections: configuration space and MSI-X tables as software reads them, and what sysfs says beside them. */
import { bareHex } from '../../base/hex.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { pci_dev } from '../linux/include/linux/pci/index.ts';
import { msixEntry, pci_function, readConfig } from '../machine/index.ts';
import type { Section } from './dump.ts';
import type { Moment } from './moment.ts';

const STATUS_CAP_LIST = 0x10;
const COMMAND_MEMORY = 2;
const CAP_MSI = 0x05;
const CAP_MSIX = 0x11;

/** One for each function that Linux has found, by address; with `bdf` that function's alone. */
export function pciSections(moment: Moment, bdf?: string): Section[] {
  const functions = new Map(moment.objects.all(pci_function).map((fn) => [fn.bdf, fn]));
  const sections = moment.objects.all(pci_dev).flatMap((dev) => {
    const fn = functions.get(dev.dev.name);
    if (fn === undefined || (bdf !== undefined && fn.bdf !== bdf)) return [];
    return [{ name: `pci/${fn.bdf}`, body: configuration(fn) + messages(moment, dev) + sysfs(dev) }];
  });
  return sections.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function configuration(fn: pci_function): string {
  const hex = (offset: number, width: 1 | 2 | 4): string => bareHex(readConfig(fn, offset, width), width * 2);
  const head =
    `pci ${fn.bdf} vendor=${hex(0, 2)} device=${hex(2, 2)} class=${hex(11, 1)}${hex(10, 1)}${hex(9, 1)}` +
    ` command=${hex(4, 2)} status=${hex(6, 2)} hdr=${hex(14, 1)} intline=${hex(0x3c, 1)} intpin=${hex(0x3d, 1)}\n`;
  if ((readConfig(fn, 6, 2) & STATUS_CAP_LIST) === 0) return head;
  let text = head;
  for (let cap = readConfig(fn, 0x34, 1) & ~3; cap !== 0; cap = readConfig(fn, cap + 1, 1) & ~3) {
    const id = readConfig(fn, cap, 1);
    if (id === CAP_MSI) text += msi(fn, cap);
    else if (id === CAP_MSIX) text += msix(fn, cap);
  }
  return text;
}

function msi(fn: pci_function, cap: number): string {
  const control = readConfig(fn, cap + 2, 2);
  const is64 = (control & 0x80) !== 0;
  const high = is64 ? readConfig(fn, cap + 8, 4) : 0;
  return (
    `  msi cap=${bareHex(cap, 2)} ctl=${bareHex(control, 4)} enable=${control & 1} mmc=${(control >> 1) & 7} mme=${(control >> 4) & 7}` +
    ` is64=${is64 ? 1 : 0} maskbit=${(control >> 8) & 1} addr=${bareHex(high, 8)}${bareHex(readConfig(fn, cap + 4, 4), 8)}` +
    ` data=${bareHex(readConfig(fn, cap + (is64 ? 12 : 8), 2), 4)}\n`
  );
}

function msix(fn: pci_function, cap: number): string {
  const control = readConfig(fn, cap + 2, 2);
  const table = readConfig(fn, cap + 4, 4);
  const pba = readConfig(fn, cap + 8, 4);
  const size = (control & 0x7ff) + 1;
  const place = (name: string, word: number): string =>
    `${name}_bar=${word & 7} ${name}_off=${bareHex((word & ~7) >>> 0)}`;
  let text =
    `  msix cap=${bareHex(cap, 2)} ctl=${bareHex(control, 4)} enable=${control >> 15} maskall=${(control >> 14) & 1} size=${size}` +
    ` ${place('table', table)} ${place('pba', pba)}\n`;
  if ((readConfig(fn, 4, 2) & COMMAND_MEMORY) === 0) return `${text}  (memory decoding off)\n`;
  for (let i = 0; i < size; i++) {
    const { address, data, control: vector } = msixEntry(fn, i);
    text += `  entry ${i} addr=${bareHex(address, 16)} data=${bareHex(data, 8)} ctrl=${bareHex(vector, 8)}\n`;
  }
  for (let i = 0; i < Math.ceil(size / 32); i++) text += `  pba[${i}]=${bareHex(fn.pba.get(i) ?? 0, 8)}\n`;
  return text;
}

/** /sys/bus/pci/devices/BDF/msi_irqs. */
function messages({ objects }: Moment, dev: pci_dev): string {
  return objects
    .all(irq_desc)
    .filter((desc) => desc.irq_common_data.msi_desc?.dev?.$id === dev.dev.$id)
    .map((desc) => ({ irq: desc.irq_data.irq, kind: desc.irq_common_data.msi_desc?.is_msix === true ? 'msix' : 'msi' }))
    .sort((a, b) => a.irq - b.irq)
    .map(({ irq, kind }) => `msi_irqs/${irq}=${kind}\n`)
    .join('');
}

function sysfs(dev: pci_dev): string {
  const { driver, iommu_group } = dev.dev;
  return (
    `irq=${dev.irq}\n` +
    (driver === undefined ? '' : `driver=${driver}\n`) +
    (iommu_group < 0 ? '' : `iommu_group=${iommu_group}\n`)
  );
}
