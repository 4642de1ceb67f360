/** What of a PCI function itself holds its interrupts back: masks, switches, and the right to write. */
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { vfio_pci_core_device } from '../../linux/include/linux/vfio_pci_core.ts';
import {
  COMMAND,
  COMMAND_INTX_DISABLE,
  COMMAND_MASTER,
  ENTRY_MASKED,
  MSI_ENABLE,
  msiControl,
  msiRegisters,
  MSIX_ENABLE,
  MSIX_MASKALL,
  msixControl,
  msixEntry,
  type pci_function,
  readConfig,
} from '../../machine/index.ts';
import { enableIrq, managedFix } from './fixes.ts';
import type { Scene } from './scene.ts';
import type { Stop } from './way.ts';

/** A vector as a person names it: number of the MSI-X entry, or of the MSI message. */
export interface Vector {
  readonly fn: pci_function;
  readonly vector: number;
  readonly desc: irq_desc | undefined;
}

export const shortBdf = (bdf: string): string => bdf.replace(/^0000:/, '');

/** What a function that is not to use MSI-X or MSI interrupts by. */
function instead(fn: pci_function): string {
  const isMsi = fn.design.msi !== undefined && (msiControl(fn) & MSI_ENABLE) !== 0;
  return isMsi ? ': the device uses MSI' : fn.design.pin === 0 ? '' : ': the device would use INTx';
}

export function whyNotMsix(scene: Scene, { fn, vector, desc }: Vector): Stop | undefined {
  const { bdf } = fn;
  const control = msixControl(fn);
  if ((control & MSIX_ENABLE) === 0) {
    return {
      why: `MSI-X is off (Enable in Message Control is 0)${instead(fn)}`,
      fix: hasVfio(scene, bdf)
        ? 'A program switches it on with VFIO_DEVICE_SET_IRQS.'
        : 'A driver switches it on with pci_alloc_irq_vectors().',
    };
  }
  if ((control & MSIX_MASKALL) !== 0) {
    return {
      why: 'the function is masked (Function Mask in Message Control)',
      fix: 'Clear the function mask; what came meanwhile waits in the PBA.',
      fixes: [{ name: 'unmask the function', command: { do: 'msix.unmaskAll', bdf } }],
    };
  }
  if ((msixEntry(fn, vector).control & ENTRY_MASKED) !== 0) {
    return {
      why: 'the vector is masked: the message would wait in the PBA',
      ...unmaskFix(scene, { fn, vector, desc }),
    };
  }
  return whyNotMaster(scene, fn);
}

/** Whether vfio-pci has the function. */
const hasVfio = ({ objects }: Scene, bdf: string): boolean =>
  objects.all(vfio_pci_core_device).some(({ pdev }) => pdev.dev.name === bdf);

/** The mask bit is the kernel's way of disabling, too: what it wants decides about the fix. */
function unmaskFix(scene: Scene, { fn, vector, desc }: Vector): Pick<Stop, 'fix' | 'fixes'> {
  const { bdf } = fn;
  const unmask = { name: `unmask vector ${vector}`, command: { do: 'msix.unmask', bdf, vector } } as const;
  if (desc === undefined) return { fix: 'No driver uses this vector: it has no interrupt in the kernel.' };
  const shut = managedFix(scene.objects, desc);
  if (shut !== undefined) return shut;
  if (desc.action === undefined && hasVfio(scene, bdf)) {
    return { fix: `The vector has no eventfd: VFIO_DEVICE_SET_IRQS gives it one, and that unmasks it.` };
  }
  const kernel = enableIrq(desc);
  return kernel.fix === undefined ? { fix: 'Unmask the vector.', fixes: [unmask] } : kernel;
}

export function whyNotMsi(scene: Scene, { fn, vector, desc }: Vector): Stop | undefined {
  if ((msiControl(fn) & MSI_ENABLE) === 0) {
    return {
      why: `MSI is off (Enable in Message Control is 0)${instead(fn)}`,
      fix: 'A driver switches it on with pci_alloc_irq_vectors().',
    };
  }
  if (((msiRegisters(fn).mask >>> vector) & 1) !== 0) {
    return { why: 'the message is masked (MSI mask bits)', ...enableIrq(desc) };
  }
  return whyNotMaster(scene, fn);
}

function whyNotMaster({ objects, pci }: Scene, fn: pci_function): Stop | undefined {
  // A program that has the function through VFIO lets it master the bus before it has it do anything.
  const isOpen = objects
    .all(vfio_pci_core_device)
    .some(({ pdev, vdev }) => pdev.dev.name === fn.bdf && vdev.open_count > 0);
  if (!isOpen && (readConfig(fn, COMMAND, 2) & COMMAND_MASTER) === 0) {
    return { why: 'COMMAND.Bus Master is off: the function may not write', fix: 'The driver calls pci_set_master().' };
  }
  const barrier = pci.find(fn.bdf)?.host.barrier(fn);
  return barrier === undefined
    ? undefined
    : { why: `Bus Master of the bridge ${barrier.bdf} is off`, fix: 'The driver of the port calls pci_set_master().' };
}

export function sendsMessages(fn: pci_function): Stop | undefined {
  if ((msixControl(fn) & MSIX_ENABLE) !== 0)
    return { why: 'MSI-X is on: the function sends messages, and drives no INTx' };
  return (msiControl(fn) & MSI_ENABLE) === 0
    ? undefined
    : { why: 'MSI is on: the function sends messages, and drives no INTx' };
}

export function whyNotAsserted(scene: Scene, fn: pci_function): Stop | undefined {
  const other = sendsMessages(fn);
  if (other !== undefined) return other;
  if ((readConfig(fn, COMMAND, 2) & COMMAND_INTX_DISABLE) !== 0) {
    const fix = hasVfio(scene, fn.bdf)
      ? 'vfio-pci masks INTx so when it comes; VFIO_DEVICE_SET_IRQS with the action unmask lets the next one through.'
      : 'The driver calls pci_intx().';
    return { why: 'COMMAND.Interrupt Disable is set: the function drives no INTx', fix };
  }
  return undefined;
}
