export const HELP = `irqscope: boots the interrupt subsystem of Linux on a device tree

  irqscope BOARD-OR-SCENARIO        the domains and interrupts after boot, for reading
  irqscope dump INPUT               what Linux would print: /proc/interrupts, debugfs, registers, dmesg
      --at CHECKPOINT|STEP          where in the run; default the end
      --only SECTION,…              interrupts, domains, irqs, sysirq, procirq, pci, its, gicd, gicr, dmesg, calls, script
      --out FILE                    write to a file

INPUT is a .dtb, a .dts or a scenario (.json). For a bare board:
  --kernel 6.1|6.12                 default 6.12
  --pci MODEL@BDF                   a PCI function, e.g. nvme@0000:00:02.0; may be repeated
  --drivers all|a,b                 drivers that are built in; default all
  --el2 nvhe|vhe                    the kernel is entered at EL2
  --cpus N                          no more CPUs are brought up at boot (maxcpus=)
`;
