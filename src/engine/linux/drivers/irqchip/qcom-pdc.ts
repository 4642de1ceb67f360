/**
 * Models drivers/irqchip/qcom-pdc.c: Qualcomm's power domain controller, which inverts lines for the GIC and keeps watch over them
 * while the GIC sleeps. Its domain is found by the bus token for waking up. From 7.3 on it has an X1E's firmware let lines through; where that refuses,
 * the PDC keeps what GPIOs said (secondary mode), and another chip clears it.
 */
import {
  bool,
  hexnum,
  later,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, ENXIO, EPROBE_DEFER } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_is_level_type,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_WAKEUP,
  fwspecOf,
  type irq_domain,
  IRQ_DOMAIN_FLAG_NONCORE,
  type irq_domain_ops,
} from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  irq_chip_disable_parent,
  irq_chip_enable_parent,
  irq_chip_eoi_parent,
  irq_chip_get_parent_state,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_parent_state,
  irq_chip_set_type_parent,
  irq_chip_set_vcpu_affinity_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_disconnect_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_domain_translate_twocell,
  irq_domain_update_bus_token,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_warn } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { qcom_scm_io_writel, qcom_scm_is_available } from '../firmware/qcom/qcom_scm.ts';
import { of_address_to_resource } from '../of/address.ts';
import { of_device_is_compatible } from '../of/base/index.ts';
import { of_property_cells } from '../of/property.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/qcom-pdc.c');

const PDC_MAX_GPIO_IRQS = 256;
/** A pin controller says so of lines that do not go through here. */
const GPIO_NO_WAKE_IRQ = 0xffffffff;
const IRQ_ENABLE_BANK = 0x10;
const IRQ_i_CFG = 0x110;
const IRQ_i_CFG_IRQ_ENABLE = 1 << 3;
const IRQ_i_CFG_TYPE_MASK = 0x7;
const PDC_VERSION_REG = 0x1000;
const PDC_VERSION_3_2 = 0x30200;
const QCOM_PDC_SIZE = 0x30000;
/** 7.3: the registers of one client, which is all it maps. */
const PDC_DRV_SIZE = 0x10000;
/** 7.3: how many lines are no GPIOs. */
const IRQ_PARAM_REG = 0x100c;
const PDC_VERSION_3_0 = 0x30000;
/** 7.3: the secure register of the mode. */
const PDC_GPIO_INT_CTL_ENABLE = 0xb2045e8;
const PDC_PASS_THROUGH_MODE = 0;
const PDC_SECONDARY_MODE = 1;

/** How the PDC is set for a type, and what the GIC sees of it. */
const TYPES: ReadonlyMap<number, { readonly pdc: number; readonly gic: number }> = new Map([
  [IRQ_TYPE_EDGE_RISING, { pdc: 0b110, gic: IRQ_TYPE_EDGE_RISING }],
  [IRQ_TYPE_EDGE_FALLING, { pdc: 0b010, gic: IRQ_TYPE_EDGE_RISING }],
  [IRQ_TYPE_EDGE_BOTH, { pdc: 0b111, gic: IRQ_TYPE_EDGE_RISING }],
  [IRQ_TYPE_LEVEL_HIGH, { pdc: 0b100, gic: IRQ_TYPE_LEVEL_HIGH }],
  [IRQ_TYPE_LEVEL_LOW, { pdc: 0b000, gic: IRQ_TYPE_LEVEL_HIGH }],
]);

/** Pins that lead to a run of SPIs. */
interface pdc_pin_region extends Recorded {
  pin_base: number;
  parent_base: number;
  cnt: number;
}
const pdc_pin_region = struct<pdc_pin_region>('pdc_pin_region', { pin_base: num(), parent_base: num(), cnt: num() });

