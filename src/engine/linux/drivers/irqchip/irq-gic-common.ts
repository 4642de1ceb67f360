/** Models drivers/irqchip/irq-gic-common.c: what the drivers of all GICs share. */
import { source } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { IRQ_TYPE_EDGE_BOTH, IRQ_TYPE_LEVEL_MASK } from '../../include/linux/irq.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { pr_info } from '../../kernel/printk/printk.ts';
import { of_device_is_compatible } from '../of/base/index.ts';
import { of_property_read_bool } from '../of/property.ts';

const at = source('drivers/irqchip/irq-gic-common.c');

/** Registers that all GICs have in the same place. */
export const GIC_DIST_ENABLE_CLEAR = 0x180;
export const GIC_DIST_ACTIVE_CLEAR = 0x380;
const GIC_DIST_PRI = 0x400;
export const GIC_DIST_CONFIG = 0xc00;
const GICD_INT_EN_CLR_X32 = 0xffffffff;
const GICD_INT_ACTLOW_LVLTRIG = 0;

/** The priority of all interrupts; GICv3 has 0xc0 from 6.11 on. */
export const GICD_INT_DEF_PRI = 0xa0;

/** A flaw of some GICs: how to recognize it, and what to do. */
export interface gic_quirk<T> {
  readonly desc: string;
  readonly compatible?: string;
  readonly property?: string;
  /** Returns whether the workaround is in use. */
  readonly init: (k: Kernel, data: T) => boolean;
  readonly iidr?: number;
  readonly mask?: number;
}

function announce<T>(k: Kernel, quirk: gic_quirk<T>, data: T): void {
  if (quirk.init(k, data)) pr_info(k, `GIC: enabling workaround for ${quirk.desc}`);
}

/** The kernel's function takes any driver's data; these two are written so that TypeScript keeps the type. */
export const gic_enable_of_quirks: <T>(k: Kernel, np: device_node, quirks: readonly gic_quirk<T>[], data: T) => void =
  at.fn(
    'gic_enable_of_quirks',
    'Looks for flaws that the device tree admits, and works around them.',
    <T>(k: Kernel, np: device_node, quirks: readonly gic_quirk<T>[], data: T): void => {
      for (const quirk of quirks) {
        if (quirk.compatible === undefined && quirk.property === undefined) continue;
        if (quirk.compatible !== undefined && of_device_is_compatible(k, np, quirk.compatible) === 0) continue;
        if (quirk.property !== undefined && !of_property_read_bool(k, np, quirk.property)) continue;
        announce(k, quirk, data);
      }
    },
  );

export const gic_enable_quirks: <T>(k: Kernel, iidr: number, quirks: readonly gic_quirk<T>[], data: T) => void = at.fn(
  'gic_enable_quirks',
  'Looks for flaws that are known of this implementation, by its identification register, and works around them.',
  <T>(k: Kernel, iidr: number, quirks: readonly gic_quirk<T>[], data: T): void => {
    for (const quirk of quirks) {
      if (quirk.compatible !== undefined || quirk.property !== undefined) continue;
      if ((quirk.iidr ?? 0) !== ((quirk.mask ?? 0) & iidr) >>> 0) continue;
      announce(k, quirk, data);
    }
  },
);

export const gic_configure_irq = at.fn(
  'gic_configure_irq',
  "Writes an interrupt's edge or level configuration, and checks that the GIC took it.",
  (k: Kernel, irq: number, type: number, base: number): number => {
    const confmask = 0x2 << ((irq % 16) * 2);
    const address = base + Math.floor(irq / 16) * 4;
    const oldval = readl(k, address);
    let val = oldval;
    if ((type & IRQ_TYPE_LEVEL_MASK) !== 0) val = (val & ~confmask) >>> 0;
    else if ((type & IRQ_TYPE_EDGE_BOTH) !== 0) val = (val | confmask) >>> 0;
    if (val === oldval) return 0;
    writel(k, val, address);
    return readl(k, address) === val ? 0 : -EINVAL;
  },
);

/** The same byte four times: priorities of four interrupts. */
export function REPEAT_BYTE_U32(byte: number): number {
  return (byte * 0x01010101) >>> 0;
}

/** Disables and deactivates the interrupts from `from` to `to`. */
function clearAll(k: Kernel, base: number, from: number, to: number): void {
  for (let i = from; i < to; i += 32) {
    writel(k, GICD_INT_EN_CLR_X32, base + GIC_DIST_ACTIVE_CLEAR + i / 8);
    writel(k, GICD_INT_EN_CLR_X32, base + GIC_DIST_ENABLE_CLEAR + i / 8);
  }
}

/** 6.1 has the default priority built in and takes a function to wait with instead; that changes nothing here. */
export const gic_dist_config = at.fn(
  'gic_dist_config',
  'Sets all shared interrupts to level triggered, one priority, inactive and disabled.',
  (k: Kernel, base: number, gic_irqs: number, priority: number): void => {
    for (let i = 32; i < gic_irqs; i += 16) writel(k, GICD_INT_ACTLOW_LVLTRIG, base + GIC_DIST_CONFIG + i / 4);
    for (let i = 32; i < gic_irqs; i += 4) writel(k, REPEAT_BYTE_U32(priority), base + GIC_DIST_PRI + i);
    clearAll(k, base, 32, gic_irqs);
  },
);

export const gic_cpu_config = at.fn(
  'gic_cpu_config',
  "Sets the running CPU's own interrupts to inactive, disabled and one priority.",
  (k: Kernel, base: number, nr: number, priority: number, sync_access?: (k: Kernel) => void): void => {
    clearAll(k, base, 0, nr);
    for (let i = 0; i < nr; i += 4) writel(k, REPEAT_BYTE_U32(priority), base + GIC_DIST_PRI + i);
    // 6.1 waits in here, later kernels after the call.
    sync_access?.(k);
  },
);
