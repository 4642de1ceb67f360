/**
 * What is special about some ITSs. Left out: the errata of Cavium, Qualcomm, HiSilicon and Rockchip parts,
 * which the modelled configuration does not have (CONFIG_…_ERRATUM_…).
 */
import { source } from '../../../../recorder/index.ts';
import { readl } from '../../../include/asm/io.ts';
import { IRQ_DOMAIN_FLAG_ISOLATED_MSI } from '../../../include/linux/irqdomain.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { of_property_cells } from '../../of/property.ts';
import { gic_enable_of_quirks, gic_enable_quirks, type gic_quirk } from '../irq-gic-common.ts';
import { GITS_IIDR } from './registers.ts';
import { ITS_FLAGS_FORCE_NON_SHAREABLE, type its_device, type its_node, its_of } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

const its_set_non_coherent = at.fn(
  'its_set_non_coherent',
  'Notes that the ITS does not see what is only in caches.',
  (k: Kernel, its: its_node): boolean => {
    its.flags |= ITS_FLAGS_FORCE_NON_SHAREABLE;
    return true;
  },
);

/** The window in front of an ITS: its address and its size. */
const preItsOf = (k: Kernel, { fwnode_handle: node }: its_node): readonly number[] =>
  is_of_node(node) ? of_property_cells(k, node, 'socionext,synquacer-pre-its') : [];

const its_irq_get_msi_base_pre_its = at.fn(
  'its_irq_get_msi_base_pre_its',
  'Says where a device writes its messages: its own word of the window in front of the ITS.',
  (k: Kernel, its_dev: its_device): number => (preItsOf(k, its_of(its_dev))[0] ?? 0) + its_dev.device_id * 4,
);

const its_enable_quirk_socionext_synquacer = at.fn(
  'its_enable_quirk_socionext_synquacer',
  'Sends messages to the window in front of the ITS, whose words stand for devices, where the tree has one.',
  (k: Kernel, its: its_node): boolean => {
    if (preItsOf(k, its).length < 2) return false;
    its.get_msi_base = its_irq_get_msi_base_pre_its;
    // Any device can write to the word of another.
    its.msi_domain_flags &= ~IRQ_DOMAIN_FLAG_ISOLATED_MSI;
    return true;
  },
);

/** Socionext's SynQuacer and TI's K3 have a GIC-500 with such a window. */
const synquacer: gic_quirk<its_node> = {
  desc: 'ITS: Socionext Synquacer pre-ITS',
  iidr: 0x0001143b,
  mask: 0xffffffff,
  init: its_enable_quirk_socionext_synquacer,
};

function its_quirks(k: Kernel): readonly gic_quirk<its_node>[] {
  if (!k.since('6.12')) return [synquacer];
  return [synquacer, { desc: 'ITS: non-coherent attribute', property: 'dma-noncoherent', init: its_set_non_coherent }];
}

export const its_enable_quirks = at.fn(
  'its_enable_quirks',
  'Turns on the workarounds that an ITS needs.',
  (k: Kernel, its: its_node): void => {
    gic_enable_quirks(k, readl(k, its.base + GITS_IIDR), its_quirks(k), its);
    // From 6.6 on quirks can come from the device tree.
    if (k.since('6.12') && is_of_node(its.fwnode_handle)) {
      gic_enable_of_quirks(k, its.fwnode_handle, its_quirks(k), its);
    }
  },
);