interface qcom_pdc_c extends Recorded {
  pdc_base: number;
  pdc_region: RecordedList<pdc_pin_region>;
  pdc_version: number;
  /** 7.3: writes that enable lines go elsewhere, for the X1E has a fault there. */
  x1e_quirk: boolean;
  /** 7.3: of an X1E whose firmware does not let lines through: PDC_SECONDARY_MODE. */
  mode: number;
  /** 7.3: how many pins are no GPIOs. */
  num_spis: number;
}
const qcom_pdc_c = statics<qcom_pdc_c>('drivers/irqchip/qcom-pdc.c', {
  pdc_base: hexnum(),
  pdc_region: list(ref<pdc_pin_region>()),
  pdc_version: hexnum(),
  x1e_quirk: later(bool()),
  mode: later(num()),
  num_spis: later(num()),
});

const cfgOf = (k: Kernel, pin: number): number => qcom_pdc_c(k).pdc_base + IRQ_i_CFG + pin * 4;

/** From 6.8 on the driver knows PDCs of version 3.2, whose enable bit is beside the type. */
const __pdc_enable_intr = at.fn(
  '__pdc_enable_intr',
  'Enables or disables a pin.',
  (k: Kernel, pin_out: number, on: boolean): void => {
    const { pdc_base, pdc_version } = qcom_pdc_c(k);
    if (k.since('6.12') && pdc_version >= PDC_VERSION_3_2) change_bits(k, IRQ_i_CFG_IRQ_ENABLE, on, cfgOf(k, pin_out));
    else change_bits(k, 1 << (pin_out % 32), on, pdc_base + IRQ_ENABLE_BANK + Math.floor(pin_out / 32) * 4);
  },
);

/** Where the X1E takes the bits of a bank: two are in the registers of the client before, shifted. */
function x1eBank({ pdc_base }: qcom_pdc_c, bank: number): number {
  if (bank < 2) return pdc_base - PDC_DRV_SIZE + IRQ_ENABLE_BANK + (bank + 3) * 4;
  return pdc_base + IRQ_ENABLE_BANK + (bank < 5 ? bank - 2 : bank) * 4;
}

const pdc_enable_intr_bank = at.fn(
  'pdc_enable_intr_bank',
  'Enables or disables a pin of a PDC that has banks of enable bits.',
  (k: Kernel, pin_out: number, on: boolean): void => {
    const c = qcom_pdc_c(k);
    const bank = pin_out >>> 5;
    const address = c.pdc_base + IRQ_ENABLE_BANK + bank * 4;
    const bit = 1 << (pin_out & 31);
    const enable = readl(k, address);
    writel(k, on ? enable | bit : enable & ~bit, c.x1e_quirk ? x1eBank(c, bank) : address);
  },
);
const pdc_enable_intr_cfg = at.fn(
  'pdc_enable_intr_cfg',
  'Enables or disables a pin of a PDC whose enable bit is beside the type.',
  (k: Kernel, pin_out: number, on: boolean): void => change_bits(k, IRQ_i_CFG_IRQ_ENABLE, on, cfgOf(k, pin_out)),
);

/** 7.3 chooses once how to enable lines. */
function enableIntr(k: Kernel, pin: number, on: boolean): void {
  if (!k.since('7.3')) __pdc_enable_intr(k, pin, on);
  else if (qcom_pdc_c(k).pdc_version >= PDC_VERSION_3_2) pdc_enable_intr_cfg(k, pin, on);
  else pdc_enable_intr_bank(k, pin, on);
}

const qcom_pdc_gic_disable = at.fn(
  'qcom_pdc_gic_disable',
  'Disables a pin here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    enableIntr(k, irqd_to_hwirq(d), false);
    irq_chip_disable_parent(k, d);
  },
);
const qcom_pdc_gic_enable = at.fn(
  'qcom_pdc_gic_enable',
  'Enables a pin here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    enableIntr(k, irqd_to_hwirq(d), true);
    irq_chip_enable_parent(k, d);
  },
);

