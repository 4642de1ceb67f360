/** What a person should know about a run before believing its numbers. */

export const remarks = {
  cpus32: ({ compatible }: { compatible: string }) =>
    `Its CPUs (${compatible}) are 32-bit, and the kernel modelled here is arm64's: interrupt controllers and drivers are the same code, but bringing up CPUs, IPIs, timers and PMUs differ from your kernel's.`,
  assumed: ({ registers }: { registers: readonly string[] }) =>
    `${registers.join(', ')} and the like have the values of QEMU's virt board, since no tree says them; so have the numbers that Linux logs of them. Give your board's under Edit, JSON, "hardware".`,
  noController: 'The tree has no interrupt controller that everything else leads to.',
  notModelled: ({ controller, compatible }: { controller: string; compatible: string | undefined }) =>
    `Its root interrupt controller, ${controller} (${compatible ?? 'without compatible'}), is not modelled: only GICv2 and GICv3 are. So of_irq_init() finds no driver for it here, where your kernel does.`,
};
