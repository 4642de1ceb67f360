/**
 * The way from start_kernel to the root domain and its handler on 6.1, call by call and field by field, as a write-up of that kernel walks it.
 * The write-up ends at softirq_init, which has nothing for interrupts of devices and is not modelled; what follows it here is time_init.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { gic_chip_data, redist_region } from '../linux/drivers/irqchip/irq-gic-v3/types.ts';
import { irq_c } from '../linux/arch/arm64/kernel/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { HWIRQ_NO_LIMIT, irq_domain, IRQ_DOMAIN_NAME_ALLOCATED } from '../linux/include/linux/irqdomain.ts';
import { OF_POPULATED } from '../linux/include/linux/of.ts';
import { Cursor, EventKind } from '../recorder/index.ts';
import type { Session } from './session.ts';
import { firstCallsOf, inOrder, load, open } from './testing.ts';

/** Caller, then what it calls, in the order of the source. */
const LEGS: readonly (readonly [caller: string, calls: readonly string[]])[] = [
  ['start_kernel', ['early_irq_init', 'init_IRQ', 'time_init']],
  ['init_IRQ', ['irqchip_init']],
  ['irqchip_init', ['of_irq_init']],
  ['of_irq_init', ['gic_of_init']],
  [
    'gic_of_init',
    ['gic_of_iomap', 'gic_of_iomap', 'gic_enable_of_quirks', 'gic_init_bases', 'gic_populate_ppi_partitions'],
  ],
  [
    'gic_init_bases',
    [
      'gic_enable_quirks',
      '__irq_domain_add',
      'irq_domain_update_bus_token',
      'set_handle_irq',
      'gic_update_rdist_properties',
      'gic_dist_init',
      'gic_cpu_init',
      'gic_smp_init',
      'its_init',
      'its_cpu_init',
      'its_lpi_memreserve_init',
    ],
  ],
  // Of __irq_domain_publish, which is inlined, the call is left that it makes.
  ['__irq_domain_add', ['__irq_domain_create', 'debugfs_add_domain_dir']],
];

let session: Session;
beforeAll(() => {
  session = open(load('qemu-virt-gicv3-its', '6.1'), true);
});

/** Where a function was first called, and where that call returned: positions before the event. */
function spanOf(fname: string): readonly [call: number, returned: number] {
  const { trace, functions } = session.rec;
  let depth = 0;
  let from = -1;
  for (let at = 0; at < trace.length; at++) {
    const kind = trace.kind[at];
    if (kind === EventKind.call) {
      if (from === -1 && functions[trace.subject[at] ?? 0]?.fname === fname) from = at;
      if (from !== -1) depth++;
    } else if (kind === EventKind.return && from !== -1 && --depth === 0) return [from, at];
  }
  throw new Error(`${fname} is not in the record`);
}

function at(position: number): Cursor {
  const cursor = new Cursor(session.rec);
  cursor.seek(position);
  return cursor;
}

/** The fields of the one living object of a struct that no header declares. */
function local(cursor: Cursor, name: string): (field: string) => unknown {
  const type = [...session.rec.byType.keys()].find((each) => each.name === name);
  const id = type === undefined ? undefined : cursor.idsOf(type)[0];
  const view = id === undefined ? undefined : cursor.anyObject(id);
  return (field) => (view === undefined ? undefined : Reflect.get(view, field));
}

describe('calls', () => {
  it.each(LEGS)('%s calls %j', (caller, calls) => {
    expect(inOrder(firstCallsOf(session, 0).get(caller) ?? [], calls)).toEqual(calls);
  });
});

