/** A PCI function for tests, on a kernel that has booted QEMU's virt board: configuration space is bytes, BAR 0 is RAM. */
import { MESSAGES } from '../../../../api/messages/testing.ts';
import type { KernelVersion } from '../../../../api/kernel-versions.ts';
import { parseDtb } from '../../../../devicetree/index.ts';
import { formatCommand } from '../../../../machine/gic/its/command.ts';
import { buildMachine } from '../../../../machine/index.ts';
import { Recorder } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import { DOMAIN_BUS_NEXUS, DOMAIN_BUS_PCI_MSI } from '../../../include/linux/irqdomain.ts';
import { pci_bus, PCI_D0, pci_dev, pci_resource } from '../../../include/linux/pci/index.ts';
import { bootKernel } from '../../../init/main.ts';
import { Kernel } from '../../../kernel.ts';
import { irq_find_matching_fwnode } from '../../../kernel/irq/irqdomain/index.ts';
import { alloc_pages } from '../../../mm/page_alloc.ts';
import { irq_gic_v3_its_c } from '../../irqchip/irq-gic-v3-its/index.ts';
import { unflatten_device_tree } from '../../of/fdt.ts';

export const MSI_CAP = 0x50;
export const MSIX_CAP = 0x70;

/** The bytes are those of a golden's board.dtb. */
export function bootedKernel(version: KernelVersion, dtb: Uint8Array): Kernel {
  const board = parseDtb(MESSAGES.devicetree, dtb, 'board.dtb');
  if (!board.ok) throw new Error(board.error.message);
  const tree = board.value;
  const rec = new Recorder();
  const machine = buildMachine(rec, tree, {});
  if (!machine.ok) throw new Error(machine.error.message);
  const boot = { version, tree, el2: undefined, cpus: undefined, drivers: 'all', probe: [] } as const;
  const k = new Kernel(rec, machine.value.bus, boot);
  unflatten_device_tree(k);
  bootKernel(k);
  return k;
}

export interface TestFunction {
  readonly pdev: pci_dev;
  readonly config: DataView;
  /** Address of the MSI-X table. */
  readonly table: number;
}

/** Function 00:devfn with an MSI capability of 2^log2 vectors and an MSI-X table of so many entries. */
export function functionAt(k: Kernel, devfn: number, entries: number, log2 = 3): TestFunction {
  const config = new DataView(new ArrayBuffer(256));
  config.setUint16(MSI_CAP + 2, 0x180 | (log2 << 1), true);
  config.setUint16(MSIX_CAP + 2, entries - 1, true);
  config.setUint32(MSIX_CAP + 4, 0x400, true);
  const its = irq_gic_v3_its_c(k).its_nodes.first();
  const name = `0000:00:0${devfn >> 3}.0`;
  const token = k.since('6.12') ? DOMAIN_BUS_NEXUS : DOMAIN_BUS_PCI_MSI;
  const msi_domain = irq_find_matching_fwnode(k, its?.fwnode_handle, token);
  const dev = device.create(k.rec, { name, bus: 'pci', msi_domain });
  const bus = pci_bus.create(k.rec, {
    ops: {
      name: 'test',
      read: (_k, _bus, _devfn, where, size) => readConfig(config, where, size),
      write: (_k, _bus, _devfn, where, size, val) => writeConfig(config, where, size, val),
    },
    dev: device.create(k.rec, { name: '0000:00' }),
  });
  const pdev = pci_dev.create(k.rec, { bus, devfn, dev, msi_cap: MSI_CAP, msix_cap: MSIX_CAP, irq: 40 });
  pdev.current_state = PCI_D0;
  dev.container = pdev;
  const start = alloc_pages(k, true, 2);
  pdev.resource.set(0, pci_resource.create(k.rec, { start, end: start + 0x3fff, flags: IORESOURCE_MEM }));
  return { pdev, config, table: start + 0x400 };
}

function readConfig(config: DataView, where: number, size: number): number {
  if (size === 1) return config.getUint8(where);
  return size === 2 ? config.getUint16(where, true) : config.getUint32(where, true);
}
function writeConfig(config: DataView, where: number, size: number, val: number): void {
  if (size === 1) config.setUint8(where, val);
  else if (size === 2) config.setUint16(where, val, true);
  else config.setUint32(where, val, true);
}

/** The commands in the ITS queue from number `from` on, without addresses. */
export function commands(k: Kernel, from: number): string[] {
  const its = irq_gic_v3_its_c(k).its_nodes.first();
  if (its === undefined) return [];
  const texts: string[] = [];
  for (let at = its.cmd_base + from * 32; at < its.cmd_write; at += 32) {
    const words = Array.from({ length: 8 }, (_, i) => k.bus.read(at + i * 4, 4, 0));
    texts.push(formatCommand(words).replace(/ itt=\w+/, ''));
  }
  return texts;
}

/** How many commands the queue has had. */
export function queued(k: Kernel): number {
  const its = irq_gic_v3_its_c(k).its_nodes.first();
  return its === undefined ? 0 : (its.cmd_write - its.cmd_base) / 32;
}
