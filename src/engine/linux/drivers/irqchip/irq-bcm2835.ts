/**
 * Models drivers/irqchip/irq-bcm2835.c: the controller of the BCM2835's peripherals, in three banks: the root of that SoC, chained to
 * the CPUs' own controller in its successors.
 */
import { lowestBit } from '../../../../base/bits.ts';
import { must } from '../../../../base/assert.ts';
import { cpumaskList } from '../../../../base/cpumask.ts';
import { hexnum, type Recorded, ref, source } from '../../../recorder/index.ts';
import { set_handle_irq } from '../../arch/arm64/kernel/irq.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_NONE,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SKIP_SET_WAKE,
} from '../../include/linux/irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops, Translated } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_probe,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_create_mapping, irq_domain_add_linear } from '../../kernel/irq/irqdomain/index.ts';
import { panic } from '../../kernel/panic.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-bcm2835.c');

interface Bank {
  readonly pending: number;
  readonly enable: number;
  readonly disable: number;
  readonly irqs: number;
}
const BANKS: readonly Bank[] = [
  { pending: 0x00, enable: 0x18, disable: 0x24, irqs: 8 },
  { pending: 0x04, enable: 0x10, disable: 0x1c, irqs: 32 },
  { pending: 0x08, enable: 0x14, disable: 0x20, irqs: 32 },
];
const REG_FIQ_CONTROL = 0x0c;
const FIQ_CONTROL_ENABLE = 1 << 7;
const IRQS_PER_BANK = 32;
const NR_IRQS_BANK0 = 8;

/** Parts of bank 0's pending register: its own interrupts, some of the others' by themselves, and one bit for each other bank. */
const BANK0_HWIRQ_MASK = 0xff;
const BANK1_HWIRQ = 1 << 8;
const BANK2_HWIRQ = 1 << 9;
const SHORTCUT_SHIFT = 10;
const SHORTCUT1_MASK = 0x00007c00;
const SHORTCUT2_MASK = 0x001f8000;
const shortcuts = [7, 9, 10, 18, 19, 21, 22, 23, 24, 25, 30];
const BANK0_VALID_MASK = BANK0_HWIRQ_MASK | BANK1_HWIRQ | BANK2_HWIRQ | SHORTCUT1_MASK | SHORTCUT2_MASK;
/**
 * The kernel stays in its loop as long as an interrupt asks. The model leaves it after so many, and is back at once: so a storm is
 * seen from outside.
 */
const STORM = 8;

const MAKE_HWIRQ = (bank: number, n: number): number => (bank << 5) | n;

interface bcm2835_c extends Recorded {
  base: number;
  domain: irq_domain | undefined;
}
const bcm2835_c = statics<bcm2835_c>('drivers/irqchip/irq-bcm2835.c', { base: hexnum(), domain: ref() });

function put(k: Kernel, d: irq_data, register: 'enable' | 'disable'): void {
  const bank = must(BANKS[d.hwirq >> 5], 'the bank of an interrupt');
  writel(k, (1 << (d.hwirq & 0x1f)) >>> 0, bcm2835_c(k).base + bank[register]);
}

const armctrl_mask_irq = at.fn('armctrl_mask_irq', 'Disables an interrupt in its bank.', (k: Kernel, d: irq_data) =>
  put(k, d, 'disable'),
);
const armctrl_unmask_irq = at.fn('armctrl_unmask_irq', 'Enables an interrupt in its bank.', (k: Kernel, d: irq_data) =>
  put(k, d, 'enable'),
);

/** 6.12 says that the chip does nothing to wake the machine. */
function armctrl_chip(k: Kernel): irq_chip {
  return {
    name: 'ARMCTRL-level',
    irq_mask: armctrl_mask_irq,
    irq_unmask: armctrl_unmask_irq,
    flags: k.since('6.12') ? IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SKIP_SET_WAKE : 0,
  };
}

const armctrl_xlate = at.fn(
  'armctrl_xlate',
  'Reads a specifier: bank and number.',
  (
    k: Kernel,
    _d: irq_domain,
    _ctrlr: device_node | undefined,
    intspec: readonly number[],
    intsize: number,
  ): Translated | number => {
    const [bank = 0, number = 0] = intspec;
    const wrong =
      intsize !== 2 || bank >= BANKS.length || number >= IRQS_PER_BANK || (bank === 0 && number >= NR_IRQS_BANK0);
    if (WARN_ON(k, wrong, armctrl_xlate)) return -EINVAL;
    return { hwirq: MAKE_HWIRQ(bank, number), type: IRQ_TYPE_NONE };
  },
);
const armctrl_ops: irq_domain_ops = { name: 'armctrl_ops', xlate: armctrl_xlate };

// --- handling

