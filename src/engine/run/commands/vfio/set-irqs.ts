/** vfio.setIrqs: what the program hands to the ioctl, and what the kernel says. */
import { ok, type Result } from '../../../../base/result.ts';
import type { VfioAction, VfioData, VfioIndex } from '../../../api/scenario/names.ts';
import type { Command } from '../../../api/scenario/types.ts';
import { vfio_device_fops_unl_ioctl } from '../../../linux/drivers/vfio/vfio_main.ts';
import { EBADF } from '../../../linux/include/linux/errno.ts';
import {
  VFIO_DEVICE_SET_IRQS,
  type vfio_irq_set,
  VFIO_IRQ_SET_ACTION_MASK,
  VFIO_IRQ_SET_ACTION_TRIGGER,
  VFIO_IRQ_SET_ACTION_UNMASK,
  VFIO_IRQ_SET_DATA_BOOL,
  VFIO_IRQ_SET_DATA_EVENTFD,
  VFIO_IRQ_SET_DATA_NONE,
  VFIO_IRQ_SET_SIZE,
  VFIO_PCI_ERR_IRQ_INDEX,
  VFIO_PCI_INTX_IRQ_INDEX,
  VFIO_PCI_MSI_IRQ_INDEX,
  VFIO_PCI_MSIX_IRQ_INDEX,
  VFIO_PCI_REQ_IRQ_INDEX,
} from '../../../linux/include/uapi/linux/vfio.ts';
import type { Kernel } from '../../../linux/kernel.ts';
import { is_irq_none, irq_is } from '../../../linux/drivers/vfio/pci/vfio_pci_intrs/ctx.ts';
import { irq_desc } from '../../../linux/include/linux/irqdesc.ts';
import { vfio_pci_core_device } from '../../../linux/include/linux/vfio_pci_core.ts';
import type { pci_function } from '../../../machine/index.ts';
import { LiveObjects, type Recorder } from '../../../recorder/index.ts';
import type { Session } from '../../session.ts';
import { type CommandResult, fromErrno, withReason } from '../result.ts';
import { eventfdOf, MAX_VECTORS, type open_device, openDeviceOf } from './program.ts';

export type SetIrqs = Extract<Command, { readonly do: 'vfio.setIrqs' }>;

const INDEXES = {
  intx: VFIO_PCI_INTX_IRQ_INDEX,
  msi: VFIO_PCI_MSI_IRQ_INDEX,
  msix: VFIO_PCI_MSIX_IRQ_INDEX,
  err: VFIO_PCI_ERR_IRQ_INDEX,
  req: VFIO_PCI_REQ_IRQ_INDEX,
} as const satisfies Record<VfioIndex, number>;

/** As people call them. */
const KINDS: Readonly<Record<VfioIndex, string>> = { intx: 'INTx', msi: 'MSI', msix: 'MSI-X', err: 'ERR', req: 'REQ' };

const ACTIONS = {
  trigger: VFIO_IRQ_SET_ACTION_TRIGGER,
  mask: VFIO_IRQ_SET_ACTION_MASK,
  unmask: VFIO_IRQ_SET_ACTION_UNMASK,
} as const satisfies Record<VfioAction, number>;

const DATA = {
  none: { flag: VFIO_IRQ_SET_DATA_NONE, size: 0 },
  bool: { flag: VFIO_IRQ_SET_DATA_BOOL, size: 1 },
  eventfd: { flag: VFIO_IRQ_SET_DATA_EVENTFD, size: 4 },
} as const satisfies Record<VfioData, unknown>;

/**
 * Values of data `eventfd`: true and numbers from 0 stand for the vector's eventfd, false and -1 for none, any other number
 * is handed over as it is. Without values each vector of the range gets its eventfd, and each `bool` is true.
 */
function dataOf(k: Kernel, opened: open_device, command: SetIrqs): number[] {
  const { data, start, count, values, index, action } = command;
  if (data === 'none') return [];
  // The kernel refuses a range past the vectors there are before it reads any data of it.
  return Array.from({ length: Math.min(count, MAX_VECTORS) }, (_, i) => {
    const value = values === undefined ? true : (values[i] ?? false);
    if (data === 'bool') return Number(value) === 0 ? 0 : 1;
    if (value === false) return -1;
    if (value !== true && value < 0) return value;
    return eventfdOf(k, opened, INDEXES[index], start + i, action);
  });
}

/** What stands against it before the kernel is asked, where that alone refuses it. */
function whyNot(
  { kernel: k, messages, pci, rec }: Session,
  { device }: open_device,
  command: SetIrqs,
): string | undefined {
  const m = messages.commands.why;
  const { bdf, index, start, count, action, data } = command;
  const vdev = vfio_pci_core_device.of(device.container);
  const vectors = vectorsOf(pci.find(bdf)?.fn.design, index);
  const end = start + count - 1;
  if (start >= vectors || end >= vectors)
    return m.beyondVectors({ kind: KINDS[index], vectors, end: Math.max(start, end) });
  if (index !== 'msi' && index !== 'msix') return undefined;
  if (action !== 'trigger') return m.noSuchAction;
  if (is_irq_none(vdev)) return data === 'eventfd' ? undefined : m.notEnabled;
  if (!irq_is(vdev, INDEXES[index])) return m.otherKind;
  const had = k.since('6.12') ? allocated(rec, bdf) : vdev.num_ctx;
  const isFixed = !k.since('6.12') || index === 'msi' || !vdev.has_dyn_msix;
  return isFixed && end >= had ? m.noMore({ vectors: had, version: k.version }) : undefined;
}

/** How many interrupts of a kind the function has. */
function vectorsOf(design: pci_function['design'] | undefined, index: VfioIndex): number {
  switch (index) {
    case 'intx':
      return (design?.pin ?? 0) === 0 ? 0 : 1;
    case 'msi':
      return design?.msi?.vectors ?? 0;
    case 'msix':
      return design?.msix?.entries ?? 0;
    case 'err':
    case 'req':
      return 1;
  }
}

/** How many vectors of a function have an irq. */
function allocated(rec: Recorder, bdf: string): number {
  const descs = new LiveObjects(rec).all(irq_desc);
  return descs.filter(({ irq_common_data: { msi_desc } }) => msi_desc?.dev?.name === bdf).length;
}

export function runSetIrqs(session: Session, command: SetIrqs): Result<CommandResult> {
  const { kernel: k, messages } = session;
  const opened = openDeviceOf(k, command.bdf);
  if (opened === undefined) return withReason(fromErrno(-EBADF), messages.commands.why.notOpen);
  const why = whyNot(session, opened, command);
  const { flag, size } = DATA[command.data];
  const set: vfio_irq_set = {
    argsz: VFIO_IRQ_SET_SIZE + command.count * size,
    flags: flag | ACTIONS[command.action],
    index: INDEXES[command.index],
    start: command.start,
    count: command.count,
    data: dataOf(k, opened, command),
  };
  const ret = vfio_device_fops_unl_ioctl(k, opened.device, VFIO_DEVICE_SET_IRQS, set);
  // A count that was too much to get comes back as it is.
  return ret > 0 ? ok({ ret }) : withReason(fromErrno(ret), why);
}
