/**
 * Models drivers/irqchip/irq-qcom-mpm.c: Qualcomm's power manager of the older SoCs, which keeps watch over lines while the GIC
 * sleeps. Awake, lines that its map has pass to the GIC; others have an end here. Left out: its power domain, and the message to the
 * processor that takes over.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, map, num, type Recorded, type RecordedMap, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODATA, ENODEV, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_NO_SUSPEND } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_MASK,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_is_level_type,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { DOMAIN_BUS_WAKEUP, fwspecOf, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import { GPIO_NO_WAKE_IRQ, IRQ_DOMAIN_FLAG_QCOM_MPM_WAKEUP } from '../../include/linux/soc/qcom/irq.ts';
import { platform_device } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_disconnect_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_remove,
  irq_domain_set_hwirq_and_chip,
  irq_domain_translate_twocell,
  irq_domain_update_bus_token,
  irq_find_host,
  irq_resolve_mapping,
} from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irqchip_state } from '../../kernel/irq/manage/index.ts';
import { dev_err, dev_warn } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { devm_platform_ioremap_resource, platform_get_irq } from '../base/platform.ts';
import { mbox_request_channel } from '../mailbox/mailbox.ts';
import { of_address_to_resource } from '../of/address.ts';
import { of_parse_phandle } from '../of/base/index.ts';
import { of_property_cells, of_property_present, of_property_read_u32 } from '../of/property.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-qcom-mpm.c');

const MPM_REG_ENABLE = 0;
const MPM_REG_FALLING_EDGE = 1;
const MPM_REG_RISING_EDGE = 2;
const MPM_REG_POLARITY = 3;
const MPM_REG_STATUS = 4;
const REGISTERS = [MPM_REG_ENABLE, MPM_REG_FALLING_EDGE, MPM_REG_RISING_EDGE, MPM_REG_POLARITY, MPM_REG_STATUS];
/** Words of the timer before the first register. */
const TIMER_WORDS = 2;
interface qcom_mpm_priv extends Recorded {
  base: number;
  /** From a pin to its SPI. */
  maps: RecordedMap<number>;
  /** Words of a register: 32 pins each. */
  reg_stride: number;
  domain: irq_domain | undefined;
}
const qcom_mpm_priv = struct<qcom_mpm_priv>('qcom_mpm_priv', {
  base: hexnum(),
  maps: map(num()),
  reg_stride: num(),
  domain: ref(),
});

const address = ({ base, reg_stride }: qcom_mpm_priv, reg: number, index: number): number =>
  base + (reg * reg_stride + index + TIMER_WORDS) * 4;

/** Sets or clears a pin's bit of a register. */
function assign(k: Kernel, d: irq_data, reg: number, on: boolean): void {
  const pin = irqd_to_hwirq(d);
  change_bits(k, 1 << (pin % 32), on, address(qcom_mpm_priv.of(d.chip_data), reg, Math.floor(pin / 32)));
}

const qcom_mpm_enable_irq = at.fn(
  'qcom_mpm_enable_irq',
  'Enables or disables a pin.',
  (k: Kernel, d: irq_data, en: boolean): void => assign(k, d, MPM_REG_ENABLE, en),
);

const qcom_mpm_mask = at.fn(
  'qcom_mpm_mask',
  'Disables a pin, and masks its SPI if it has one.',
  (k: Kernel, d: irq_data) => {
    qcom_mpm_enable_irq(k, d, false);
    if (d.parent_data !== undefined) irq_chip_mask_parent(k, d);
  },
);

const qcom_mpm_unmask = at.fn(
  'qcom_mpm_unmask',
  'Enables a pin, and unmasks its SPI if it has one.',
  (k: Kernel, d: irq_data) => {
    qcom_mpm_enable_irq(k, d, true);
    if (d.parent_data !== undefined) irq_chip_unmask_parent(k, d);
  },
);

