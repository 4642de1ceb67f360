/** kernel/irq/irqdomain.c: making, announcing and removing domains, and their files in debugfs (whose text the reports make). */
import { map, type Recorded, type RecordedMap, ref, source } from '../../../../recorder/index.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import { EINVAL, IS_ERR } from '../../../include/linux/errno.ts';
import { fwnode_dev_initialized, type fwnode_handle } from '../../../include/linux/fwnode.ts';
import {
  busTokenNumber,
  DOMAIN_BUS_ANY,
  HWIRQ_NO_LIMIT,
  irq_domain,
  IRQ_DOMAIN_FLAG_HIERARCHY,
  type irq_domain_info,
  IRQ_DOMAIN_NAME_ALLOCATED,
  type irq_domain_ops,
} from '../../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../../include/linux/numa.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { pr_info } from '../../printk/printk.ts';
import { irq_alloc_descs } from '../irqdesc/index.ts';
import { irq_domain_associate_many } from './associate.ts';
import { irq_set_default_host, irqdomain_c } from './find.ts';
import { irq_domain_set_name, irq_domain_set_name_6_1 } from './name.ts';

const at = source('kernel/irq/irqdomain.c');

const __irq_domain_create = at.fn(
  '__irq_domain_create',
  'Makes a domain: its name, its size, what it can do.',
  (k: Kernel, info: irq_domain_info): irq_domain | number => {
    // A map that is the identity needs NOMAP, which arm64 does not have.
    if (WARN_ON(k, (info.direct_max ?? 0) !== 0)) return -EINVAL;
    const domain = irq_domain.create(k.rec);
    if (k.since('6.12')) {
      const err = irq_domain_set_name(k, domain, info);
      if (err !== 0) {
        k.rec.free(domain);
        return err;
      }
    } else {
      irq_domain_set_name_6_1(k, domain, info);
    }
    domain.fwnode = info.fwnode;
    fwnode_dev_initialized(domain.fwnode, true);
    domain.ops = info.ops;
    domain.host_data = info.host_data;
    domain.hwirq_max = info.hwirq_max ?? 0;
    domain.revmap_size = info.size ?? 0;
    // From 6.3 on the caller names the bus with the rest, and a stack of domains shares the lock of its root.
    if (k.since('6.12')) {
      domain.bus_token = info.bus_token ?? DOMAIN_BUS_ANY;
      domain.root = domain;
    }
    irq_domain_check_hierarchy(domain);
    return domain;
  },
);

/** A domain that can allocate is part of a hierarchy. */
function irq_domain_check_hierarchy(domain: irq_domain): void {
  if (domain.ops?.alloc !== undefined) domain.flags |= IRQ_DOMAIN_FLAG_HIERARCHY;
}

function __irq_domain_publish(k: Kernel, domain: irq_domain): void {
  debugfs_add_domain_dir(k, domain);
  irqdomain_c(k).irq_domain_list.addHead(domain);
}

function irq_domain_free(k: Kernel, domain: irq_domain): void {
  fwnode_dev_initialized(domain.fwnode, false);
  k.rec.free(domain);
}

/** 6.1's way to make a domain. */
export const __irq_domain_add = at.fn(
  '__irq_domain_add',
  'Makes a domain and announces it.',
  (
    k: Kernel,
    fwnode: fwnode_handle | undefined,
    size: number,
    hwirq_max: number,
    direct_max: number,
    ops: irq_domain_ops | undefined,
    host_data: Recorded | undefined,
  ): irq_domain | undefined => {
    const domain = __irq_domain_create(k, { fwnode, size, hwirq_max, direct_max, ops, host_data });
    if (IS_ERR(domain)) return undefined;
    __irq_domain_publish(k, domain);
    return domain;
  },
);

function irq_domain_instantiate_descs(k: Kernel, first: number, size: number): void {
  if (irq_alloc_descs(k, first, first, size, NUMA_NO_NODE) < 0) {
    pr_info(k, `irq: Cannot allocate irq_descs @ IRQ${first}, assuming pre-allocated`);
  }
}

