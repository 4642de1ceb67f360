/**
 * Models the part of drivers/pci/pci.c that switches functions on and off: decoding, bus mastering, INTx. Left out: power
 * states (every function is in D0), ASPM, wake-up, saving state.
 */
import { source } from '../../../../recorder/index.ts';
import { IORESOURCE_IO, IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import { PCI_D0, type pci_dev } from '../../../include/linux/pci/index.ts';
import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_MASTER,
  PCI_INTERRUPT_PIN,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { pci_read_config_byte, pci_read_config_word, pci_write_config_word } from '../access.ts';
import { pci_enable_resources } from '../setup-res.ts';

const at = source('drivers/pci/pci.c');

export function pci_is_enabled(dev: pci_dev): boolean {
  return dev.enable_cnt > 0;
}

export function pci_upstream_bridge(dev: pci_dev): pci_dev | undefined {
  return dev.bus.parent === undefined ? undefined : dev.bus.self;
}

const do_pci_enable_device = at.fn(
  'do_pci_enable_device',
  'Switches on decoding of BARs, and lets the function use INTx.',
  (k: Kernel, dev: pci_dev, bars: readonly number[]): number => {
    dev.current_state = PCI_D0;
    const err = pci_enable_resources(k, dev, bars);
    if (err < 0) return err;
    if (dev.msi_enabled || dev.msix_enabled) return 0;
    if (pci_read_config_byte(k, dev, PCI_INTERRUPT_PIN) !== 0) pci_intx(k, dev, 1);
    return 0;
  },
);

/** A bridge must forward before what is behind it can be reached. */
function pci_enable_bridge(k: Kernel, dev: pci_dev): void {
  const bridge = pci_upstream_bridge(dev);
  if (bridge !== undefined) pci_enable_bridge(k, bridge);
  if (pci_is_enabled(dev)) {
    if (!dev.is_busmaster) pci_set_master(k, dev);
    return;
  }
  pci_enable_device(k, dev);
  pci_set_master(k, dev);
}

function pci_enable_device_flags(k: Kernel, dev: pci_dev, flags: number): number {
  if (++dev.enable_cnt > 1) return 0;
  const bridge = pci_upstream_bridge(dev);
  if (bridge !== undefined) pci_enable_bridge(k, bridge);
  const bars = dev.resource.keys().filter((i) => ((dev.resource.get(i)?.flags ?? 0) & flags) !== 0);
  const err = do_pci_enable_device(k, dev, bars);
  if (err < 0) dev.enable_cnt--;
  return err;
}

export const pci_enable_device = at.fn(
  'pci_enable_device',
  'Makes a function answer at its BARs, and the bridges above it forward.',
  (k: Kernel, dev: pci_dev): number => pci_enable_device_flags(k, dev, IORESOURCE_MEM | IORESOURCE_IO),
);

/** Memory BARs alone. */
export const pci_enable_device_mem = at.fn(
  'pci_enable_device_mem',
  'Makes a function answer at its memory BARs.',
  (k: Kernel, dev: pci_dev): number => pci_enable_device_flags(k, dev, IORESOURCE_MEM),
);

export const pci_disable_device = at.fn(
  'pci_disable_device',
  'Takes back one pci_enable_device; with the last one the function may master the bus no more.',
  (k: Kernel, dev: pci_dev): void => {
    if (--dev.enable_cnt !== 0) return;
    pci_clear_master(k, dev);
  },
);

function __pci_set_master(k: Kernel, dev: pci_dev, enable: boolean): void {
  const old_cmd = pci_read_config_word(k, dev, PCI_COMMAND);
  const cmd = enable ? old_cmd | PCI_COMMAND_MASTER : old_cmd & ~PCI_COMMAND_MASTER;
  if (cmd !== old_cmd) pci_write_config_word(k, dev, PCI_COMMAND, cmd);
  dev.is_busmaster = enable;
}

export const pci_set_master = at.fn(
  'pci_set_master',
  'Lets a function access memory, without which it can send no messages.',
  (k: Kernel, dev: pci_dev): void => __pci_set_master(k, dev, true),
);

export const pci_clear_master = at.fn(
  'pci_clear_master',
  'Keeps a function from accessing memory.',
  (k: Kernel, dev: pci_dev): void => __pci_set_master(k, dev, false),
);

export const pci_intx = at.fn(
  'pci_intx',
  'Lets a function drive its INTx pin, or keeps it from that.',
  (k: Kernel, pdev: pci_dev, enable: number): void => {
    const pci_command = pci_read_config_word(k, pdev, PCI_COMMAND);
    const wanted = enable !== 0 ? pci_command & ~PCI_COMMAND_INTX_DISABLE : pci_command | PCI_COMMAND_INTX_DISABLE;
    if (wanted !== pci_command) pci_write_config_word(k, pdev, PCI_COMMAND, wanted);
  },
);
