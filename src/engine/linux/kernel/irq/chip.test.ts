import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../../api/kernel-versions.ts';
import { source } from '../../../recorder/index.ts';
import { EBUSY, EINVAL } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, type irq_handler_t } from '../../include/linux/interrupt.ts';
import { type irq_chip, IRQ_NOREQUEST, IRQ_TYPE_EDGE_RISING } from '../../include/linux/irq.ts';
import { type irq_desc, IRQS_PENDING, IRQS_REPLAY } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import type { Kernel } from '../../kernel.ts';
import { run_deferred } from '../../stand-ins/deferred.ts';
import {
  handle_edge_irq,
  handle_percpu_devid_irq,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_unmask_parent,
  irq_set_chained_handler_and_data,
  irq_set_handler,
  irq_set_irq_type,
} from './chip/index.ts';
import { generic_handle_irq, irq_set_percpu_devid, irq_to_desc } from './irqdesc/index.ts';
import {
  irq_create_fwspec_mapping,
  irq_domain_add_linear,
  irq_domain_alloc_irqs,
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
} from './irqdomain/index.ts';
import { enable_percpu_irq, request_irq, request_percpu_irq } from './manage/index.ts';
import { check_irq_resend, irq_inject_interrupt } from './resend.ts';
import { bareKernel, chip_log, fake_chip, fake_ops, handled, logOf, testNode } from './testing.ts';

const at = source('test');

function fakeLine(k: Kernel): { virq: number; desc: irq_desc; asked: chip_log; domain: irq_domain } {
  const asked = chip_log.create(k.rec);
  const fwnode = testNode(k, '/intc');
  const domain = irq_domain_add_linear(k, fwnode, 32, fake_ops, asked);
  const virq = irq_create_fwspec_mapping(k, { fwnode, param_count: 2, param: [5, 0] });
  const desc = irq_to_desc(k, virq);
  if (desc === undefined || domain === undefined) throw new Error('no interrupt');
  return { virq, desc, asked, domain };
}

describe.each(KERNEL_VERSIONS)('flow in $version', ({ version }) => {
  it('of a chained interrupt starts at once and cannot be requested', () => {
    const k = bareKernel(version);
    const { virq, desc, asked } = fakeLine(k);
    const demux = at.fn('demux', 'Does nothing.', (_k: Kernel, _desc: irq_desc): void => {});
    irq_set_chained_handler_and_data(k, virq, demux, asked);
    expect(desc.handle_irq).toBe(demux);
    expect(asked.text).toBe('unmask 5, cpu0 5');
    expect(desc.status_use_accessors & IRQ_NOREQUEST).not.toBe(0);
    expect(request_irq(k, virq, handled, 0, 'dev', asked)).toBe(-EINVAL);
    expect(desc.action?.handler?.fname).toBe('bad_chained_irq');
  });

  it('of a per-CPU interrupt counts on the CPU, and an unrequested one is switched off', () => {
    const k = bareKernel(version);
    const { virq, desc, asked } = fakeLine(k);
    irq_set_percpu_devid(k, virq);
    irq_set_handler(k, virq, handle_percpu_devid_irq);
    expect(request_percpu_irq(k, virq, handled, 'timer', asked)).toBe(0);
    k.rec.within({ task: 'secondary2', cpu: 2, hardirq: false }, () => enable_percpu_irq(k, virq, 0));
    expect(desc.percpu_enabled).toBe(4n);
    k.rec.within({ task: 'secondary2', cpu: 2, hardirq: true }, () => generic_handle_irq(k, virq));
    expect(desc.kstat_irqs.entries()).toEqual([[2, 1]]);
    desc.action = undefined;
    k.rec.within({ task: 'secondary2', cpu: 2, hardirq: true }, () => generic_handle_irq(k, virq));
    expect(desc.percpu_enabled).toBe(0n);
    expect(logOf(k)).toContain(`Spurious and unmasked percpu IRQ${virq} on CPU2`);
  });

  it('of an edge runs the handler again for an edge that came meanwhile', () => {
    const k = bareKernel(version);
    const { virq, desc, asked } = fakeLine(k);
    irq_set_irq_type(k, virq, IRQ_TYPE_EDGE_RISING);
    irq_set_handler(k, virq, handle_edge_irq);
    const again: irq_handler_t = at.fn(
      'again',
      'Is interrupted by the next edge once.',
      (kernel: Kernel, irq: number) => {
        if (desc.kstat_irqs.get(0) === 1 && (desc.istate & IRQS_PENDING) === 0 && !seen) {
          seen = true;
          generic_handle_irq(kernel, irq);
        }
        runs++;
        return IRQ_HANDLED;
      },
    );
    let seen = false;
    let runs = 0;
    request_irq(k, virq, again, 0, 'dev', asked);
    asked.text = undefined;
    generic_handle_irq(k, virq);
    expect(runs).toBe(2);
    expect(asked.text).toBe('mask 5, unmask 5');
  });

  it('is resent by software, where no level can retrigger', () => {
    const k = bareKernel(version);
    const { virq, desc, asked } = fakeLine(k);
    irq_set_irq_type(k, virq, IRQ_TYPE_EDGE_RISING);
    irq_set_handler(k, virq, handle_edge_irq);
    request_irq(k, virq, handled, 0, 'dev', asked);
    expect(irq_inject_interrupt(k, virq)).toBe(0);
    expect(desc.istate & IRQS_REPLAY).not.toBe(0);
    expect(check_irq_resend(k, desc, true)).toBe(-EBUSY);
    expect(desc.tot_count).toBe(0);
    run_deferred(k);
    expect(desc.tot_count).toBe(1);
    expect(desc.istate & IRQS_REPLAY).toBe(0);
  });
});

const upper_chip: irq_chip = {
  name: 'upper',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_eoi: irq_chip_eoi_parent,
  flags: 0,
};
const upper_ops: irq_domain_ops = {
  name: 'upper_ops',
  alloc: at.fn('upper_alloc', 'Allocates below, then here.', (k: Kernel, d: irq_domain, virq, nr, arg) => {
    const ret = irq_domain_alloc_irqs_parent(k, d, virq, nr, arg);
    if (ret === 0) irq_domain_set_hwirq_and_chip(k, d, virq, 100, upper_chip, undefined);
    return ret;
  }),
  free: irq_domain_free_irqs_common,
};

describe.each(KERNEL_VERSIONS)('levels in $version', ({ version }) => {
  it('stack, pass operations on and are freed together', () => {
    const k = bareKernel(version);
    const { asked, domain: parent } = fakeLine(k);
    const domain = irq_domain_create_hierarchy(k, parent, 0, 0, testNode(k, '/upper'), upper_ops, undefined);
    if (domain === undefined) throw new Error('no domain');
    const virq = irq_domain_alloc_irqs(k, domain, 1, -1, { fwnode: undefined, param_count: 2, param: [9, 0] });
    const data = irq_to_desc(k, virq)?.irq_data;
    expect(data?.chip).toBe(upper_chip);
    expect(data?.parent_data?.chip).toBe(fake_chip);
    expect(data?.parent_data?.hwirq).toBe(9);
    expect([domain.mapcount, parent.mapcount]).toEqual([1, 2]);
    request_irq(k, virq, handled, 0, 'dev', asked);
    generic_handle_irq(k, virq);
    expect(asked.text).toBe('unmask 9, eoi 9');
    irq_domain_free_irqs(k, virq, 1);
    expect([domain.mapcount, parent.mapcount]).toEqual([0, 1]);
    expect(irq_to_desc(k, virq)).toBeUndefined();
  });
});
