import { DEFAULT_KERNEL, KERNEL_VERSIONS } from '../engine/api/kernel-versions.ts';
import { EL2_KINDS } from '../engine/api/scenario/names.ts';

const KERNELS = KERNEL_VERSIONS.map(({ version }) => version).join('|');

export const HELP = `irqscope: boots the interrupt subsystem of Linux on a device tree

  irqscope BOARD-OR-SCENARIO        the domains and interrupts after boot, for reading
  irqscope dump INPUT               what Linux would print: /proc/interrupts, debugfs, registers, dmesg
      --at CHECKPOINT|STEP          where in the run; default the end
      --only SECTION,…              interrupts, domains, irqs, sysirq, procirq, pci, its, gicd, gicr, dmesg, calls, script
      --out FILE                    write to a file

INPUT is a .dtb, a .dts or a scenario (.json). For a bare board:
  ${`--kernel ${KERNELS}`.padEnd(32)}  default ${DEFAULT_KERNEL}
  --pci MODEL@BDF                   a PCI function, e.g. nvme@0000:00:02.0; may be repeated
  --drivers all|a,b                 drivers that are built in; default all
  ${`--el2 ${EL2_KINDS.join('|')}`.padEnd(32)}  the kernel is entered at EL2
  --cpus N                          no more CPUs are brought up at boot (maxcpus=)
`;
