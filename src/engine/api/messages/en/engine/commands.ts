/** What stands against a command of the script. */
import { number } from '../words.ts';

export const commands = {
  notModelled: ({ command }: { command: string }) => `${command} is not modelled yet`,
  notModelledHint: 'Leave it out of the script.',
  panicked: ({ why, command }: { why: string; command: string }) =>
    `the kernel has panicked (${why}), so ${command} cannot run`,
  runaway: ({ events }: { events: number }) =>
    `the run does not come to an end: it was stopped after ${number(events)} steps`,
  noSuchStep: ({ step, steps }: { step: number; steps: number }) => `there is no step ${step}: the run has ${steps}`,
  noSuchStepHint: 'Give a smaller one.',
  noSuchCheckpoint: ({ name }: { name: string }) => `there is no checkpoint ${name}`,
  checkpoints: ({ names }: { names: readonly string[] }) => `There are: ${names.join(', ')}.`,
  sgiTo: ({ last, to }: { last: number; to: string }) => `the machine has CPUs 0 to ${last}, and the SGI goes to ${to}`,
  sgiUnused: ({ version, id }: { version: string; id: number }) => `Linux ${version} sends no SGI ${id}`,
  sgiUnusedHint: 'It uses the lowest ones.',
  noSuchCpu: ({ cpu }: { cpu: number }) => `there is no CPU ${cpu}`,
  noSuchIrq: ({ name }: { name: string }) => `there is no interrupt ${name} now`,
  noSuchIrqHint: 'An interrupt has a descriptor once a driver has asked for it.',
  noInterface: ({ name }: { name: string }) => `${name} has no network interface whose driver is modelled`,
  noInterfaceHint:
    'Modelled are virtio_net, e1000e and igb. Other drivers request their interrupts when they probe, here.',
  noVector: ({ bdf, vector, entries }: { bdf: string; vector: number; entries: number }) =>
    `${bdf} has no vector ${vector}: there are ${entries}`,
  noFunction: ({ bdf }: { bdf: string }) => `there is no PCI function ${bdf}`,
  noMsix: ({ bdf }: { bdf: string }) => `${bdf} has no MSI-X`,
  notFound: ({ bdf }: { bdf: string }) => `the kernel has found no PCI function ${bdf}`,
  /** Why Linux refused it, where the errno alone does not say. */
  why: {
    managed: 'its affinity is managed by the kernel',
    notBalanced: 'it is per CPU, or was requested not to be balanced',
    cannotMove: 'its irq_chip cannot move it',
    noVfio: 'the kernel has no vfio-pci',
    noGroup:
      'it is in no IOMMU group, as no IOMMU translates for it, and vfio-pci takes no such function: the host bridge needs iommu-map and an SMMU',
    noGroupToOpen: 'it is in no IOMMU group, so there is no file /dev/vfio/N to open',
    notBound: 'vfio-pci has not got it: bind it first (vfio.bind)',
    unsafe:
      'No interrupt remapping support: its group could send interrupts that are not its own. Linux opens it with the module parameter vfio_iommu_type1.allow_unsafe_interrupts=1; in a scenario "vfio": {"allowUnsafeInterrupts": true}',
    isOpen: 'a program has it open already',
    notOpen: 'no program has it open: open it first (vfio.open)',
    noList: ({ cpus }: { cpus: string }) => `“${cpus}” is no list of CPUs: write numbers and ranges, as in 0,2-3`,
    backwards: ({ first, last }: { first: number; last: number }) =>
      `the range ${first}-${last} runs backwards: write ${last}-${first}`,
    beyondCpus: ({ last }: { last: number }) => `the machine has CPUs 0 to ${last}`,
    noneOnline: ({ online }: { online: string }) => `no CPU of the list is online; online are ${online}`,
    beyondVectors: ({ kind, vectors, end }: { kind: string; vectors: number; end: number }) =>
      vectors === 0
        ? `the function has no ${kind}`
        : `${kind} has ${vectors} ${vectors === 1 ? 'vector' : 'vectors'} here, and the range goes to vector ${end}`,
    otherKind: 'another kind of its interrupts is in use: end that first (count 0, data none)',
    noMore: ({ vectors, version }: { vectors: number; version: string }) =>
      `${vectors} ${vectors === 1 ? 'vector was' : 'vectors were'} allocated when it was enabled, and Linux ${version} adds none later (VFIO_IRQ_INFO_NORESIZE): end it (count 0, data none) and enable all at once`,
    notEnabled: 'its messages are not in use: hand over eventfds first',
    noSuchAction: 'VFIO can only trigger this kind of interrupt: its mask is in the device',
  },
};
