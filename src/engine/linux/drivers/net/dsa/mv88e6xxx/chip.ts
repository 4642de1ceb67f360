/**
 * Models the interrupts of drivers/net/dsa/mv88e6xxx/chip.c: Marvell's Ethernet switches on MDIO, whose own interrupts nest in the thread of
 * the chip's: those of its first block of registers, and behind one of them those of the second, which its PHYs have. Which chip it
 * is its registers say; here it is one with nine interrupts and a second block, as nearly all of them are. Left out: switching, the reset line,
 * and all of DSA but its waiting for the network device of the CPU's port.
 */
import { bitsOf, withBit } from '../../../../../../base/bits.ts';
import { always, hexnum, num, type Recorded, ref, source, struct } from '../../../../../recorder/index.ts';
import type { device } from '../../../../include/linux/device.ts';
import { EINVAL, ENOMEM, EPROBE_DEFER } from '../../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_ONESHOT, IRQF_SHARED } from '../../../../include/linux/interrupt.ts';
import { type irq_chip, type irq_data, irq_data_get_irq_chip_data } from '../../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../../include/linux/irqdomain.ts';
import type { device_node, of_device_id } from '../../../../include/linux/of.ts';
import type { mdio_driver } from '../../../../include/linux/phy.ts';
import type { Kernel } from '../../../../kernel.ts';
import {
  handle_level_irq,
  handle_nested_irq,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_noprobe,
} from '../../../../kernel/irq/chip/index.ts';
import {
  irq_create_mapping,
  irq_dispose_mapping,
  irq_domain_create_simple,
  irq_domain_remove,
  irq_domain_xlate_twocell,
  irq_find_mapping,
} from '../../../../kernel/irq/irqdomain/index.ts';
import { free_irq, request_threaded_irq } from '../../../../kernel/irq/manage/index.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import { lacksModel } from '../../../../stand-ins/controllers.ts';
import { bus_to_subsys } from '../../../base/bus.ts';
import { find_bound_device } from '../../../base/core/index.ts';
import { device_is_bound } from '../../../base/dd.ts';
import { driver_register } from '../../../base/driver.ts';
import {
  for_each_available_child_of_node,
  of_device_is_compatible,
  of_get_child_by_name,
  of_parse_phandle,
} from '../../../of/base/index.ts';
import { of_irq_get } from '../../../of/irq/index.ts';
import { __of_mdiobus_register } from '../../mdio/of_mdio.ts';
import { mv88e6xxx_g1_atu_prob_irq_free, mv88e6xxx_g1_atu_prob_irq_setup } from './global1_atu.ts';
import { mv88e6xxx_g1_vtu_prob_irq_free, mv88e6xxx_g1_vtu_prob_irq_setup } from './global1_vtu.ts';
import { mv88e6xxx_g2_irq_free, mv88e6xxx_g2_irq_setup } from './global2.ts';

const at = source('drivers/net/dsa/mv88e6xxx/chip.c');

/** Blocks of registers, by the address that transfers name. */
const GLOBAL1 = 0x1b;
export const GLOBAL2 = 0x1c;
const MV88E6XXX_G1_STS = 0x00;
const MV88E6XXX_G1_CTL1 = 0x04;
const G1_IRQS = 9;
/** As the kernel has it: one more than there are. */
const MASK = (1 << (G1_IRQS + 1)) - 1;

/** The interrupts of a block: their domain, and those that are masked. */
export interface mv88e6xxx_irq extends Recorded {
  domain: irq_domain | undefined;
  masked: number;
}
const mv88e6xxx_irq = struct<mv88e6xxx_irq>('mv88e6xxx_irq', { domain: ref(), masked: hexnum() });

export interface mv88e6xxx_chip extends Recorded {
  readonly dev: device;
  irq: number;
  readonly g1_irq: mv88e6xxx_irq;
  readonly g2_irq: mv88e6xxx_irq;
  device_irq: number;
  watchdog_irq: number;
  atu_prob_irq: number;
  vtu_prob_irq: number;
}
export const mv88e6xxx_chip = struct<mv88e6xxx_chip>('mv88e6xxx_chip', {
  dev: always(ref()),
  irq: num(),
  g1_irq: always(ref()),
  g2_irq: always(ref()),
  device_irq: num(),
  watchdog_irq: num(),
  atu_prob_irq: num(),
  vtu_prob_irq: num(),
});

