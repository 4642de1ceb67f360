/** Models include/linux/serial_core.h: a serial port. */
import { hexnum, num, type Recorded, ref, str, struct } from '../../../recorder/index.ts';
import { type device } from './device.ts';

/** One serial port. */
export interface uart_port extends Recorded {
  dev: device | undefined;
  line: number;
  irq: number;
  membase: number;
  /** The driver's own. */
  private_data: Recorded | undefined;
  type: string | undefined;
}
export const uart_port = struct<uart_port>(
  'uart_port',
  { dev: ref(), line: num(), irq: num(), membase: hexnum(), private_data: ref(), type: str() },
  { label: (port) => `serial port ${port.dev?.name ?? ''}` },
);
