import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS, type KernelVersion } from '../../../api/kernel-versions.ts';
import type { Recorded } from '../../../recorder/index.ts';
import { EBUSY, EINVAL, EIO, EPERM } from '../../include/linux/errno.ts';
import { IRQF_ONESHOT, IRQF_SHARED, IRQF_TRIGGER_HIGH, IRQF_TRIGGER_RISING } from '../../include/linux/interrupt.ts';
import { IRQ_TYPE_LEVEL_HIGH, irqd_irq_disabled, irqd_is_activated, irqd_is_started } from '../../include/linux/irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { Kernel } from '../../kernel.ts';
import { run_deferred } from '../../stand-ins/deferred.ts';
import { cpu_c } from '../cpu/index.ts';
import { irq_affinity_online_cpu, irq_migrate_all_off_this_cpu } from './cpuhotplug.ts';
import { __irq_alloc_descs, generic_handle_irq, irq_to_desc } from './irqdesc/index.ts';
import { irq_create_fwspec_mapping, irq_domain_add_linear } from './irqdomain/index.ts';
import { disable_irq, enable_irq, free_irq, request_irq, request_threaded_irq } from './manage/index.ts';
import { init_irq_proc, irq_affinity_list_proc_write } from './proc.ts';
import { bareKernel, chip_log, fake_ops, handled, logOf, testNode } from './testing.ts';

interface Bench {
  readonly k: Kernel;
  readonly desc: irq_desc;
  readonly virq: number;
  readonly asked: chip_log;
  readonly dev: Recorded;
}

/** Hardware interrupt 5, level, of a fake controller. */
function bench(version: KernelVersion): Bench {
  const k = bareKernel(version);
  const asked = chip_log.create(k.rec);
  const fwnode = testNode(k, '/intc');
  irq_domain_add_linear(k, fwnode, 32, fake_ops, asked);
  const virq = irq_create_fwspec_mapping(k, { fwnode, param_count: 2, param: [5, IRQ_TYPE_LEVEL_HIGH] });
  const desc = irq_to_desc(k, virq);
  if (desc === undefined) throw new Error('no interrupt');
  return { k, desc, virq, asked, dev: fwnode };
}

