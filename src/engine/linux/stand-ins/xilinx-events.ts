/**
 * What the drivers of Xilinx' newer hosts have in common, and each writes out anew: what a host tells is a bit of a register, each bit an interrupt of a
 * domain of 32, asked for by its name; INTx is one of them, with a domain of four on the same node.
 */
import type { FunctionInfo, Recorded, source } from '../../recorder/index.ts';
import { ENXIO } from '../include/linux/errno.ts';
import { IRQ_HANDLED, type irq_handler_t } from '../include/linux/interrupt.ts';
import { IRQ_LEVEL, type irq_chip, type irq_data } from '../include/linux/irq.ts';
import {
  DOMAIN_BUS_NEXUS,
  DOMAIN_BUS_WIRED,
  type irq_domain,
  type irq_domain_ops,
} from '../include/linux/irqdomain.ts';
import type { device } from '../include/linux/device.ts';
import type { device_node } from '../include/linux/of.ts';
import type { Kernel } from '../kernel.ts';
import {
  handle_level_irq,
  irq_set_chip_and_handler_name,
  irq_set_chip_data,
  irq_set_status_flags,
} from '../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../kernel/irq/devres.ts';
import { irq_to_desc } from '../kernel/irq/irqdesc/index.ts';
import {
  irq_create_mapping,
  irq_domain_create_linear,
  irq_domain_update_bus_token,
} from '../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_warn } from '../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from './intx-domain.ts';

type Place = ReturnType<typeof source>;

/** Where the wires of INTx begin in their registers, and the event that they are. */
export const IDRN_SHIFT = 16;
export const INTR_INTX = 16;
const EVENTS = 32;

/** The events that all of the hosts have: number, name and words. */
export type Event = readonly [hwirq: number, sym: string, str: string];
export const XILINX_EVENTS: readonly Event[] = [
  [0, 'LINK_DOWN', 'Link Down'],
  [3, 'HOT_RESET', 'Hot reset'],
  [8, 'CFG_TIMEOUT', 'ECAM access timeout'],
  [9, 'CORRECTABLE', 'Correctable error message'],
  [10, 'NONFATAL', 'Non fatal error message'],
  [11, 'FATAL', 'Fatal error message'],
  [20, 'SLV_UNSUPP', 'Slave unsupported request'],
  [21, 'SLV_UNEXP', 'Slave unexpected completion'],
  [22, 'SLV_COMPL', 'Slave completion timeout'],
  [23, 'SLV_ERRP', 'Slave Error Poison'],
  [24, 'SLV_CMPABT', 'Slave Completer Abort'],
  [25, 'SLV_ILLBUR', 'Slave Illegal Burst'],
  [26, 'MST_DECERR', 'Master decode error'],
  [27, 'MST_SLVERR', 'Master slave error'],
];

/** A driver's names, and how it reaches its registers from the data of a chip or handler. */
export interface EventDriver {
  /** Before each function's name. */
  readonly prefix: string;
  readonly intxChip: { readonly name: string; readonly mask: string; readonly unmask: string };
  readonly eventChip: { readonly name: string; readonly mask: string; readonly unmask: string };
  readonly read: (k: Kernel, host: Recorded | undefined, reg: number) => number;
  readonly write: (k: Kernel, host: Recorded | undefined, val: number, reg: number) => void;
  readonly dev: (host: Recorded | undefined) => device;
  /** The masks of the events and of the wires: 1 lets one through. */
  readonly imr: number;
  readonly idrnMask: number;
  readonly events: readonly Event[];
}

/** The two domains of a host, or undefined where one could not be made. */
export interface EventDomains {
  readonly events: irq_domain;
  readonly intx: irq_domain;
}

/** What a driver's file gets of the above. */
export interface EventParts {
  readonly makeDomains: (k: Kernel, node: device_node, host: Recorded) => EventDomains | undefined;
  /** Asks for each event: 0 or an errno. */
  readonly requestEvents: (k: Kernel, events: irq_domain, host: Recorded, flags: number) => number;
}

function maskable(at: Place, driver: EventDriver, chip: EventDriver['intxChip'], reg: number, shift: number): irq_chip {
  const set = (k: Kernel, { chip_data, hwirq }: irq_data, on: boolean): void => {
    const val = driver.read(k, chip_data, reg);
    const bit = 1 << (hwirq + shift);
    driver.write(k, chip_data, on ? val | bit : val & ~bit, reg);
  };
  return {
    name: chip.name,
    irq_mask: at.fn(chip.mask, 'Holds an interrupt of the host back.', (k: Kernel, d: irq_data): void =>
      set(k, d, false),
    ),
    irq_unmask: at.fn(chip.unmask, 'Lets an interrupt of the host through.', (k: Kernel, d: irq_data): void =>
      set(k, d, true),
    ),
    flags: 0,
  };
}

export function xilinxEvents(at: Place, driver: EventDriver): EventParts {
  const leg_irq_chip = maskable(at, driver, driver.intxChip, driver.idrnMask, IDRN_SHIFT);
  const event_irq_chip = maskable(at, driver, driver.eventChip, driver.imr, 0);
  const intx_domain_ops = intxDomainOps(at, {
    ops: 'intx_domain_ops',
    map: `${driver.prefix}_intx_map`,
    own: { chip: () => leg_irq_chip, handler: handle_level_irq, level: true },
    fromOne: false,
  });
  const map: NonNullable<irq_domain_ops['map']> & FunctionInfo = at.fn(
    `${driver.prefix}_event_map`,
    'Sets the interrupt of an event up.',
    (k: Kernel, domain: irq_domain, irq: number, _hwirq: number): number => {
      irq_set_chip_and_handler_name(k, irq, event_irq_chip, handle_level_irq, undefined);
      irq_set_chip_data(k, irq, domain.host_data);
      irq_set_status_flags(k, irq, IRQ_LEVEL);
      return 0;
    },
  );
  const event_domain_ops: irq_domain_ops = { name: 'event_domain_ops', map };
  const intr_handler: irq_handler_t & FunctionInfo = at.fn(
    `${driver.prefix}_intr_handler`,
    'Handles an event: says which.',
    (k: Kernel, irq: number, host: Recorded | undefined): number => {
      const hwirq = irq_to_desc(k, irq)?.irq_data.hwirq;
      const known = driver.events.find(([number]) => number === hwirq);
      dev_warn(k, driver.dev(host), known?.[2] ?? `Unknown IRQ ${hwirq ?? -1}`);
      return IRQ_HANDLED;
    },
  );
  return {
    makeDomains(k, node, host) {
      const events = irq_domain_create_linear(k, node, EVENTS, event_domain_ops, host);
      if (events === undefined) return undefined;
      irq_domain_update_bus_token(k, events, DOMAIN_BUS_NEXUS);
      const intx = irq_domain_create_linear(k, node, PCI_NUM_INTX, intx_domain_ops, host);
      if (intx === undefined) return undefined;
      irq_domain_update_bus_token(k, intx, DOMAIN_BUS_WIRED);
      return { events, intx };
    },
    requestEvents(k, events, host, flags) {
      const dev = driver.dev(host);
      for (const [number, sym] of driver.events.toSorted(([a], [b]) => a - b)) {
        const irq = irq_create_mapping(k, events, number);
        if (irq === 0) {
          dev_err(k, dev, 'Failed to map interrupt');
          return -ENXIO;
        }
        const err = devm_request_irq(k, dev, irq, intr_handler, flags, sym, host);
        if (err === 0) continue;
        dev_err(k, dev, `Failed to request IRQ ${irq}`);
        return err;
      }
      return 0;
    },
  };
}