const qcom_pdc_gic_set_type = at.fn(
  'qcom_pdc_gic_set_type',
  'Sets how a pin interrupts; the GIC sees rising edges and high levels alone.',
  (k: Kernel, d: irq_data, type: number): number => {
    const types = TYPES.get(type);
    if (types === undefined) {
      WARN_ON(k, true);
      return -EINVAL;
    }
    const address = cfgOf(k, irqd_to_hwirq(d));
    const old = readl(k, address);
    const pdc = k.since('6.12') ? types.pdc | (old & ~IRQ_i_CFG_TYPE_MASK) : types.pdc;
    writel(k, pdc, address);
    const ret = irq_chip_set_type_parent(k, d, types.gic);
    if (ret !== 0) return ret;
    // A change of type can look like an interrupt.
    if (old !== pdc >>> 0) irq_chip_set_parent_state(k, d, 'PENDING', false);
    return 0;
  },
);

/** Bits of a pin's register that say, and mask, what a GPIO did; before version 3 there are none, and the driver takes bit 0 for both. */
function gpioBits(k: Kernel): { status: number; mask: number } {
  const { pdc_version } = qcom_pdc_c(k);
  if (pdc_version >= PDC_VERSION_3_2) return { status: 1 << 5, mask: 1 << 4 };
  return pdc_version >= PDC_VERSION_3_0 ? { status: 1 << 4, mask: 1 << 3 } : { status: 1, mask: 1 };
}

const pdc_clear_gpio_cfg = at.fn(
  'pdc_clear_gpio_cfg',
  'Clears what the PDC remembers of a GPIO pin.',
  (k: Kernel, pin_out: number): void => change_bits(k, gpioBits(k).status, false, cfgOf(k, pin_out)),
);
const pdc_unmask_gpio_cfg = at.fn(
  'pdc_unmask_gpio_cfg',
  'Masks or unmasks a GPIO pin.',
  (k: Kernel, pin_out: number, unmask: boolean): void => change_bits(k, gpioBits(k).mask, !unmask, cfgOf(k, pin_out)),
);

/** Enables or disables a pin whose interrupts the PDC keeps. */
function letThrough(k: Kernel, d: irq_data, on: boolean): void {
  enableIntr(k, irqd_to_hwirq(d), on);
  pdc_unmask_gpio_cfg(k, irqd_to_hwirq(d), on);
}

const qcom_pdc_gic_secondary_disable = at.fn(
  'qcom_pdc_gic_secondary_disable',
  'Disables a pin that the PDC keeps, here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    letThrough(k, d, false);
    irq_chip_disable_parent(k, d);
  },
);
const qcom_pdc_gic_secondary_enable = at.fn(
  'qcom_pdc_gic_secondary_enable',
  'Enables a pin that the PDC keeps, here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    letThrough(k, d, true);
    irq_chip_enable_parent(k, d);
  },
);
const qcom_pdc_secondary_ack = at.fn(
  'qcom_pdc_secondary_ack',
  'Clears an edge that the PDC keeps.',
  (k: Kernel, d: irq_data): void => {
    if (!irqd_is_level_type(d)) pdc_clear_gpio_cfg(k, irqd_to_hwirq(d));
  },
);
const qcom_pdc_gic_secondary_eoi = at.fn(
  'qcom_pdc_gic_secondary_eoi',
  'Ends an interrupt: a level that the PDC keeps is cleared, then it ends at the GIC.',
  (k: Kernel, d: irq_data): void => {
    if (irqd_is_level_type(d)) pdc_clear_gpio_cfg(k, irqd_to_hwirq(d));
    irq_chip_eoi_parent(k, d);
  },
);
const qcom_pdc_secondary_mask = at.fn(
  'qcom_pdc_secondary_mask',
  'Masks a pin that the PDC keeps, here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    letThrough(k, d, false);
    irq_chip_mask_parent(k, d);
  },
);
const qcom_pdc_secondary_unmask = at.fn(
  'qcom_pdc_secondary_unmask',
  'Unmasks a pin that the PDC keeps, here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    letThrough(k, d, true);
    irq_chip_unmask_parent(k, d);
  },
);
const qcom_pdc_gic_secondary_set_type = at.fn(
  'qcom_pdc_gic_secondary_set_type',
  'Sets how a pin that the PDC keeps interrupts; the GIC always sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const types = TYPES.get(type);
    if (types === undefined) {
      WARN_ON(k, true);
      return -EINVAL;
    }
    const address = cfgOf(k, irqd_to_hwirq(d));
    const old = readl(k, address);
    const pdc = types.pdc | (old & ~IRQ_i_CFG_TYPE_MASK);
    writel(k, pdc, address);
    pdc_clear_gpio_cfg(k, irqd_to_hwirq(d));
    const ret = irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
    if (ret !== 0) return ret;
    if (old !== pdc >>> 0) irq_chip_set_parent_state(k, d, 'PENDING', false);
    return 0;
  },
);

