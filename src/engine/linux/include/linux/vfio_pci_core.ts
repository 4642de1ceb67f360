/** Models include/linux/vfio_pci_core.h: a PCI function that user space has. */
import {
  always,
  bool,
  choice,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  struct,
} from '../../../recorder/index.ts';
import type { pci_saved_state } from '../../drivers/pci/pci/index.ts';
import type { vfio_pci_irq_ctx } from '../../drivers/vfio/pci/vfio_pci_intrs/index.ts';
import type { eventfd_ctx } from '../../fs/eventfd.ts';
import { VFIO_PCI_IRQ_INDEXES, VFIO_PCI_NUM_IRQS } from '../uapi/linux/vfio.ts';
import type { pci_dev } from './pci/index.ts';
import type { vfio_device } from './vfio.ts';

/** A PCI function that user space has, or can have. */
export interface vfio_pci_core_device extends Recorded {
  vdev: vfio_device;
  pdev: pci_dev;
  /** INTx can be masked at the function. */
  pci_2_3: boolean;
  /** User space masked INTx in the configuration space that it sees. */
  virq_disabled: boolean;
  reset_works: boolean;
  nointx: boolean;
  needs_reset: boolean;
  /** VFIO_PCI_…_IRQ_INDEX in use. */
  irq_type: number;
  /** Interrupts by vector: an array in 6.1, only those with a trigger in 6.12. */
  ctx: RecordedMap<vfio_pci_irq_ctx>;
  /** 6.1 */
  num_ctx: number;
  msi_qmax: number;
  msix_bar: number;
  msix_offset: number;
  msix_size: number;
  /** 6.12: vectors can be added while MSI-X is on. */
  has_dyn_msix: boolean;
  /** PCI_INTERRUPT_PIN as user space sees it. */
  vconfig_pin: number;
  pci_saved_state: pci_saved_state | undefined;
  err_trigger: eventfd_ctx | undefined;
  req_trigger: eventfd_ctx | undefined;
}
export const vfio_pci_core_device = struct<vfio_pci_core_device>(
  'vfio_pci_core_device',
  {
    vdev: always(ref()),
    pdev: always(ref()),
    pci_2_3: bool(),
    virq_disabled: bool(),
    reset_works: bool(),
    nointx: bool(),
    needs_reset: bool(),
    irq_type: choice(VFIO_PCI_IRQ_INDEXES, VFIO_PCI_NUM_IRQS),
    ctx: map(ref<vfio_pci_irq_ctx>()),
    num_ctx: num(),
    msi_qmax: num(),
    msix_bar: num(),
    msix_offset: hexnum(),
    msix_size: num(),
    has_dyn_msix: bool(),
    vconfig_pin: num(),
    pci_saved_state: ref(),
    err_trigger: ref(),
    req_trigger: ref(),
  },
  { label: (vdev) => `vfio-pci ${vdev.pdev.dev.name}` },
);
