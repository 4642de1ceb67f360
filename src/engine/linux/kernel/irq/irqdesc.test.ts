import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../../api/kernel-versions.ts';
import { ENOMEM } from '../../include/linux/errno.ts';
import { IRQD_AFFINITY_MANAGED, irqd_has, IRQD_IRQ_DISABLED, IRQD_IRQ_MASKED } from '../../include/linux/irq.ts';
import { IRQS_SYSFS } from '../../include/linux/irqdesc.ts';
import { no_irq_chip } from './dummychip.ts';
import {
  __irq_alloc_descs,
  irq_alloc_descs,
  irq_free_descs,
  irq_get_next_irq,
  irq_sysfs_init,
  irq_to_desc,
  irqdesc_c,
} from './irqdesc/index.ts';
import { bareKernel, logOf } from './testing.ts';

describe.each(KERNEL_VERSIONS)('descriptors in $version', ({ version }) => {
  it('says at boot how many numbers there are', () => {
    expect(logOf(bareKernel(version))).toEqual(['NR_IRQS: 64, nr_irqs: 64, preallocated irqs: 0']);
  });

  it('takes the first run of free numbers', () => {
    const k = bareKernel(version);
    expect(irq_alloc_descs(k, -1, 1, 3, 0)).toBe(1);
    expect(irq_alloc_descs(k, -1, 1, 1, 0)).toBe(4);
    irq_free_descs(k, 2, 2);
    expect(irq_alloc_descs(k, -1, 1, 3, 0)).toBe(5);
    expect(irq_alloc_descs(k, -1, 1, 2, 0)).toBe(2);
    expect(irq_alloc_descs(k, 4, 4, 1, 0)).toBe(-17);
    expect(irq_alloc_descs(k, 10, 10, 1, 0)).toBe(10);
    expect(irq_get_next_irq(k, 8)).toBe(10);
    expect(irq_get_next_irq(k, 11)).toBe(64);
  });

  it('makes descriptors disabled, masked and without chip, with a folder in sysfs once it is there', () => {
    const k = bareKernel(version);
    irq_alloc_descs(k, -1, 1, 1, 0);
    const desc = irq_to_desc(k, 1);
    expect(desc?.irq_data.chip).toBe(no_irq_chip);
    expect(desc?.handle_irq?.fname).toBe('handle_bad_irq');
    expect(desc?.depth).toBe(1);
    expect(desc?.irq_common_data.affinity).toBe(0xfn);
    expect(desc?.irq_common_data.state_use_accessors).toBe(IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
    expect(desc?.istate).toBe(0);
    irq_sysfs_init(k);
    expect(desc?.istate).toBe(IRQS_SYSFS);
    irq_free_descs(k, 1, 1);
    expect(irq_to_desc(k, 1)).toBeUndefined();
  });

  it('gives managed vectors their CPUs', () => {
    const k = bareKernel(version);
    const spread = [1n, 2n].map((mask) => ({ mask, is_managed: true }));
    expect(__irq_alloc_descs(k, -1, 1, 2, 0, undefined, spread)).toBe(1);
    const desc = irq_to_desc(k, 2);
    expect(desc?.irq_common_data.affinity).toBe(2n);
    expect(desc !== undefined && irqd_has(desc.irq_data, IRQD_AFFINITY_MANAGED)).toBe(true);
  });

  it('grows past the first numbers, in 6.1 up to the end of its bitmap', () => {
    const k = bareKernel(version);
    expect(irq_alloc_descs(k, -1, 1, 8000, 0)).toBe(1);
    expect(irqdesc_c(k).nr_irqs).toBe(8001);
    expect(irq_alloc_descs(k, -1, 1, 1000, 0)).toBe(version === '6.1' ? -ENOMEM : 8001);
  });
});