const place = (block: number, reg: number): number => (block << 5) | reg;

export const mv88e6xxx_read = at.fn(
  'mv88e6xxx_read',
  'Reads a register, by a transfer on the bus.',
  (k: Kernel, { dev }: mv88e6xxx_chip, block: number, reg: number): number =>
    k.bus.readBehind(dev.of_node?.path ?? '', place(block, reg)),
);
export const mv88e6xxx_write = at.fn(
  'mv88e6xxx_write',
  'Writes a register, by a transfer on the bus.',
  (k: Kernel, { dev }: mv88e6xxx_chip, block: number, reg: number, val: number): void =>
    k.bus.writeBehind(dev.of_node?.path ?? '', place(block, reg), val & 0xffff),
);

const chipOf = (d: irq_data): mv88e6xxx_chip => mv88e6xxx_chip.of(irq_data_get_irq_chip_data(d));

// --- the first block's interrupts

const mv88e6xxx_g1_irq_mask = at.fn('mv88e6xxx_g1_irq_mask', 'Notes that one is masked.', (_k: Kernel, d: irq_data) => {
  const { g1_irq } = chipOf(d);
  g1_irq.masked = withBit(g1_irq.masked, d.hwirq, true);
});
const mv88e6xxx_g1_irq_unmask = at.fn(
  'mv88e6xxx_g1_irq_unmask',
  'Notes that one is not masked.',
  (_k: Kernel, d: irq_data): void => {
    const { g1_irq } = chipOf(d);
    g1_irq.masked = withBit(g1_irq.masked, d.hwirq, false);
  },
);
const mv88e6xxx_g1_irq_bus_lock = at.fn(
  'mv88e6xxx_g1_irq_bus_lock',
  'What follows is gathered, to be written at once.',
  (_k: Kernel, _d: irq_data): void => {},
);
const mv88e6xxx_g1_irq_bus_sync_unlock = at.fn(
  'mv88e6xxx_g1_irq_bus_sync_unlock',
  'Writes which are enabled.',
  (k: Kernel, d: irq_data): void => {
    const chip = chipOf(d);
    const reg = mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1) & ~MASK;
    mv88e6xxx_write(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1, reg | (~chip.g1_irq.masked & MASK));
  },
);
const mv88e6xxx_g1_irq_chip: irq_chip = {
  name: 'mv88e6xxx-g1',
  irq_mask: mv88e6xxx_g1_irq_mask,
  irq_unmask: mv88e6xxx_g1_irq_unmask,
  irq_bus_lock: mv88e6xxx_g1_irq_bus_lock,
  irq_bus_sync_unlock: mv88e6xxx_g1_irq_bus_sync_unlock,
  flags: 0,
};

const mv88e6xxx_g1_irq_domain_map = at.fn(
  'mv88e6xxx_g1_irq_domain_map',
  'Gives one of the first block its chip and flow handler.',
  (k: Kernel, d: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_chip_data(k, irq, mv88e6xxx_chip.of(d.host_data));
    irq_set_chip_and_handler(k, irq, mv88e6xxx_g1_irq_chip, handle_level_irq);
    irq_set_noprobe(k, irq);
    return 0;
  },
);
const mv88e6xxx_g1_irq_domain_ops: irq_domain_ops = {
  name: 'mv88e6xxx_g1_irq_domain_ops',
  map: mv88e6xxx_g1_irq_domain_map,
  xlate: irq_domain_xlate_twocell,
};

/**
 * The kernel stays in its loop as long as an interrupt asks. The model leaves it after so many rounds, and is back at once: so a storm is
 * seen from outside.
 */
const STORM = 8;

const mv88e6xxx_g1_irq_thread_fn = at.fn(
  'mv88e6xxx_g1_irq_thread_fn',
  "The chip's thread: handles those of the first block that ask, until none does.",
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const chip = mv88e6xxx_chip.of(dev_id);
    let reg = mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_STS);
    let ret = IRQ_NONE;
    for (let round = 0; round < STORM; round++) {
      for (const n of bitsOf(reg & ((1 << G1_IRQS) - 1))) {
        handle_nested_irq(k, irq_find_mapping(k, chip.g1_irq.domain, n));
        ret = IRQ_HANDLED;
      }
      const ctl1 = mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1) & MASK;
      reg = mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_STS);
      if ((reg & ctl1) === 0) break;
    }
    return ret;
  },
);