describe('both halves of of_irq_init', () => {
  it('first notes the controllers of the tree, then starts those whose parent is up', () => {
    const [from, to] = spanOf('of_irq_init');
    const cursor = at(from);
    const lengths: string[] = [];
    for (let position = from; position <= to; position++) {
      cursor.seek(position);
      const lists = local(cursor, 'of_irq_init');
      const now = ['intc_desc_list', 'intc_parent_list']
        .map((field) => lists(field))
        .map((list) => (list instanceof Object ? Reflect.get(list, 'length') : undefined))
        .join(' ');
      if (lengths.at(-1) !== now) lengths.push(now);
    }
    // Before the lists are made, and after they are gone, there is nothing to count.
    expect(lengths.filter((each) => each !== ' ')).toEqual(['0 0', '1 0', '0 0', '0 1', '0 0']);
  });

  it('knows of the GIC its node, its function and that it has no parent', () => {
    const desc = local(at(spanOf('gic_of_init')[0]), 'of_intc_desc');
    expect(desc('irq_init_cb')).toHaveProperty('fname', 'gic_of_init');
    expect(desc('dev')).toMatchObject({ path: '/intc@8000000' });
    expect(desc('interrupt_parent')).toBeUndefined();
  });

  it('marks the node as populated before the controller starts', () => {
    const dev = local(at(spanOf('gic_of_init')[0]), 'of_intc_desc')('dev');
    const flags: unknown = dev instanceof Object ? Reflect.get(dev, 'flags') : undefined;
    expect(typeof flags === 'number' && (flags & OF_POPULATED) !== 0).toBe(true);
  });
});

describe('structs', () => {
  it('has one region of redistributors when gic_init_bases begins', () => {
    const cursor = at(spanOf('gic_init_bases')[0]);
    expect(cursor.all(redist_region)).toMatchObject([
      { redist_base: 0x80a0000, phys_base: 0x80a0000, single_redist: false },
    ]);
  });

  it('has filled gic_chip_data when set_handle_irq is called', () => {
    const cursor = at(spanOf('set_handle_irq')[0]);
    const [data] = cursor.all(gic_chip_data);
    expect(data).toMatchObject({
      fwnode: { path: '/intc@8000000' },
      dist_phys_base: 0x8000000,
      dist_base: 0x8000000,
      redist_stride: 0,
      nr_redist_regions: 1,
    });
    expect(data?.redist_regions.length).toBe(1);
    expect(data?.domain).toMatchObject({ name: ':intc@8000000-1' });
    expect(data?.rdists?.gicd_typer).not.toBe(0);
  });

  it('has filled irq_domain when __irq_domain_create returns', () => {
    const [, returned] = spanOf('__irq_domain_create');
    const [domain] = at(returned).all(irq_domain);
    expect(domain).toMatchObject({
      name: ':intc@8000000',
      fwnode: { path: '/intc@8000000' },
      ops: { name: 'gic_irq_domain_ops' },
      hwirq_max: HWIRQ_NO_LIMIT,
      revmap_size: 0,
      mapcount: 0,
    });
    expect(domain?.host_data).toBeInstanceOf(Object);
    expect((domain?.flags ?? 0) & IRQ_DOMAIN_NAME_ALLOCATED).toBe(IRQ_DOMAIN_NAME_ALLOCATED);
    expect(domain?.revmap_tree.size).toBe(0);
  });

  it('takes interrupts by gic_handle_irq after set_handle_irq, and by the default before', () => {
    const [call, returned] = spanOf('set_handle_irq');
    const handler = (position: number): string | undefined => at(position).all(irq_c.type)[0]?.handle_arch_irq?.fname;
    expect([call, returned].map(handler)).toEqual([undefined, 'gic_handle_irq']);
  });

  it('has the fields of irq_desc that the write-up lists, as far as interrupts depend on them', () => {
    const listed = [
      'irq_common_data',
      'irq_data',
      'kstat_irqs',
      'handle_irq',
      'action',
      'status_use_accessors',
      'depth',
      'wake_depth',
      'tot_count',
      'irq_count',
      'last_unhandled',
      'irqs_unhandled',
      'threads_handled',
      'threads_handled_last',
      'percpu_enabled',
      'percpu_affinity',
      'affinity_hint',
      'pending_mask',
      'threads_oneshot',
      'threads_active',
      'dir',
      'debugfs_file',
      'dev_name',
      'parent_irq',
      'name',
    ];
    expect(listed.filter((field) => !irq_desc.fields.includes(field))).toEqual([]);
  });
});

describe('descriptors', () => {
  it('are none before the controller, as arm64 provides for none', () => {
    expect(at(spanOf('init_IRQ')[0]).count(irq_desc)).toBe(0);
  });
});