function qcom_pdc_gic_chip(): irq_chip {
  return {
    name: 'PDC',
    irq_eoi: irq_chip_eoi_parent,
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_disable: qcom_pdc_gic_disable,
    irq_enable: qcom_pdc_gic_enable,
    irq_get_irqchip_state: irq_chip_get_parent_state,
    irq_set_irqchip_state: irq_chip_set_parent_state,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_type: qcom_pdc_gic_set_type,
    irq_set_vcpu_affinity: irq_chip_set_vcpu_affinity_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  };
}

/** 7.3: of GPIO pins in secondary mode. */
function qcom_pdc_gic_secondary_chip(): irq_chip {
  return {
    name: 'PDC',
    irq_ack: qcom_pdc_secondary_ack,
    irq_eoi: qcom_pdc_gic_secondary_eoi,
    irq_mask: qcom_pdc_secondary_mask,
    irq_unmask: qcom_pdc_secondary_unmask,
    irq_disable: qcom_pdc_gic_secondary_disable,
    irq_enable: qcom_pdc_gic_secondary_enable,
    irq_get_irqchip_state: irq_chip_get_parent_state,
    irq_set_irqchip_state: irq_chip_set_parent_state,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_type: qcom_pdc_gic_secondary_set_type,
    irq_set_vcpu_affinity: irq_chip_set_vcpu_affinity_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE | IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  };
}

/** Whether the PDC keeps what a pin said. */
function isKept(k: Kernel, pin: number): boolean {
  const { mode, num_spis } = qcom_pdc_c(k);
  return mode === PDC_SECONDARY_MODE && pin >= num_spis;
}

/** A pin that no range covers ends here: its level at the GIC is cut off. */
const qcom_pdc_alloc = at.fn(
  'qcom_pdc_alloc',
  'Sets up a pin, and the SPI that the ranges give it.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const translated = irq_domain_translate_twocell(k, domain, fwspecOf(data));
    if (typeof translated === 'number') return translated;
    const { hwirq, type } = translated;
    if (hwirq === GPIO_NO_WAKE_IRQ) return irq_domain_disconnect_hierarchy(k, domain, virq);
    const kept = isKept(k, hwirq);
    const chip = kept ? qcom_pdc_gic_secondary_chip() : qcom_pdc_gic_chip();
    const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, chip, undefined);
    if (ret !== 0) return ret;
    const region = qcom_pdc_c(k)
      .pdc_region.toArray()
      .find(({ pin_base, cnt }) => hwirq >= pin_base && hwirq < pin_base + cnt);
    const { parent } = domain;
    if (region === undefined) return parent === undefined ? -EINVAL : irq_domain_disconnect_hierarchy(k, parent, virq);
    const level = (type & IRQ_TYPE_LEVEL_MASK) !== 0;
    const edge = (type & IRQ_TYPE_EDGE_BOTH) !== 0;
    const gic = level || kept ? IRQ_TYPE_LEVEL_HIGH : edge ? IRQ_TYPE_EDGE_RISING : type;
    const param = [GIC_SPI, region.parent_base + hwirq - region.pin_base, gic];
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, { fwnode: parent?.fwnode, param_count: 3, param });
  },
);