/** Gives back the interrupts of a domain, and it itself. */
export function removeDomain(k: Kernel, { domain }: mv88e6xxx_irq, count: number): void {
  for (let irq = 0; irq < count; irq++) irq_dispose_mapping(k, irq_find_mapping(k, domain, irq));
  if (domain !== undefined) irq_domain_remove(k, domain);
}

const mv88e6xxx_g1_irq_free_common = at.fn(
  'mv88e6xxx_g1_irq_free_common',
  'Takes down the interrupts of the first block.',
  (k: Kernel, chip: mv88e6xxx_chip): void => {
    const mask = mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1);
    mv88e6xxx_write(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1, mask & ~MASK);
    removeDomain(k, chip.g1_irq, G1_IRQS);
  },
);
const mv88e6xxx_g1_irq_free = at.fn(
  'mv88e6xxx_g1_irq_free',
  "Takes down the first block's interrupts, and the chip's own where it has one.",
  (k: Kernel, chip: mv88e6xxx_chip): void => {
    if (chip.irq > 0) free_irq(k, chip.irq, chip);
    mv88e6xxx_g1_irq_free_common(k, chip);
  },
);

const mv88e6xxx_g1_irq_setup_common = at.fn(
  'mv88e6xxx_g1_irq_setup_common',
  'Makes a domain of the first block, without a node, and maps all of it: all disabled.',
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    const domain = irq_domain_create_simple(k, undefined, G1_IRQS, 0, mv88e6xxx_g1_irq_domain_ops, chip);
    if (domain === undefined) return -ENOMEM;
    chip.g1_irq.domain = domain;
    for (let irq = 0; irq < G1_IRQS; irq++) irq_create_mapping(k, domain, irq);
    chip.g1_irq.masked = 0xffffffff;
    const mask = mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1);
    mv88e6xxx_write(k, chip, GLOBAL1, MV88E6XXX_G1_CTL1, mask & ~MASK);
    mv88e6xxx_read(k, chip, GLOBAL1, MV88E6XXX_G1_STS);
    return 0;
  },
);

const mv88e6xxx_g1_irq_setup = at.fn(
  'mv88e6xxx_g1_irq_setup',
  "Makes the first block's domain, and requests the chip's own interrupt.",
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    const ret = mv88e6xxx_g1_irq_setup_common(k, chip);
    if (ret !== 0) return ret;
    const name = `mv88e6xxx-${chip.dev.name}`;
    const flags = IRQF_ONESHOT | IRQF_SHARED;
    const err = request_threaded_irq(k, chip.irq, undefined, mv88e6xxx_g1_irq_thread_fn, flags, name, chip);
    if (err !== 0) mv88e6xxx_g1_irq_free_common(k, chip);
    return err;
  },
);

/** Without an interrupt the chip's thread looks every 100 ms; no time passes here. */
const mv88e6xxx_irq_poll_setup = at.fn(
  'mv88e6xxx_irq_poll_setup',
  "Makes the first block's domain of a chip that has to be asked.",
  (k: Kernel, chip: mv88e6xxx_chip): number => mv88e6xxx_g1_irq_setup_common(k, chip),
);

// --- starting

const mv88e6xxx_mdio_register = at.fn(
  'mv88e6xxx_mdio_register',
  "Registers a bus behind the switch, with the PHYs that the tree lists: their interrupts are the second block's.",
  (k: Kernel, chip: mv88e6xxx_chip, np: device_node): number => {
    const err = __of_mdiobus_register(k, chip.dev, np.path, np);
    if (err !== 0) dev_err(k, chip.dev, `Cannot register MDIO bus (${err})`);
    return err;
  },
);

const mv88e6xxx_mdios_register = at.fn(
  'mv88e6xxx_mdios_register',
  'Registers the bus of the switch itself and those that lead out of it, as far as the tree lists them.',
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    const np = chip.dev.of_node;
    const own = of_get_child_by_name(k, np, 'mdio');
    const err = own === undefined ? 0 : mv88e6xxx_mdio_register(k, chip, own);
    if (err !== 0) return err;
    for (const child of for_each_available_child_of_node(k, np)) {
      if (of_device_is_compatible(k, child, 'marvell,mv88e6xxx-mdio-external') === 0) continue;
      const ret = mv88e6xxx_mdio_register(k, chip, child);
      if (ret !== 0) return ret;
    }
    return 0;
  },
);