const __irq_domain_instantiate = at.fn(
  '__irq_domain_instantiate',
  'Makes a domain from its description, announces it, and maps numbers that were asked for.',
  (k: Kernel, info: irq_domain_info, cond_alloc_descs: boolean, force_associate: boolean): irq_domain | number => {
    const domain = __irq_domain_create(k, info);
    if (IS_ERR(domain)) return domain;
    domain.flags |= info.domain_flags ?? 0;
    domain.exit = info.exit;
    // 7.3 is told the device with the rest.
    if (k.since('7.3')) domain.dev = info.dev;
    if (info.parent !== undefined) {
      domain.root = info.parent.root;
      domain.parent = info.parent;
    }
    const err = info.init?.(k, domain) ?? 0;
    if (err !== 0) {
      irq_domain_free(k, domain);
      return err;
    }
    __irq_domain_publish(k, domain);
    const first = info.virq_base ?? 0;
    const size = info.size ?? 0;
    const base = info.hwirq_base ?? 0;
    if (cond_alloc_descs && first > 0) irq_domain_instantiate_descs(k, first, size);
    if (force_associate || first > 0) irq_domain_associate_many(k, domain, first, base, size - base);
    return domain;
  },
);

export const irq_domain_instantiate = at.fn(
  'irq_domain_instantiate',
  'Makes a domain from its description.',
  (k: Kernel, info: irq_domain_info): irq_domain | number => __irq_domain_instantiate(k, info, false, false),
);

export const irq_domain_remove = at.fn(
  'irq_domain_remove',
  'Removes a domain.',
  (k: Kernel, domain: irq_domain): void => {
    const c = irqdomain_c(k);
    domain.exit?.(k, domain);
    debugfs_remove_domain_dir(k, domain);
    WARN_ON(k, domain.revmap_tree.size !== 0);
    c.irq_domain_list.remove(domain);
    if (c.irq_default_domain === domain) irq_set_default_host(k, undefined);
    irq_domain_free(k, domain);
  },
);

export const irq_domain_update_bus_token = at.fn(
  'irq_domain_update_bus_token',
  'Says later which bus a domain serves; the number of the bus is added to its name.',
  (k: Kernel, domain: irq_domain, bus_token: number): void => {
    if (domain.bus_token === bus_token) return;
    domain.bus_token = bus_token;
    debugfs_remove_domain_dir(k, domain);
    domain.name = `${domain.name ?? '(null)'}-${busTokenNumber(k, bus_token)}`;
    domain.flags |= IRQ_DOMAIN_NAME_ALLOCATED;
    debugfs_add_domain_dir(k, domain);
  },
);

export const irq_domain_create_simple = at.fn(
  'irq_domain_create_simple',
  'Makes a linear domain, its interrupts mapped at once if a first number is given.',
  (
    k: Kernel,
    fwnode: fwnode_handle | undefined,
    size: number,
    first_irq: number,
    ops: irq_domain_ops,
    host_data: Recorded | undefined,
  ): irq_domain | undefined => {
    const info = { fwnode, size, hwirq_max: size, virq_base: first_irq, ops, host_data };
    if (k.since('6.12')) {
      const d = __irq_domain_instantiate(k, info, true, false);
      return IS_ERR(d) ? undefined : d;
    }
    // __irq_domain_add, which 6.1 has inlined here.
    const domain = __irq_domain_create(k, info);
    if (IS_ERR(domain)) return undefined;
    __irq_domain_publish(k, domain);
    if (first_irq > 0) {
      irq_domain_instantiate_descs(k, first_irq, size);
      irq_domain_associate_many(k, domain, first_irq, 0, size);
    }
    return domain;
  },
);

export const irq_domain_create_legacy = at.fn(
  'irq_domain_create_legacy',
  'Makes a domain for numbers that exist already, and maps all of them.',
  (
    k: Kernel,
    fwnode: fwnode_handle | undefined,
    size: number,
    first_irq: number,
    ops: irq_domain_ops,
    host_data: Recorded | undefined,
  ): irq_domain | undefined => {
    if (k.since('6.12')) {
      const d = __irq_domain_instantiate(
        k,
        { fwnode, size, hwirq_max: size, virq_base: first_irq, ops, host_data },
        false,
        true,
      );
      return IS_ERR(d) ? undefined : d;
    }
    const domain = __irq_domain_add(k, fwnode, size, size, 0, ops, host_data);
    if (domain !== undefined) irq_domain_associate_many(k, domain, first_irq, 0, size);
    return domain;
  },
);

