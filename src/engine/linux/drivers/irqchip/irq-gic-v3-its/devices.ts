/** Devices of an ITS: made when a driver first asks for vectors, gone with the last one (7.3: with the device's MSI domain). */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENOMEM, ENOSPC } from '../../../include/linux/errno.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_ALLOC_FLAGS_PROXY_DEVICE,
  type msi_alloc_info,
  type msi_alloc_info_t,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { msi_get_domain_info } from '../../../kernel/irq/msi/index.ts';
import { bitmap_empty, bitmap_find_free_region } from '../../../lib/bitmap.ts';
import { kfree, kzalloc } from '../../../mm/slub.ts';
import { ITS_ITT_ALIGN } from './commands.ts';
import { its_lpi_alloc, its_lpi_free } from './lpi-range.ts';
import { its_send_mapd } from './queue.ts';
import { GITS_BASER_TYPE_DEVICE, GITS_TYPER_IDBITS, GITS_TYPER_ITT_ENTRY_SIZE } from './registers.ts';
import { its_alloc_table_entry } from './tables.ts';
import { device_ids, gic_rdists, irq_gic_v3_its_c, its_device, its_get_baser, its_node, its_of } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

function roundup_pow_of_two(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

/** The smallest order with 2^order >= n. */
export function get_count_order(n: number): number {
  return Math.ceil(Math.log2(n));
}

const its_find_device = at.fn(
  'its_find_device',
  'Finds what an ITS knows of a DeviceID.',
  (k: Kernel, its: its_node, dev_id: number): its_device | undefined =>
    its.its_device_list.toArray().find((dev) => dev.device_id === dev_id),
);

const its_alloc_device_table = at.fn(
  'its_alloc_device_table',
  'Makes sure that the device table has room for a DeviceID.',
  (k: Kernel, its: its_node, dev_id: number): boolean => {
    const baser = its_get_baser(its, GITS_BASER_TYPE_DEVICE);
    if (baser === undefined) return Math.floor(Math.log2(Math.max(dev_id, 1))) < device_ids(its);
    return its_alloc_table_entry(k, its, baser, dev_id);
  },
);

export const its_create_device = at.fn(
  'its_create_device',
  'Gives a device its interrupt translation table and a block of LPIs, and makes it known to the ITS.',
  (k: Kernel, its: its_node, dev_id: number, wanted: number, alloc_lpis: boolean): its_device | undefined => {
    if (!its_alloc_device_table(k, its, dev_id)) return undefined;
    const nvecs = Math.min(roundup_pow_of_two(wanted), 2 ** GITS_TYPER_IDBITS(its.typer));
    const nr_ites = Math.max(2, nvecs);
    const size = Math.max(nr_ites * GITS_TYPER_ITT_ENTRY_SIZE(its.typer), ITS_ITT_ALIGN) + ITS_ITT_ALIGN - 1;
    const itt = kzalloc(k, size);
    const lpis = alloc_lpis ? its_lpi_alloc(k, nvecs) : { base: 0, nr_ids: 0 };
    if (lpis === undefined) {
      kfree(k, itt);
      return undefined;
    }
    const dev = its_device.create(k.rec, {
      its,
      itt,
      nr_ites,
      lpi_base: lpis.base,
      nr_lpis: lpis.nr_ids,
      device_id: dev_id,
    });
    its.its_device_list.addHead(dev);
    its_send_mapd(k, dev, 1);
    return dev;
  },
);

export const its_free_device = at.fn(
  'its_free_device',
  'Forgets a device and frees its interrupt translation table.',
  (k: Kernel, its_dev: its_device): void => {
    its_of(its_dev).its_device_list.remove(its_dev);
    kfree(k, its_dev.itt);
    k.rec.free(its_dev);
  },
);

/** The kernel has an out-parameter; here the first LPI is the result, or an errno. */
export const its_alloc_device_irq = at.fn(
  'its_alloc_device_irq',
  'Takes free LPIs from the block of a device.',
  (k: Kernel, dev: its_device, nvecs: number): number => {
    const idx = bitmap_find_free_region(dev.lpi_map, dev.nr_lpis, get_count_order(nvecs));
    return idx < 0 ? -ENOSPC : dev.lpi_base + idx;
  },
);

/** 7.3. */
export const its_msi_teardown = at.fn(
  'its_msi_teardown',
  'Unmakes the ITS device of a device whose MSI domain goes, unless others share it.',
  (k: Kernel, _domain: irq_domain, info: msi_alloc_info): void => {
    const its_dev = its_device.of(must(info.scratchpad, 'the ITS device of an MSI domain'));
    if (its_dev.shared || WARN_ON_ONCE(k, !bitmap_empty(its_dev.lpi_map))) return;
    its_lpi_free(k, its_dev);
    its_send_mapd(k, its_dev, 0);
    its_free_device(k, its_dev);
  },
);

export const its_msi_prepare = at.fn(
  'its_msi_prepare',
  'Finds or makes the ITS device of a DeviceID, before vectors are allocated.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, info: msi_alloc_info_t): number => {
    const [dev_id] = info.scratchpad;
    if (typeof dev_id !== 'number') throw new Error('irqscope: nobody has said which device allocates');
    const its = its_node.of(must(msi_get_domain_info(k, domain)?.data, 'the ITS of an ITS domain'));
    const proxy = irq_gic_v3_its_c(k).vpe_proxy_dev;
    const clash = !gic_rdists(k).has_direct_lpi && proxy?.its === its && proxy.device_id === dev_id;
    if (clash) return -EINVAL;
    let its_dev = its_find_device(k, its, dev_id);
    if (its_dev !== undefined) {
      // Seen before, most likely behind another alias.
      its_dev.shared = true;
    } else {
      its_dev = its_create_device(k, its, dev_id, nvec, true);
      if (its_dev !== undefined && (info.flags & MSI_ALLOC_FLAGS_PROXY_DEVICE) !== 0) its_dev.shared = true;
    }
    info.scratchpad[0] = its_dev;
    return its_dev === undefined ? -ENOMEM : 0;
  },
);
