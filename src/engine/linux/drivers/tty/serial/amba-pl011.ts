/**
 * Models drivers/tty/serial/amba-pl011.c: ARM's UART. Its interrupt is requested when somebody opens the port: at boot
 * that is the console. Left out: characters, DMA, modem lines, the SBSA variant.
 */
import {
  always,
  hexnum,
  map,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { amba_device, amba_driver } from '../../../include/linux/amba/bus.ts';
import { EBUSY, EINVAL } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { uart_port } from '../../../include/linux/serial_core.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { request_irq } from '../../../kernel/irq/manage/index.ts';
import { amba_driver_register } from '../../amba/bus.ts';
import { builtIn } from '../../base/init.ts';
import { of_alias_get_id } from '../../of/base/index.ts';
import { serdev_controller_add } from '../serdev/core.ts';
import { serial_core_register_port } from './serial_core.ts';

const at = source('drivers/tty/serial/amba-pl011.c');

const UART_NR = 14;
const REG_DR = 0x00;
const REG_FR = 0x18;
const REG_IMSC = 0x38;
const REG_RIS = 0x3c;
const REG_ICR = 0x44;
const UART01x_FR_RXFE = 1 << 4;
const UART011_RXIS = 1 << 4;
const UART011_TXIS = 1 << 5;
const UART011_RTIS = 1 << 6;
const UART011_ERRORS = 0x780;
const AMBA_ISR_PASS_LIMIT = 256;
const FIFO = 32;

interface uart_amba_port extends Recorded {
  readonly port: uart_port;
  /** Interrupts that are unmasked. */
  im: number;
}
const uart_amba_port = struct<uart_amba_port>(
  'uart_amba_port',
  { port: always(ref()), im: hexnum() },
  { label: (uap) => uap.port.dev?.name ?? 'pl011' },
);

interface amba_pl011_c extends Recorded {
  /** By line: ttyAMA0 is line 0. */
  amba_ports: RecordedMap<uart_amba_port>;
}
const amba_pl011_c = statics<amba_pl011_c>('drivers/tty/serial/amba-pl011.c', {
  amba_ports: map(ref<uart_amba_port>()),
});

const read = (k: Kernel, uap: uart_amba_port, reg: number): number => readl(k, uap.port.membase + reg);
const write = (k: Kernel, value: number, uap: uart_amba_port, reg: number): void =>
  writel(k, value, uap.port.membase + reg);

/** Takes characters until there are none. */
function pl011_rx_chars(k: Kernel, uap: uart_amba_port): void {
  for (let i = 0; i < AMBA_ISR_PASS_LIMIT; i++) {
    if ((read(k, uap, REG_FR) & UART01x_FR_RXFE) !== 0) return;
    read(k, uap, REG_DR);
  }
}

const pl011_int = at.fn(
  'pl011_int',
  "Handles the UART's interrupt: takes characters in and clears what is pending.",
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const uap = uart_amba_port.of(dev_id);
    let status = read(k, uap, REG_RIS) & uap.im;
    if (status === 0) return IRQ_NONE;
    for (let pass = AMBA_ISR_PASS_LIMIT; status !== 0 && pass >= 0; pass--) {
      write(k, status & ~(UART011_TXIS | UART011_RTIS | UART011_RXIS), uap, REG_ICR);
      if ((status & (UART011_RTIS | UART011_RXIS)) !== 0) pl011_rx_chars(k, uap);
      status = read(k, uap, REG_RIS) & uap.im;
    }
    return IRQ_HANDLED;
  },
);

const pl011_startup = at.fn(
  'pl011_startup',
  'Somebody opens the port: its interrupt is requested and enabled in the UART.',
  (k: Kernel, uap: uart_amba_port): number => {
    write(k, UART011_ERRORS | UART011_RTIS | UART011_RXIS, uap, REG_ICR);
    uap.im = read(k, uap, REG_IMSC);
    write(k, uap.im, uap, REG_IMSC);
    const retval = request_irq(k, uap.port.irq, pl011_int, IRQF_SHARED, 'uart-pl011', uap);
    if (retval !== 0) return retval;
    write(k, UART011_RTIS | UART011_RXIS, uap, REG_ICR);
    for (let i = 0; i < FIFO * 2 && (read(k, uap, REG_FR) & UART01x_FR_RXFE) === 0; i++) read(k, uap, REG_DR);
    uap.im = UART011_RTIS | UART011_RXIS;
    write(k, uap.im, uap, REG_IMSC);
    return 0;
  },
);

/** The line that /aliases gives the node, if it is free; else the first free one. */
function lineOf(k: Kernel, adev: amba_device, portnr: number): number {
  const ports = amba_pl011_c(k).amba_ports;
  const alias = adev.dev.of_node === undefined ? -EINVAL : of_alias_get_id(k, adev.dev.of_node, 'serial');
  return alias < 0 || alias >= UART_NR || ports.has(alias) ? portnr : alias;
}

const pl011_probe = at.fn(
  'pl011_probe',
  'Registers a UART. Its interrupt waits until the port is opened.',
  (k: Kernel, adev: amba_device): number => {
    const ports = amba_pl011_c(k).amba_ports;
    const portnr = Array.from({ length: UART_NR }, (_, i) => i).find((i) => !ports.has(i));
    if (portnr === undefined) return -EBUSY;
    const line = lineOf(k, adev, portnr);
    const irq = adev.irq.get(0) ?? 0;
    const port = uart_port.create(k.rec, { dev: adev.dev, line, irq, membase: adev.res_start, type: 'PL011' });
    const uap = uart_amba_port.create(k.rec, { port });
    port.private_data = uap;
    ports.set(line, uap);
    adev.dev.drvdata = uap;
    write(k, 0, uap, REG_IMSC);
    write(k, 0xffff, uap, REG_ICR);
    const ret = serial_core_register_port(k, port, 0);
    // A port that something hangs on is that thing's, and no terminal.
    if (ret === 0 && (adev.dev.of_node?.children.length ?? 0) > 0) serdev_controller_add(k, adev.dev);
    return ret;
  },
);

/** Opens ttyAMA`line`, as the tty layer does for its first user. A port that is not there opens nothing. */
export function openPl011(k: Kernel, line: number): void {
  const uap = amba_pl011_c(k).amba_ports.get(line);
  if (uap !== undefined) pl011_startup(k, uap);
}

/** The number of the port that a node is; undefined where the node is none of this driver's. */
export function pl011LineOf(k: Kernel, node: device_node): number | undefined {
  const found = [...amba_pl011_c(k).amba_ports.entries()].find(([, { port }]) => port.dev?.of_node === node);
  return found?.[0];
}

/** arch_initcall */
export const pl011_init = at.fn('pl011_init', 'Registers the driver of PL011 UARTs.', (k: Kernel): number => {
  if (!builtIn(k, 'uart-pl011')) return 0;
  const driver: amba_driver = {
    name: 'uart-pl011',
    bus: 'amba',
    id_table: [
      { id: 0x00041011, mask: 0x000fffff },
      { id: 0x00380802, mask: 0x00ffffff },
    ],
    probe: pl011_probe,
  };
  return amba_driver_register(k, driver);
});