describe.each(KERNEL_VERSIONS)('requests in $version', ({ version }) => {
  it('set the trigger, activate, start and choose a CPU; freeing undoes it', () => {
    const { k, desc, virq, asked, dev } = bench(version);
    expect(request_irq(k, virq, handled, 0, 'dev', dev)).toBe(0);
    expect(asked.text).toBe('type4 5, unmask 5, cpu0 5');
    expect(desc.depth).toBe(0);
    expect(irqd_is_started(desc.irq_data)).toBe(true);
    expect(free_irq(k, virq, dev)).toBe('dev');
    expect(asked.text).toBe('type4 5, unmask 5, cpu0 5, mask 5');
    expect(desc.action).toBeUndefined();
    expect(irqd_is_activated(desc.irq_data)).toBe(false);
    expect(free_irq(k, virq, dev)).toBeUndefined();
    expect(logOf(k)).toContain(`Trying to free already-free IRQ ${virq}`);
  });

  it('are refused when sharers do not agree', () => {
    const { k, virq, dev } = bench(version);
    const other = testNode(k, '/other');
    request_irq(k, virq, handled, IRQF_SHARED, 'one', dev);
    expect(request_irq(k, virq, handled, 0, 'two', other)).toBe(-EBUSY);
    // From 6.10 on request_irq adds IRQF_COND_ONESHOT, which shows in the flags.
    const [cond, shared] = version === '6.1' ? ['00000004', '00000084'] : ['00200004', '00200084'];
    expect(logOf(k)).toContain(`genirq: Flags mismatch irq ${virq}. ${cond} (two) vs. ${shared} (one)`);
    expect(request_irq(k, virq, handled, IRQF_SHARED | IRQF_TRIGGER_RISING, 'two', other)).toBe(-EBUSY);
    expect(request_irq(k, virq, handled, IRQF_SHARED | IRQF_TRIGGER_HIGH, 'two', other)).toBe(0);
    expect(request_irq(k, virq, handled, IRQF_SHARED, 'three', undefined)).toBe(-EINVAL);
  });

  it('may join oneshot sharers from 6.10 on', () => {
    const { k, virq, dev } = bench(version);
    const other = testNode(k, '/other');
    expect(request_threaded_irq(k, virq, undefined, handled, IRQF_SHARED | IRQF_ONESHOT, 'one', dev)).toBe(0);
    expect(request_irq(k, virq, handled, IRQF_SHARED, 'two', other)).toBe(version === '6.1' ? -EBUSY : 0);
  });

  it('need oneshot for a thread without a hard handler', () => {
    const { k, desc, virq, dev } = bench(version);
    expect(request_threaded_irq(k, virq, undefined, handled, 0, 'one', dev)).toBe(-EINVAL);
    expect(logOf(k)).toContain(`genirq: Threaded irq requested with handler=NULL and !ONESHOT for one (irq ${virq})`);
    expect(desc.action).toBeUndefined();
  });

  it('fail with what the chip answers to the trigger type', () => {
    const { k, virq, asked, dev } = bench(version);
    asked.set_type_result = -EINVAL;
    expect(request_irq(k, virq, handled, 0, 'dev', dev)).toBe(-EINVAL);
    expect(logOf(k).at(-1)).toMatch(/^genirq: Setting trigger mode 4 for irq 1 failed \(set_type\+/);
  });
});

describe.each(KERNEL_VERSIONS)('handling in $version', ({ version }) => {
  it('counts, calls and ends; while disabled it masks and remembers', () => {
    const { k, desc, virq, asked, dev } = bench(version);
    request_irq(k, virq, handled, 0, 'dev', dev);
    asked.text = undefined;
    generic_handle_irq(k, virq);
    expect(asked.text).toBe('eoi 5');
    expect(desc.kstat_irqs.get(0)).toBe(1);
    disable_irq(k, virq);
    disable_irq(k, virq);
    expect(irqd_irq_disabled(desc.irq_data)).toBe(true);
    generic_handle_irq(k, virq);
    expect(asked.text).toBe('eoi 5, mask 5, eoi 5');
    enable_irq(k, virq);
    expect(asked.text).toBe('eoi 5, mask 5, eoi 5');
    enable_irq(k, virq);
    expect(asked.text).toBe('eoi 5, mask 5, eoi 5, unmask 5');
    enable_irq(k, virq);
    expect(logOf(k)).toContain(`Unbalanced enable for IRQ ${virq}`);
  });

  it('keeps a oneshot line masked until its thread is done', () => {
    const { k, desc, virq, asked, dev } = bench(version);
    request_threaded_irq(k, virq, undefined, handled, IRQF_ONESHOT, 'dev', dev);
    asked.text = undefined;
    generic_handle_irq(k, virq);
    expect(asked.text).toBe('mask 5, eoi 5');
    expect(desc.threads_oneshot).toBe(1);
    run_deferred(k);
    expect(asked.text).toBe('mask 5, eoi 5, unmask 5');
    expect(desc.threads_handled).toBe(1);
    expect(desc.threads_active).toBe(0);
    expect(k.rec.contexts.map(({ task }) => task)).toContain(`irq/${virq}-dev`);
  });

  it('gives up an interrupt that nobody knows', () => {
    const { k, desc, virq, dev } = bench(version);
    const deaf = Object.assign(() => 0, { fname: 'deaf', file: 'test', about: 'Knows nothing.' });
    request_irq(k, virq, deaf, 0, 'dev', dev);
    const handle = (times: number): void => {
      for (let i = 0; i < times; i++) generic_handle_irq(k, virq);
    };
    k.rec.fold(() => handle(99_990));
    expect(desc.depth).toBe(0);
    handle(10);
    expect(logOf(k).slice(1)).toEqual([
      `irq ${virq}: nobody cared (try booting with the "irqpoll" option)`,
      'handlers:',
      '[<(____ptrval____)>] deaf',
      `Disabling IRQ #${virq}`,
    ]);
    expect(desc.depth).toBe(1);
  });
});

describe.each(KERNEL_VERSIONS)('CPUs in $version', ({ version }) => {
  it('are what user space writes, if one is online', () => {
    const { k, desc, virq, dev } = bench(version);
    init_irq_proc(k);
    request_irq(k, virq, handled, 0, 'dev', dev);
    expect(desc.dir).toBe(true);
    expect(desc.action?.dir).toBe(true);
    expect(irq_affinity_list_proc_write(k, virq, '2-3\n')).toBe(4);
    expect(desc.irq_common_data.affinity).toBe(0xcn);
    expect(desc.irq_common_data.effective_affinity).toBe(4n);
    expect(irq_affinity_list_proc_write(k, virq, '')).toBe(-EINVAL);
    expect(irq_affinity_list_proc_write(k, virq, 'two')).toBe(-EINVAL);
    expect(irq_affinity_list_proc_write(k, 40, '0')).toBe(version === '6.1' ? -EIO : -EPERM);
  });

  it('are left when one goes offline; a managed interrupt is shut down and comes back', () => {
    const { k, desc, virq, dev } = bench(version);
    request_irq(k, virq, handled, 0, 'dev', dev);
    irq_affinity_list_proc_write(k, virq, '2');
    const spread = [{ mask: 4n, is_managed: true }];
    const managed = __irq_alloc_descs(k, -1, 1, 1, 0, undefined, spread);
    const other = irq_to_desc(k, managed);
    if (other === undefined) throw new Error('no interrupt');
    other.irq_data.chip = desc.irq_data.chip;
    other.irq_data.chip_data = desc.irq_data.chip_data;
    expect(request_irq(k, managed, handled, 0, 'queue', dev)).toBe(0);
    expect(other.irq_common_data.effective_affinity).toBe(4n);
    cpu_c(k).cpu_online_mask = 0xbn;
    k.rec.within({ task: 'cpuhp', cpu: 2, hardirq: false }, () => irq_migrate_all_off_this_cpu(k));
    expect(desc.irq_common_data.effective_affinity).toBe(1n);
    expect(irqd_is_started(other.irq_data)).toBe(false);
    cpu_c(k).cpu_online_mask = 0xfn;
    k.rec.within({ task: 'cpuhp', cpu: 2, hardirq: false }, () => irq_affinity_online_cpu(k, 2));
    expect(irqd_is_started(other.irq_data)).toBe(true);
    expect(desc.irq_common_data.effective_affinity).toBe(1n);
  });
});