const armctrl_translate_bank = at.fn(
  'armctrl_translate_bank',
  'Finds the lowest pending interrupt of a bank.',
  (k: Kernel, bank: number): number =>
    MAKE_HWIRQ(bank, lowestBit(readl(k, bcm2835_c(k).base + must(BANKS[bank], 'a bank').pending))),
);

function armctrl_translate_shortcut(bank: number, stat: number): number {
  return MAKE_HWIRQ(bank, must(shortcuts[lowestBit(stat >>> SHORTCUT_SHIFT)], 'a shortcut'));
}

const get_next_armctrl_hwirq = at.fn(
  'get_next_armctrl_hwirq',
  'Finds the next interrupt to handle; -1 where none asks.',
  (k: Kernel): number => {
    const stat = readl(k, bcm2835_c(k).base) & BANK0_VALID_MASK;
    if (stat === 0) return -1;
    if ((stat & BANK0_HWIRQ_MASK) !== 0) return MAKE_HWIRQ(0, lowestBit(stat & BANK0_HWIRQ_MASK));
    if ((stat & SHORTCUT1_MASK) !== 0) return armctrl_translate_shortcut(1, stat & SHORTCUT1_MASK);
    if ((stat & SHORTCUT2_MASK) !== 0) return armctrl_translate_shortcut(2, stat & SHORTCUT2_MASK);
    return armctrl_translate_bank(k, (stat & BANK1_HWIRQ) !== 0 ? 1 : 2);
  },
);

function handleAll(k: Kernel): void {
  const domain = must(bcm2835_c(k).domain, 'the domain of the controller');
  for (let rounds = 0; rounds < STORM; rounds++) {
    const hwirq = get_next_armctrl_hwirq(k);
    if (hwirq < 0) return;
    generic_handle_domain_irq(k, domain, hwirq);
  }
}

const bcm2835_handle_irq = at.fn('bcm2835_handle_irq', 'The root interrupt handler.', (k: Kernel): void =>
  handleAll(k),
);
const bcm2836_chained_handle_irq = at.fn(
  'bcm2836_chained_handle_irq',
  "Handles all of the peripherals' interrupts that ask.",
  (k: Kernel, _desc: irq_desc): void => handleAll(k),
);

// --- bring-up

const armctrl_of_init = at.fn(
  'armctrl_of_init',
  'Brings up the three banks: every interrupt is mapped at once.',
  (k: Kernel, node: device_node, _parent: device_node | undefined, is_2836: boolean): number => {
    const c = bcm2835_c(k);
    c.base = of_iomap(k, node, 0) ?? panic(k, `${node.path}: unable to map IC registers`);
    const domain =
      irq_domain_add_linear(k, node, MAKE_HWIRQ(BANKS.length, 0), armctrl_ops, undefined) ??
      panic(k, `${node.path}: unable to create IRQ domain`);
    c.domain = domain;
    const chip = armctrl_chip(k);
    for (const [b, bank] of BANKS.entries()) {
      for (let i = 0; i < bank.irqs; i++) {
        const irq = irq_create_mapping(k, domain, MAKE_HWIRQ(b, i));
        irq_set_chip_and_handler(k, irq, chip, handle_level_irq);
        irq_set_probe(k, irq);
      }
      const reg = readl(k, c.base + bank.enable);
      if (reg === 0) continue;
      writel(k, reg, c.base + bank.disable);
      pr_err(k, `[Firmware Bug]: Bootloader left irq enabled: bank ${b} irq ${cpumaskList(BigInt(reg))}`);
    }
    if ((readl(k, c.base + REG_FIQ_CONTROL) & FIQ_CONTROL_ENABLE) !== 0) {
      writel(k, 0, c.base + REG_FIQ_CONTROL);
      pr_err(k, '[Firmware Bug]: Bootloader left fiq enabled');
    }
    if (!is_2836) {
      set_handle_irq(k, bcm2835_handle_irq);
      return 0;
    }
    const parent_irq = irq_of_parse_and_map(k, node, 0);
    if (parent_irq === 0) panic(k, `${node.path}: unable to get parent interrupt.`);
    irq_set_chained_handler_and_data(k, parent_irq, bcm2836_chained_handle_irq, undefined);
    return 0;
  },
);

export const bcm2835_armctrl_of_init = at.fn(
  'bcm2835_armctrl_of_init',
  "Brings up the BCM2835's controller as the root.",
  (k: Kernel, node: device_node, parent: device_node | undefined): number => armctrl_of_init(k, node, parent, false),
);
export const bcm2836_armctrl_of_init = at.fn(
  'bcm2836_armctrl_of_init',
  "Brings up the controller behind the CPUs' own.",
  (k: Kernel, node: device_node, parent: device_node | undefined): number => armctrl_of_init(k, node, parent, true),
);
