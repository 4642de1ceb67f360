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
    noGroup: 'it is in no IOMMU group, as no IOMMU translates for it, and vfio-pci takes no such function',
  },
};
