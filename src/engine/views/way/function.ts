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
import type { Stop, WayMessages } from './way.ts';

/** A vector as a person names it: number of the MSI-X entry, or of the MSI message. */
export interface Vector {
  readonly fn: pci_function;
  readonly vector: number;
  readonly desc: irq_desc | undefined;
}

export const shortBdf = (bdf: string): string => bdf.replace(/^0000:/, '');

/** What a function that is not to use MSI-X or MSI interrupts by. */
function insteadOf(fn: pci_function): { readonly instead: 'msi' | 'intx' | undefined } {
  const isMsi = fn.design.msi !== undefined && (msiControl(fn) & MSI_ENABLE) !== 0;
  return { instead: isMsi ? 'msi' : fn.design.pin === 0 ? undefined : 'intx' };
}

export function whyNotMsix(scene: Scene, { fn, vector, desc }: Vector): Stop | undefined {
  const { bdf } = fn;
  const { why, fix } = scene.messages.way;
  const control = msixControl(fn);
  if ((control & MSIX_ENABLE) === 0) {
    return {
      why: why.msixOff(insteadOf(fn)),
      fix: hasVfio(scene, bdf) ? fix.programEnables : fix.driverEnables,
    };
  }
  if ((control & MSIX_MASKALL) !== 0) {
    return {
      why: why.functionMasked,
      fix: fix.unmaskAll,
      fixes: [{ name: fix.unmaskFunction, command: { do: 'msix.unmaskAll', bdf } }],
    };
  }
  if ((msixEntry(fn, vector).control & ENTRY_MASKED) !== 0) {
    return {
      why: why.vectorMasked,
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
  const { way } = scene.messages;
  const unmask = { name: way.fix.unmaskVector({ vector }), command: { do: 'msix.unmask', bdf, vector } } as const;
  if (desc === undefined) return { fix: way.fix.unusedVector };
  const shut = managedFix(way, scene.objects, desc);
  if (shut !== undefined) return shut;
  if (desc.action === undefined && hasVfio(scene, bdf)) return { fix: way.fix.noEventfd };
  const kernel = enableIrq(way, desc);
  return kernel.fix === undefined ? { fix: way.fix.unmask, fixes: [unmask] } : kernel;
}

export function whyNotMsi(scene: Scene, { fn, vector, desc }: Vector): Stop | undefined {
  const { way } = scene.messages;
  if ((msiControl(fn) & MSI_ENABLE) === 0) {
    return { why: way.why.msiOff(insteadOf(fn)), fix: way.fix.driverEnables };
  }
  if (((msiRegisters(fn).mask >>> vector) & 1) !== 0) {
    return { why: way.why.messageMasked, ...enableIrq(way, desc) };
  }
  return whyNotMaster(scene, fn);
}

/** COMMAND.Bus Master is off: VFIO hands a function over so, and whoever drives it sets the bit. */
const isNoMaster = (fn: pci_function): boolean => (readConfig(fn, COMMAND, 2) & COMMAND_MASTER) === 0;

/** A program has the function open through VFIO, and would have to set Bus Master before the function can send a message. */
export const waitsForMaster = ({ objects }: Scene, fn: pci_function): boolean =>
  isNoMaster(fn) &&
  objects.all(vfio_pci_core_device).some(({ pdev, vdev }) => pdev.dev.name === fn.bdf && vdev.open_count > 0);

function whyNotMaster(scene: Scene, fn: pci_function): Stop | undefined {
  const { why, fix } = scene.messages.way;
  // What a program does before it has the device do anything is part of what the message comes after.
  if (isNoMaster(fn) && !waitsForMaster(scene, fn)) return { why: why.noMaster, fix: fix.setMaster };
  const barrier = scene.pci.find(fn.bdf)?.host.barrier(fn);
  return barrier === undefined ? undefined : { why: why.bridgeNoMaster({ bdf: barrier.bdf }), fix: fix.portSetsMaster };
}

export function sendsMessages({ why }: WayMessages, fn: pci_function): Stop | undefined {
  if ((msixControl(fn) & MSIX_ENABLE) !== 0) return { why: why.msixOn };
  return (msiControl(fn) & MSI_ENABLE) === 0 ? undefined : { why: why.msiOn };
}

export function whyNotAsserted(scene: Scene, fn: pci_function): Stop | undefined {
  const { why, fix } = scene.messages.way;
  const other = sendsMessages(scene.messages.way, fn);
  if (other !== undefined) return other;
  if ((readConfig(fn, COMMAND, 2) & COMMAND_INTX_DISABLE) !== 0) {
    return { why: why.intxDisabled, fix: hasVfio(scene, fn.bdf) ? fix.vfioIntx : fix.intx };
  }
  return undefined;
}