function qcom_pdc_ops(): irq_domain_ops {
  return {
    name: 'qcom_pdc_ops',
    translate: irq_domain_translate_twocell,
    alloc: qcom_pdc_alloc,
    free: irq_domain_free_irqs_common,
  };
}

const pdc_setup_pin_mapping = at.fn(
  'pdc_setup_pin_mapping',
  'Reads which pins lead to which SPIs, and disables them.',
  (k: Kernel, np: device_node): number => {
    const cells = of_property_cells(k, np, 'qcom,pdc-ranges');
    if (cells.length === 0 || cells.length % 3 !== 0) return -EINVAL;
    for (let n = 0; n < cells.length; n += 3) {
      const [pin_base = 0, parent_base = 0, cnt = 0] = cells.slice(n, n + 3);
      qcom_pdc_c(k).pdc_region.addTail(pdc_pin_region.create(k.rec, { pin_base, parent_base, cnt }));
      for (let i = 0; i < cnt; i++) {
        if (isKept(k, pin_base + i)) pdc_clear_gpio_cfg(k, pin_base + i);
        enableIntr(k, pin_base + i, false);
      }
    }
    return 0;
  },
);

const qcom_pdc_start = platformIrqchip(
  at,
  { init: 'qcom_pdc_init', probe: 'qcom_pdc_probe' },
  'Starts the controller: its ranges, and a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const res = of_address_to_resource(k, node, 0);
    if (typeof res === 'number') return k.since('6.12') ? -EINVAL : -ENXIO;
    const c = qcom_pdc_c(k);
    c.pdc_base = res.start;
    // 6.12 maps more than an old tree says.
    if (k.since('6.12')) {
      const size = k.since('7.3') ? PDC_DRV_SIZE : QCOM_PDC_SIZE;
      if (res.end - res.start + 1 < size) pr_warn(k, `${node.path}: invalid reg size, please fix DT`);
      c.pdc_version = readl(k, c.pdc_base + PDC_VERSION_REG);
    }
    if (k.since('7.3')) {
      c.x1e_quirk = of_device_is_compatible(k, node, 'qcom,x1e80100-pdc') > 0;
      if (c.x1e_quirk) {
        if (!qcom_scm_is_available(k)) return -EPROBE_DEFER;
        const refused = qcom_scm_io_writel(k, PDC_GPIO_INT_CTL_ENABLE, PDC_PASS_THROUGH_MODE) !== 0;
        if (refused) c.mode = PDC_SECONDARY_MODE;
      }
      const num_spis = readl(k, c.pdc_base + IRQ_PARAM_REG) & 0xff;
      if (c.mode === PDC_SECONDARY_MODE) c.num_spis = num_spis;
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: unable to find PDC's parent domain`);
      return -ENXIO;
    }
    const ret = pdc_setup_pin_mapping(k, node);
    if (ret !== 0) {
      pr_err(k, `${node.path}: failed to init PDC pin-hwirq mapping`);
      return ret;
    }
    const ops = qcom_pdc_ops();
    const flags = IRQ_DOMAIN_FLAG_NONCORE;
    const domain = irq_domain_create_hierarchy(k, parent_domain, flags, PDC_MAX_GPIO_IRQS, node, ops, undefined);
    if (domain === undefined) {
      pr_err(k, `${node.path}: PDC domain add failed`);
      return -ENOMEM;
    }
    irq_domain_update_bus_token(k, domain, DOMAIN_BUS_WAKEUP);
    return 0;
  },
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const qcom_pdc_driver_init = at.fn(
  'qcom_pdc_driver_init',
  "Registers the driver of Qualcomm's power domain controllers.",
  (k: Kernel): number => platform_irqchip_register(k, 'qcom_pdc', [{ compatible: 'qcom,pdc', data: qcom_pdc_start }]),
);
