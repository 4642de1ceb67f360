/**
 * Models drivers/pci/hotplug/pciehp_hpc.c: the registers and the interrupt of a hot-plug slot. Nothing is plugged here, so the
 * handlers find nothing to do.
 */
import { source, type Recorded } from '../../../../recorder/index.ts';
import { IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { PCI_EXP_SLTCTL, PCI_EXP_SLTCTL_CCIE, PCI_EXP_SLTCTL_HPIE } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { request_threaded_irq } from '../../../kernel/irq/manage/index.ts';
import { pcie_capability_clear_and_set_word } from '../access.ts';
import { type controller } from './pciehp.ts';

const at = source('drivers/pci/hotplug/pciehp_hpc.c');

const PCI_EXP_SLTCAP_ABP = 0x1;
const PCI_EXP_SLTCAP_NCCS = 0x40000;
const PCI_EXP_SLTCTL_ABPE = 0x1;
const PCI_EXP_SLTCTL_PFDE = 0x2;
const PCI_EXP_SLTCTL_PDCE = 0x8;
const PCI_EXP_SLTCTL_DLLSCE = 0x1000;

const pciehp_isr = at.fn(
  'pciehp_isr',
  'Something happened at a slot: nothing did.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): number => IRQ_NONE,
);
const pciehp_ist = at.fn(
  'pciehp_ist',
  'Handles events of a slot in a thread.',
  (k: Kernel, irq: number, dev_id: Recorded | undefined): number => IRQ_NONE,
);

/** Which events interrupt: link changes, the button or else presence, and the completion of commands. */
function pcie_enable_notification(k: Kernel, ctrl: controller): void {
  let cmd = PCI_EXP_SLTCTL_DLLSCE | PCI_EXP_SLTCTL_HPIE;
  cmd |= (ctrl.slot_cap & PCI_EXP_SLTCAP_ABP) === 0 ? PCI_EXP_SLTCTL_PDCE : PCI_EXP_SLTCTL_ABPE;
  if ((ctrl.slot_cap & PCI_EXP_SLTCAP_NCCS) === 0) cmd |= PCI_EXP_SLTCTL_CCIE;
  const events = PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_ABPE | PCI_EXP_SLTCTL_PFDE | PCI_EXP_SLTCTL_DLLSCE;
  const mask = events | PCI_EXP_SLTCTL_HPIE | PCI_EXP_SLTCTL_CCIE;
  pcie_capability_clear_and_set_word(k, ctrl.pcie.port, PCI_EXP_SLTCTL, mask, cmd);
}

export const pcie_init_notification = at.fn(
  'pcie_init_notification',
  "Requests a slot's interrupt and lets events raise it.",
  (k: Kernel, ctrl: controller): number => {
    const retval = request_threaded_irq(k, ctrl.pcie.irq, pciehp_isr, pciehp_ist, IRQF_SHARED, 'pciehp', ctrl);
    if (retval !== 0) return -1;
    pcie_enable_notification(k, ctrl);
    return 0;
  },
);