/** What the GIC sees of a pin: rising edges and high levels alone. */
function gicType(type: number): number {
  const edge = (type & IRQ_TYPE_EDGE_BOTH) !== 0 ? IRQ_TYPE_EDGE_RISING : type;
  return (edge & IRQ_TYPE_LEVEL_MASK) !== 0 ? IRQ_TYPE_LEVEL_HIGH : edge;
}

const qcom_mpm_set_type = at.fn(
  'qcom_mpm_set_type',
  'Sets how a pin interrupts while the system sleeps; awake its SPI does.',
  (k: Kernel, d: irq_data, type: number): number => {
    assign(k, d, MPM_REG_RISING_EDGE, (type & IRQ_TYPE_EDGE_RISING) !== 0);
    assign(k, d, MPM_REG_FALLING_EDGE, (type & IRQ_TYPE_EDGE_FALLING) !== 0);
    assign(k, d, MPM_REG_POLARITY, (type & IRQ_TYPE_LEVEL_HIGH) !== 0);
    return d.parent_data === undefined ? 0 : irq_chip_set_type_parent(k, d, gicType(type));
  },
);

const qcom_mpm_chip: irq_chip = {
  name: 'mpm',
  irq_eoi: irq_chip_eoi_parent,
  irq_mask: qcom_mpm_mask,
  irq_unmask: qcom_mpm_unmask,
  irq_retrigger: irq_chip_retrigger_hierarchy,
  irq_set_type: qcom_mpm_set_type,
  irq_set_affinity: irq_chip_set_affinity_parent,
  flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SKIP_SET_WAKE,
};

const qcom_mpm_alloc = at.fn(
  'qcom_mpm_alloc',
  'Sets up a pin, and the SPI that the map gives it; one without has no level at the GIC.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const priv = qcom_mpm_priv.of(domain.host_data);
    const translated = irq_domain_translate_twocell(k, domain, fwspecOf(data));
    if (typeof translated === 'number') return translated;
    const { hwirq: pin, type } = translated;
    if (pin === GPIO_NO_WAKE_IRQ) return irq_domain_disconnect_hierarchy(k, domain, virq);
    const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, pin, qcom_mpm_chip, priv);
    const { parent } = domain;
    if (ret !== 0 || parent === undefined) return ret === 0 ? -EINVAL : ret;
    const spi = priv.maps.get(pin);
    if (spi === undefined) return irq_domain_disconnect_hierarchy(k, parent, virq);
    const param = [GIC_SPI, spi, gicType(type)];
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, { fwnode: parent.fwnode, param_count: 3, param });
  },
);

const qcom_mpm_ops: irq_domain_ops = {
  name: 'qcom_mpm_ops',
  alloc: qcom_mpm_alloc,
  free: irq_domain_free_irqs_common,
  translate: irq_domain_translate_twocell,
};

const qcom_mpm_handler = at.fn(
  'qcom_mpm_handler',
  'After deep sleep: makes the edges pending that came meanwhile. Levels are still there.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const priv = qcom_mpm_priv.of(dev_id);
    let ret = IRQ_NONE;
    for (let i = 0; i < priv.reg_stride; i++) {
      const enable = readl(k, address(priv, MPM_REG_ENABLE, i));
      for (const j of bitsOf(readl(k, address(priv, MPM_REG_STATUS, i)) & enable)) {
        const d = irq_resolve_mapping(k, priv.domain, 32 * i + j)?.irq_data;
        if (d !== undefined && !irqd_is_level_type(d)) irq_set_irqchip_state(k, d.irq, 'PENDING', true);
        ret = IRQ_HANDLED;
      }
    }
    return ret;
  },
);

