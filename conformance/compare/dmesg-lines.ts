/**
 * Which lines of the kernel's log are the interrupt code's own. A golden's dmesg.txt is the whole log, and of both sides
 * only what the places below print is compared. The patterns follow the kernel's message formats, not only the
 * messages that some golden happens to hold. Prefixes that belong to one place alone stand for all its messages.
 *
 * Left out on purpose: what the kernel prints around a WARN (registers and call trace speak of addresses and processes),
 * and what arch/arm64 or the clocksource core log. A WARN's own line counts by file and function alone: the CPU, the task,
 * the number of the line and the size of the function differ between two builds.
 */

interface Place {
  readonly place: string;
  readonly patterns: readonly RegExp[];
}

const BDF = '[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]';

const PLACES: readonly Place[] = [
  {
    place: 'kernel/irq: whole prefixes',
    patterns: [/^genirq(\/ipi)?: /, /^irq: /, /^ipi-mux: /, /^NR_IRQS: \d/],
  },
  {
    place: 'kernel/irq: handling and spurious interrupts',
    patterns: [
      /^irq \d+: nobody cared /,
      /^irq event \d+: bogus return value /,
      /^handlers:$/,
      /^\[<.*>\] \S+( threaded \[<.*>\] \S+)?$/,
      /^Disabling IRQ #\d+$/,
      /^IRQ \d+ device .* returned IRQ_WAKE_THREAD /,
      /^Spurious( and unmasked)? percpu IRQ\d+ on CPU\d+$/,
      /^IRQ lockup detection disabled$/,
      /^irq(fixup|poll) boot option not supported /,
      /^Misrouted IRQ fixup (and polling )?support enabled/,
      /^This may (significantly )?impact system performance/,
      /^irq poll in progress on cpu \d+ for irq \d+/,
    ],
  },
  {
    place: 'kernel/irq: CPU hotplug, descriptors, vectors',
    patterns: [
      /^IRQ\d+: set affinity failed\(/,
      /^Eff\. affinity .* of IRQ \d+ contains only offline CPUs/,
      /^Failed to add kobject for irq \d+$/,
      /^Failed to allocate irq timing stats for irq\d+/,
      /^Interrupt reservation exceeds available resources$/,
    ],
  },
  {
    place: 'kernel/irq: the sentence of a WARN',
    patterns: [
      /^Chained irq \d+ should not call an action$/,
      /^irq \d+ handler .* enabled interrupts$/,
      /^error: (hwirq 0x[0-9a-f]+ is too large for |virq\d+ is )/,
      /^virq\d+ doesn't exist; cannot disassociate$/,
      /called with NULL domain$/,
      /^domain is NULL; cannot allocate IRQ$/,
      /^NULL pointer, cannot free irq$/,
      /^Unbalanced (enable for )?IRQ \d+/,
      /^enable_irq before setup\/request_irq: irq \d+$/,
      /^(Primary|Secondary action) handler called for /,
      /^Trying to free (already-free )?IRQ \d+/,
      /^failed to set type for IRQ\d+$/,
      /^percpu IRQ \d+ still enabled on CPU\d+!$/,
      /^prepare_percpu_nmi called for a non-NMI interrupt: irq \d+$/,
      /^Cannot allocate irq_descs @ IRQ\d+, assuming pre-allocated$/,
    ],
  },
  {
    place: 'drivers/irqchip: GIC and ITS',
    patterns: [
      /^GIC(v2m|v3)?: /,
      /^GIC (CPU mask not found|physical location is) /,
      /^(RealView GIC|GIC_NON_BANKED)\b/,
      /^ITS(@\S+)?: /,
      /^ITS (\[|queue |cmd |virtual pending table )/,
      /^(PCI\/MSI|Platform MSI|fsl-mc MSI): \S+ domain created$/,
      /: [Uu]nable to (locate ITS domain( handle)?|create (PCI|platform|fsl-mc) domain)$/,
      /: no (msi-controller property, ITS ignored|regs\?)$/,
      /^Failed to allocate (PROPBASE|PENDBASE for CPU\d+)$/,
      /^CPU\d+: (LPIs not supported|Timeout while disabling LPIs|Failed to disable LPIs)$/,
      /^CPU\d+: mpidr [0-9a-f]+ has no re-distributor!$/,
      /^DevId [0-9a-f]+ clashes with GICv4 VPE proxy device$/,
      /^Unable to get SGI status$/,
      /^Unexpected (interrupt|pseudo-NMI) \(irqnr \d+\)$/,
      /^Distributor has extended ranges, but CPU\d+ doesn't$/,
      /^HW irq \d+ has invalid type$/,
      /^Illegal GSI\d+ translation request$/,
      /^SRAT: .*\bITS\b/,
      /^unable to map gic (dist|cpu) registers$/,
      /^(No valid GIC[CR] entries exist|Unable to map GIC[CD] registers|Unable to allocate domain handle|Failed to initialise GIC)$/,
      /: (no device match found|no parent interrupt found!|GIC IRQ controller registered)$/,
    ],
  },
  {
    place: 'drivers/irqchip: the other controllers',
    patterns: [
      /: unable to (map (IC|local interrupt) registers|create IRQ domain|get parent interrupt\.)$/,
      /^Bootloader left (irq|fiq) enabled/,
      /^Unexpected hw irq: \d+$/,
      /^irq[_-]\w+: /,
      /^Failed to find partition$/,
    ],
  },
  {
    place: 'drivers/of: about interrupts',
    patterns: [
      /^OF: of_irq_init: /,
      /^of_irq_init: no init function for /,
      // The iterator over phandle lists does not say which list it reads; interrupts-extended is one of them.
      /^OF: \S+: could not find phandle -?\d+$/,
      /^OF: \S+: could not get #(interrupt|msi)-cells for /,
      /^OF: \S+: #(interrupt|msi)-cells = \d+ found -?\d+$/,
      /^OF: \S+: phandle \S+ needs \d+, found -?\d+$/,
      /^OF: \S+: (Error: Bad msi-map length|Invalid msi-map translation|no msi-map translation)\b/,
    ],
  },
  {
    place: 'drivers/pci/msi',
    patterns: [
      new RegExp(`^\\S+ ${BDF}: arch assigned 64-bit MSI address `),
      new RegExp(`^\\S+ ${BDF}: can't enable MSI(-X)? \\(`),
    ],
  },
  {
    // The PCI core logs with the same prefix ("enabling device"), so here each message stands for itself.
    place: 'drivers/vfio/pci',
    patterns: [
      /^vfio_pci(_core)?: /,
      new RegExp(`^\\S+ ${BDF}: irq bypass producer `),
      new RegExp(`^\\S+ ${BDF}: Masking broken INTx support$`),
      new RegExp(`^\\S+ ${BDF}: Hardware bug: VF reports bogus INTx pin `),
      new RegExp(`^\\S+ ${BDF}: Relaying device request to user `),
      new RegExp(`^\\S+ ${BDF}: No device request channel registered`),
      new RegExp(`^\\S+ ${BDF}: (device denylist disabled|.* exists in vfio-pci device denylist)`),
      new RegExp(`^\\S+ ${BDF}: Failed to setup (Intel IGD regions|zPCI info|AtomicOps info)`),
      new RegExp(`^\\S+ ${BDF}: runtime resume failed `),
      new RegExp(`^\\S+ ${BDF}: (Incorrect )?VF token `),
      new RegExp(`^\\S+ ${BDF}: (Captured SR-IOV VF|VF \\S+ bound to driver|Cannot bind to PF with SR-IOV)`),
      new RegExp(
        `^\\S+ ${BDF}: vfio\\w+: (hiding e?cap|reset recovery|unknown length|PCI config conflict|Couldn't reload)`,
      ),
    ],
  },
  {
    place: 'drivers/input/keyboard/gpio_keys.c',
    patterns: [
      /^gpio-keys \S+: (Unable to claim (wake)?irq \d+; error -\d+|Found button without gpio or irq)$/,
      /^gpio-keys \S+: (error -\w+: )?(Unable to get irq number for GPIO|failed to get gpio)/,
    ],
  },
  {
    place: 'drivers/base/platform.c: about interrupts',
    patterns: [
      /^\S.*: (error -\w+: )?IRQ (index \d+|\S+) not found$/,
      /: failed to update irq\d+ affinity descriptor \(/,
      /^0 is an invalid IRQ number$/,
      /: Incompatible msi_domain, giving up$/,
    ],
  },
  {
    place: 'drivers/base/dd.c: probes that failed, and what waits for ever',
    patterns: [
      /: probe of \S+ failed with error -\d+$/,
      /: probe with driver \S+ failed with error -\d+$/,
      /: deferred probe pending\b/,
    ],
  },
  {
    place: 'drivers/pci/of.c: about interrupts',
    patterns: [/^\S+ \S+: of_irq_parse_pci: /, /^of_irq_parse_pci: possibly some PCI slots /],
  },
  {
    place: 'gpiolib and pinctrl: about interrupts',
    patterns: [
      /^gpio gpiochip\d+: \(.*\): .*\b(irq\w*|IRQs?|interrupts?|hwirq)\b/,
      /^\S+ \S+: (unable to lock HW IRQ \d+ for IRQ|.*\bpin\b.*\b(IRQ|irq|interrupt)\b.*)$/,
    ],
  },
  { place: 'the architected timer', patterns: [/^arch_timer: /, /^Failed to initialize '\S+': -\d+$/] },
  { place: 'the end', patterns: [/^Kernel panic - not syncing: /] },
];

/** Where the interrupt code may complain: a WARN elsewhere is none of its own. */
const WARN_PLACES =
  /^(kernel\/irq|drivers\/(irqchip|of|pci\/msi|vfio\/pci|base|gpio|pinctrl)|include\/linux\/(irq|gpio|msi))|^drivers\/(pci\/of\.c|clocksource\/arm_arch_timer\.c)$/;

/** A WARN in the form of every kernel's: with the place before or behind "at", and ours. */
const WARNINGS = [
  /^WARNING: (?:CPU: \d+ PID: \d+ )?at (?<file>\S+?)(?::\d+)? (?<fn>\w+)(?:\.\S*)?(?:\+0x\S+)?$/,
  /^WARNING: (?<file>\S+?):\d+ at (?<fn>\w+)\S*, CPU#\d+: /,
];

/** "WARNING: at FILE FUNCTION" of a WARN of the interrupt code; undefined for another line, and for a WARN elsewhere. */
function warning(line: string): string | undefined {
  for (const pattern of WARNINGS) {
    const { file, fn } = pattern.exec(line)?.groups ?? {};
    if (file !== undefined && fn !== undefined) return WARN_PLACES.test(file) ? `WARNING: at ${file} ${fn}` : undefined;
  }
  return undefined;
}

export function isInterruptLine(line: string): boolean {
  return PLACES.some(({ patterns }) => patterns.some((pattern) => pattern.test(line)));
}

/** The interrupt code's own lines of a kernel log; a WARN by file and function. */
export function interruptLines(log: readonly string[]): string[] {
  return log.flatMap((line) => warning(line) ?? (isInterruptLine(line) ? [line] : []));
}
