/** What the command line says. */

export const cli = {
  help: ({
    kernels,
    standard,
    el2,
  }: {
    kernels: readonly string[];
    standard: string;
    el2: readonly string[];
  }) => `irqscope: boots the interrupt subsystem of Linux on a device tree

  irqscope BOARD-OR-SCENARIO        the domains and interrupts after boot, for reading
  irqscope dump INPUT               what Linux would print: /proc/interrupts, debugfs, registers, dmesg
      --at CHECKPOINT|STEP          where in the run; default the end
      --only SECTION,…              interrupts, domains, irqs, sysirq, procirq, pci, its, gicd, gicr, dmesg, calls, script
      --out FILE                    write to a file

INPUT is a .dtb, a .dts or a scenario (.json). For a bare board:
  ${`--kernel ${kernels.join('|')}`.padEnd(32)}  default ${standard}
  --pci MODEL@BDF                   a PCI function, e.g. nvme@0000:00:02.0; may be repeated
  --drivers all|modelled|a,b        drivers that are built in; default all, "modelled" without stand-ins
  ${`--el2 ${el2.join('|')}`.padEnd(32)}  the kernel is entered at EL2
  --cpus N                          no more CPUs are brought up at boot (maxcpus=)
`,
  tryHelp: 'Try irqscope --help.',
  noInput: 'no input was given',
  noInputFile: 'no input file was given',
  noInputFileHint: 'Name a .dtb, a .dts or a scenario.',
  noFile: ({ name }: { name: string }) => `there is no file ${name}`,
  tooLarge: ({ name, bytes, limit }: { name: string; bytes: number; limit: number }) =>
    `${name} has ${bytes} bytes, and the limit is ${limit} MB`,
  notJson: ({ name, why }: { name: string; why: string }) => `${name} is not JSON: ${why}`,
  dumpTakesOne: ({ count }: { count: number }) => `dump takes one input, and ${count} were given`,
  takesOne: ({ count }: { count: number }) => `irqscope takes one input, and ${count} were given`,
  summary: (run: { board: string; kernel: string; cpus: number; domains: number; irqs: number; steps: number }) =>
    `${run.board}, Linux ${run.kernel}: ${run.cpus} CPUs, ${run.domains} domains, ${run.irqs} irqs, ${run.steps} steps`,
  panicked: ({ why }: { why: string }) => `the kernel panicked: ${why}`,
  domains: 'domains',
  irqs: 'irqs',
  columns: ['irq', 'chip', 'hwirq', 'type', 'CPU', 'actions', 'domain'],
  mapped: ({ mapped }: { mapped: number }) => `${mapped} mapped`,
  mappedOf: ({ mapped, size }: { mapped: number; size: number }) => `${mapped} mapped of ${size}`,
  notRequested: 'not requested',
};