/** The map in the tree: a pin and its SPI each, whose SPI nobody had before. 0, or an errno. */
function readMap(k: Kernel, pdev: platform_device, np: device_node, priv: qcom_mpm_priv): number {
  const { dev } = pdev;
  if (!of_property_present(k, np, 'qcom,mpm-pin-map')) {
    dev_err(k, dev, `failed to read qcom,mpm-pin-map: ${-EINVAL}`);
    return -EINVAL;
  }
  const cells = of_property_cells(k, np, 'qcom,mpm-pin-map');
  if (cells.length % 2 !== 0) {
    dev_err(k, dev, 'invalid qcom,mpm-pin-map');
    return -EINVAL;
  }
  // A row that is left out stays there as pin 0 with SPI 0.
  const spis: number[] = [];
  for (let i = 0; i < cells.length; i += 2) {
    const [pin = 0, hwirq = 0] = cells.slice(i, i + 2);
    const isTaken = spis.includes(hwirq);
    if (isTaken) dev_warn(k, dev, `failed to map pin ${pin} as GIC hwirq ${hwirq} is already mapped`);
    const row = isTaken ? { pin: 0, spi: 0 } : { pin, spi: hwirq };
    spis.push(row.spi);
    // The first row of a pin counts.
    if (!priv.maps.has(row.pin)) priv.maps.set(row.pin, row.spi);
  }
  return 0;
}

/** From 6.7 on the registers may be a part of the memory that the processors share, which a phandle names. */
function mapRegisters(k: Kernel, pdev: platform_device, np: device_node): number {
  const ram = k.since('6.12') ? of_parse_phandle(k, np, 'qcom,rpm-msg-ram', 0) : undefined;
  if (ram === undefined) return devm_platform_ioremap_resource(k, pdev, 0);
  const res = of_address_to_resource(k, ram, 0);
  return typeof res === 'number' ? res : res.start;
}

const qcom_mpm_start = platformIrqchip(
  at,
  { init: 'qcom_mpm_init', probe: 'qcom_mpm_probe' },
  'Starts the manager: its registers cleared, a mailbox to the other processor, a domain on that of the GIC.',
  (k, np, parent) => {
    const pdev = np.dev?.container;
    if (!platform_device.is(pdev)) return -ENODEV;
    const { dev } = pdev;
    const pin_cnt = of_property_read_u32(k, np, 'qcom,mpm-pin-count');
    if (pin_cnt === undefined) {
      const err = of_property_present(k, np, 'qcom,mpm-pin-count') ? -ENODATA : -EINVAL;
      dev_err(k, dev, `failed to read qcom,mpm-pin-count: ${err}`);
      return err;
    }
    const priv = qcom_mpm_priv.create(k.rec, { reg_stride: Math.ceil(pin_cnt / 32) });
    let ret = readMap(k, pdev, np, priv);
    if (ret !== 0) return ret;
    const base = mapRegisters(k, pdev, np);
    if (base < 0) return base;
    priv.base = base;
    for (let i = 0; i < priv.reg_stride; i++) for (const reg of REGISTERS) writel(k, 0, address(priv, reg, i));
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    ret = mbox_request_channel(k, dev, 0);
    if (ret !== 0) {
      dev_err(k, dev, `failed to acquire IPC channel: ${ret}`);
      return ret;
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      dev_err(k, dev, 'failed to find MPM parent domain');
      return -ENXIO;
    }
    const domain = irq_domain_create_hierarchy(
      k,
      parent_domain,
      IRQ_DOMAIN_FLAG_QCOM_MPM_WAKEUP,
      pin_cnt,
      np,
      qcom_mpm_ops,
      priv,
    );
    if (domain === undefined) {
      dev_err(k, dev, 'failed to create MPM domain');
      return -ENOMEM;
    }
    priv.domain = domain;
    irq_domain_update_bus_token(k, domain, DOMAIN_BUS_WAKEUP);
    ret = devm_request_irq(k, dev, irq, qcom_mpm_handler, IRQF_NO_SUSPEND, 'qcom_mpm', priv);
    if (ret === 0) return 0;
    if (!k.since('7.3')) dev_err(k, dev, `failed to request irq: ${ret}`);
    irq_domain_remove(k, domain);
    return ret;
  },
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const qcom_mpm_driver_init = at.fn(
  'qcom_mpm_driver_init',
  "Registers the driver of Qualcomm's power managers.",
  (k: Kernel): number => platform_irqchip_register(k, 'qcom_mpm', [{ compatible: 'qcom,mpm', data: qcom_mpm_start }]),
);