/** Whether the network device of a port to the CPU is there: ports of one Ethernet controller can be nodes below its. */
function hasConduit(k: Kernel, port: device_node): boolean {
  const ethernet = of_parse_phandle(k, port, 'ethernet', 0);
  if (ethernet === undefined) return true;
  const isOf = ({ of_node }: device): boolean => of_node === ethernet || of_node === ethernet.parent;
  return find_bound_device(k, (dev) => isOf(dev) && device_is_bound(dev)) !== undefined;
}

/** Most of it is DSA's: it waits for the network device of the CPU's port, then has the switch set up. */
const mv88e6xxx_register_switch = at.fn(
  'mv88e6xxx_register_switch',
  'Registers the switch, once the network device that it is behind is there.',
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    const np = chip.dev.of_node;
    const ports = of_get_child_by_name(k, np, 'ports') ?? of_get_child_by_name(k, np, 'ethernet-ports');
    if (ports === undefined) return -EINVAL;
    const isComplete = for_each_available_child_of_node(k, ports).every((port) => hasConduit(k, port));
    return isComplete ? mv88e6xxx_mdios_register(k, chip) : -EPROBE_DEFER;
  },
);

/** The interrupts of the chip: 0, or the errno of what failed, all taken down again. */
function setupAll(k: Kernel, chip: mv88e6xxx_chip): number {
  let err = chip.irq > 0 ? mv88e6xxx_g1_irq_setup(k, chip) : mv88e6xxx_irq_poll_setup(k, chip);
  if (err !== 0) return err;
  const undo: ((k: Kernel, chip: mv88e6xxx_chip) => void)[] = [mv88e6xxx_g1_irq_free];
  const steps = [
    [mv88e6xxx_g2_irq_setup, mv88e6xxx_g2_irq_free],
    [mv88e6xxx_g1_atu_prob_irq_setup, mv88e6xxx_g1_atu_prob_irq_free],
    [mv88e6xxx_g1_vtu_prob_irq_setup, mv88e6xxx_g1_vtu_prob_irq_free],
    [mv88e6xxx_register_switch, undefined],
  ] as const;
  for (const [setup, free] of steps) {
    err = setup(k, chip);
    if (err !== 0) break;
    if (free !== undefined) undo.unshift(free);
  }
  if (err !== 0) for (const free of undo) free(k, chip);
  return err;
}

const mv88e6xxx_probe = at.fn(
  'mv88e6xxx_probe',
  'Starts a switch: its interrupts, then the buses behind it.',
  (k: Kernel, dev: device): number => {
    const np = dev.of_node;
    if (np === undefined) return -EINVAL;
    const irq = of_irq_get(k, np, 0);
    if (irq === -EPROBE_DEFER && !lacksModel(k, np, 0)) return irq;
    const chip = mv88e6xxx_chip.create(k.rec, {
      dev,
      irq,
      g1_irq: mv88e6xxx_irq.create(k.rec),
      g2_irq: mv88e6xxx_irq.create(k.rec),
    });
    dev.drvdata = chip;
    const err = setupAll(k, chip);
    if (err !== 0) {
      dev.drvdata = undefined;
      k.rec.free(chip);
    }
    return err;
  },
);

const mv88e6xxx_of_match: readonly of_device_id[] = ['mv88e6085', 'mv88e6190', 'mv88e6250'].map((name) => ({
  compatible: `marvell,${name}`,
  data: undefined,
}));

/** module_init. Without any device on MDIO that bus is not there. */
export const mv88e6xxx_driver_init = at.fn(
  'mv88e6xxx_driver_init',
  "Registers the driver of Marvell's Ethernet switches.",
  (k: Kernel): number => {
    if (bus_to_subsys(k, 'mdio_bus') === undefined) return 0;
    const driver: mdio_driver = {
      name: 'mv88e6085',
      bus: 'mdio_bus',
      of_match_table: mv88e6xxx_of_match,
      probe: mv88e6xxx_probe,
    };
    return driver_register(k, driver);
  },
);
