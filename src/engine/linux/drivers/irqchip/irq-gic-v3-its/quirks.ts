/**
 * What is special about some ITSs. Left out: the errata of Cavium, Qualcomm, HiSilicon, Socionext and Rockchip parts,
 * which the modelled configuration does not have (CONFIG_…_ERRATUM_…).
 */
import { source } from '../../../../recorder/index.ts';
import { readl } from '../../../include/asm/io.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { gic_enable_of_quirks, gic_enable_quirks, type gic_quirk } from '../irq-gic-common.ts';
import { GITS_IIDR } from './registers.ts';
import { ITS_FLAGS_FORCE_NON_SHAREABLE, type its_node } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

const its_set_non_coherent = at.fn(
  'its_set_non_coherent',
  'Notes that the ITS does not see what is only in caches.',
  (k: Kernel, its: its_node): boolean => {
    its.flags |= ITS_FLAGS_FORCE_NON_SHAREABLE;
    return true;
  },
);

function its_quirks(k: Kernel): readonly gic_quirk<its_node>[] {
  if (!k.since('6.12')) return [];
  return [{ desc: 'ITS: non-coherent attribute', property: 'dma-noncoherent', init: its_set_non_coherent }];
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