/** Until 6.12 a function of its own. */
const create_hierarchy = at.fn(
  'irq_domain_create_hierarchy',
  'Makes a domain on top of another one, which its interrupts pass through on their way to the CPU.',
  (
    k: Kernel,
    parent: irq_domain | undefined,
    flags: number,
    size: number,
    fwnode: fwnode_handle | undefined,
    ops: irq_domain_ops,
    host_data: Recorded | undefined,
  ): irq_domain | undefined => {
    if (k.since('6.12')) {
      const hwirq_max = size === 0 ? 0xffffffff : size;
      const d = irq_domain_instantiate_inlined(k, {
        fwnode,
        size,
        hwirq_max,
        ops,
        host_data,
        domain_flags: flags,
        parent,
      });
      return IS_ERR(d) ? undefined : d;
    }
    const domain = __irq_domain_create(k, {
      fwnode,
      size,
      hwirq_max: size === 0 ? HWIRQ_NO_LIMIT : size,
      ops,
      host_data,
    });
    if (IS_ERR(domain)) return undefined;
    domain.parent = parent;
    domain.flags |= flags;
    __irq_domain_publish(k, domain);
    return domain;
  },
);

/** In 7.3 an inline helper of include/linux/irqdomain.h. */
export function irq_domain_create_hierarchy(
  k: Kernel,
  parent: irq_domain | undefined,
  domain_flags: number,
  size: number,
  fwnode: fwnode_handle | undefined,
  ops: irq_domain_ops,
  host_data: Recorded | undefined,
): irq_domain | undefined {
  if (!k.since('7.3')) return create_hierarchy(k, parent, domain_flags, size, fwnode, ops, host_data);
  const hwirq_max = size === 0 ? 0xffffffff : size;
  const d = irq_domain_instantiate(k, { fwnode, size, hwirq_max, ops, host_data, domain_flags, parent });
  return IS_ERR(d) ? undefined : d;
}

/** irq_domain_instantiate, which the compiler inlines into irq_domain_create_hierarchy. */
function irq_domain_instantiate_inlined(k: Kernel, info: irq_domain_info): irq_domain | number {
  return __irq_domain_instantiate(k, info, false, false);
}

interface domain_files extends Recorded {
  /** Domains that have no file, by their objects; in the kernel the folder itself says it. */
  readonly without: RecordedMap<irq_domain>;
}
/** The folder of domains in debugfs, kept only where something is missing in it. */
export const domain_files = statics<domain_files>('kernel/irq/irqdomain.c: debugfs', {
  without: map(ref<irq_domain>()),
});

/** The domain whose file has this name, among all but one. */
function ownerOf(k: Kernel, name: string | undefined, but: irq_domain): irq_domain | undefined {
  const without = k.made(domain_files.type)?.without;
  for (const d of irqdomain_c(k).irq_domain_list)
    if (d !== but && d.name === name && without?.get(d.$id) === undefined) return d;
  return undefined;
}

const debugfs_add_domain_dir = at.fn(
  'debugfs_add_domain_dir',
  'Shows a domain in debugfs, once debugfs is there, unless another one has a file of that name.',
  (k: Kernel, d: irq_domain): void => {
    if (!irqdomain_c(k).domain_dir || d.name === undefined) return;
    if (ownerOf(k, d.name, d) !== undefined) domain_files(k).without.set(d.$id, d);
    else k.made(domain_files.type)?.without.delete(d.$id);
  },
);

const debugfs_remove_domain_dir = at.fn(
  'debugfs_remove_domain_dir',
  "Takes the file with a domain's name out of debugfs, which may be that of another domain.",
  (k: Kernel, d: irq_domain): void => {
    const files = k.made(domain_files.type);
    if (files?.without.get(d.$id) === undefined) return;
    const owner = ownerOf(k, d.name, d);
    if (owner !== undefined) files.without.set(owner.$id, owner);
    files.without.delete(d.$id);
  },
);

export const irq_domain_debugfs_init = at.fn(
  'irq_domain_debugfs_init',
  'Makes the folder of domains in debugfs and shows those that exist already.',
  (k: Kernel): void => {
    const c = irqdomain_c(k);
    const names = new Set<string | undefined>();
    for (const domain of c.irq_domain_list) {
      debugfs_add_domain_dir(k, domain);
      // Of two with one name the first in the list has the file.
      if (names.has(domain.name)) domain_files(k).without.set(domain.$id, domain);
      names.add(domain.name);
    }
    c.domain_dir = true;
  },
);
