/**
 * Models virt/lib/irqbypass.c: brings together those who produce interrupts (VFIO) and those who could take them past the
 * host (KVM), by the eventfd they share. There is no KVM here, so nobody ever consumes.
 */
import { list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { EBUSY, EINVAL } from '../../include/linux/errno.ts';
import { type Kernel, statics } from '../../kernel.ts';

const at = source('virt/lib/irqbypass.c');

export interface irq_bypass_producer extends Recorded {
  token: Recorded | undefined;
  irq: number;
}
export const irq_bypass_producer = struct<irq_bypass_producer>('irq_bypass_producer', { token: ref(), irq: num() });

interface irqbypass_c extends Recorded {
  producers: RecordedList<irq_bypass_producer>;
}
const irqbypass_c = statics<irqbypass_c>('virt/lib/irqbypass.c', { producers: list(ref<irq_bypass_producer>()) });

export const irq_bypass_register_producer = at.fn(
  'irq_bypass_register_producer',
  'Offers an interrupt to whoever has the same eventfd.',
  (k: Kernel, producer: irq_bypass_producer): number => {
    if (producer.token === undefined) return -EINVAL;
    const { producers } = irqbypass_c(k);
    if (producers.toArray().some((tmp) => tmp.token === producer.token)) return -EBUSY;
    producers.addHead(producer);
    return 0;
  },
);

export const irq_bypass_unregister_producer = at.fn(
  'irq_bypass_unregister_producer',
  'Takes back the offer of an interrupt to whoever has the same eventfd.',
  (k: Kernel, producer: irq_bypass_producer): void => {
    const { producers } = irqbypass_c(k);
    const found = producers.toArray().find((tmp) => producer.token !== undefined && tmp.token === producer.token);
    if (found !== undefined) producers.remove(found);
  },
);
