/**
 * The way from VFIO's ioctl to the last MSI-X vector, call by call, as the sources of 6.12 and 7.3 have it: each function of the list is
 * called, in this order, by the one that stands with it.
 */
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { firstCallsOf, inOrder, load, NVME, open, run } from './testing.ts';

/** Caller, then what it calls, in the order of the source; a list for one version alone says so. */
interface Leg {
  readonly caller: string;
  readonly calls: readonly string[];
  readonly only?: KernelVersion;
}

const LEGS: readonly Leg[] = [
  { caller: 'vfio_pci_ioctl_set_irqs', calls: ['vfio_pci_set_irqs_ioctl'] },
  { caller: 'vfio_pci_set_irqs_ioctl', calls: ['vfio_pci_set_msi_trigger'] },
  { caller: 'vfio_pci_set_msi_trigger', calls: ['vfio_msi_enable', 'vfio_msi_set_block'] },
  {
    caller: 'vfio_msi_enable',
    calls: ['vfio_pci_memory_lock_and_enable', 'pci_alloc_irq_vectors', 'vfio_pci_memory_unlock_and_restore'],
  },
  { caller: 'pci_alloc_irq_vectors', calls: ['pci_alloc_irq_vectors_affinity'] },
  { caller: 'pci_alloc_irq_vectors_affinity', calls: ['__pci_enable_msix_range'] },
  {
    caller: '__pci_enable_msix_range',
    calls: [
      'pci_msi_domain_supports',
      'pci_msix_vec_count',
      'pci_setup_msi_context',
      'pci_setup_msix_device_domain',
      'msix_capability_init',
    ],
  },
  { caller: 'pci_setup_msi_context', calls: ['msi_setup_device_data'] },
  { caller: 'pci_setup_msix_device_domain', calls: ['pci_create_device_domain'] },
  { caller: 'pci_create_device_domain', calls: ['msi_create_device_irq_domain'] },
  { caller: 'msi_create_device_irq_domain', calls: ['its_init_dev_msi_info', '__msi_create_irq_domain'] },
  { caller: '__msi_create_irq_domain', calls: ['irq_domain_create_hierarchy'], only: '6.12' },
  // Its own copy of irq_domain_instantiate is inlined.
  { caller: 'irq_domain_create_hierarchy', calls: ['__irq_domain_instantiate'], only: '6.12' },
  { caller: '__msi_create_irq_domain', calls: ['irq_domain_instantiate'], only: '7.3' },
  { caller: 'irq_domain_instantiate', calls: ['__irq_domain_instantiate'], only: '7.3' },
  // Of __irq_domain_publish, which is inlined, the call is left that it makes.
  { caller: '__irq_domain_instantiate', calls: ['__irq_domain_create', 'debugfs_add_domain_dir'] },
  { caller: '__irq_domain_create', calls: ['irq_domain_set_name'] },
  // The ITS device is made with the domain.
  {
    caller: 'msi_create_device_irq_domain',
    calls: ['__msi_create_irq_domain', 'msi_domain_prepare_irqs'],
    only: '7.3',
  },
  {
    caller: 'msix_capability_init',
    calls: [
      'pci_msix_clear_and_set_ctrl',
      'msix_map_region',
      'msix_setup_interrupts',
      'pci_intx',
      'pci_msi_domain_supports',
      'msix_mask_all',
      'pci_msix_clear_and_set_ctrl',
    ],
  },
  { caller: 'msix_setup_interrupts', calls: ['__msix_setup_interrupts'], only: '7.3' },
  {
    caller: '__msix_setup_interrupts',
    calls: ['msix_setup_msi_descs', 'pci_msi_setup_msi_irqs', 'msi_verify_entries', 'msix_update_entries'],
    only: '7.3',
  },
  {
    caller: 'msix_setup_interrupts',
    calls: ['msix_setup_msi_descs', 'pci_msi_setup_msi_irqs', 'msi_verify_entries', 'msix_update_entries'],
    only: '6.12',
  },
];

/** What each function called the first time, by name. */
function firstCalls(kernel: KernelVersion): ReadonlyMap<string, readonly string[]> {
  const session = open(load('qemu-virt-gicv3-its-smmu', kernel), true);
  run(session, { do: 'vfio.bind', bdf: NVME });
  run(session, { do: 'vfio.open', bdf: NVME });
  const from = session.rec.trace.length;
  const vectors = { index: 'msix', action: 'trigger', start: 0, count: 3, data: 'eventfd' } as const;
  expect(run(session, { do: 'vfio.setIrqs', bdf: NVME, ...vectors })).toEqual({ ret: 0 });
  return firstCallsOf(session, from);
}

describe.each(['6.12', '7.3'] as const)('from the ioctl to the vectors in %s', (kernel) => {
  const found = firstCalls(kernel);

  it.each(LEGS.filter(({ only }) => only === undefined || only === kernel))(
    '$caller calls $calls',
    ({ caller, calls }) => {
      expect(inOrder(found.get(caller) ?? [], calls)).toEqual(calls);
    },
  );
});
