/** What the command line says. */

interface Edit {
  readonly place: string;
  readonly remove: string;
  readonly insert: string;
}

const editText = ({ place, remove, insert }: Edit): string =>
  `${place}: ${remove === '' ? `add ${insert}` : insert === '' ? `remove ${remove}` : `${remove} becomes ${insert}`}`;

export const cli = {
  help: ({
    kernels,
    standard,
    el2,
    areas,
  }: {
    kernels: readonly string[];
    standard: string;
    areas: readonly string[];
    el2: readonly string[];
  }) => `irqscope: boots the interrupt subsystem of Linux on a device tree

  irqscope                          the page, served on this machine and opened in the browser
      --port N                      default the first free one from 5173; --host NAME, default 127.0.0.1
      --no-open                     only print the address
  irqscope BOARD-OR-SCENARIO        the domains and interrupts after boot, for reading
  irqscope dump INPUT               what Linux would print: /proc/interrupts, debugfs, registers, dmesg
      --at CHECKPOINT|STEP          where in the run; default the end
      --only SECTION,…              interrupts, domains, irqs, sysirq, procirq, pci, its, gicd, gicr, dmesg, calls, script
      --out FILE                    write to a file
  irqscope check INPUT…             what is wrong, with place and fix; exit 0 nothing, 1 findings, 2 unusable input
      --format text|json|sarif|github
      --fail-on error|warning|note|never   what counts as a finding for the exit code; default error
      --baseline FILE               findings that are known, each with its reason
      --kernel A,B                  several kernels at once; a folder stands for the .dts and .dtb files in it
  irqscope diff A [B]               what differs between two runs; of one input, between two kernels; exit 0 nothing, 1 something
      --kernel A,B                  on which kernels; default the two latest for one input, each input's own for two
      --at A,B                      at which checkpoints or steps; default the end
      --only AREA,…                 ${areas.join(', ')}
      --format text|json
  irqscope link INPUT               the link that opens it in the page
      --step N                      at which step; default the end
      --base URL                    where the page is; default http://127.0.0.1:5173/, where npm start serves it
      --out FILE
  irqscope trace INPUT              the run for other programs
      --format perfetto|ftrace|dat  for ui.perfetto.dev (the default), ftrace's text, trace.dat for trace-cmd and KernelShark
      --out FILE
  irqscope export INPUT             findings, tables and the picture for a report
      --format md|csv|dump|svg      Markdown (the default), CSV, the state as dump has it, or the picture
      --only PART,…                 of the picture hardware or domains; else findings, irqs, msix, domains, devices, perCpu, controllers; default all
      --at CHECKPOINT|STEP          where in the run; default the end
      --out FILE|FOLDER             a folder for several tables as CSV

  irqscope collect                  the shell script that gathers a machine's interrupts into one file: sh collect.sh > machine.txt
      --clean FILE                  such a file without serial numbers and MAC addresses
      --out FILE
  irqscope explain INPUT FILE       lines of a log or of /proc/interrupts: what they are about, and the finding behind
      --format text|json            FILE may be - for standard input
  irqscope --version

INPUT is a .dtb (/sys/firmware/fdt too), a .dts or a scenario (.json); alone and for diff also a machine's collected
file or its /proc/interrupts, and for diff a link of the page. For a bare board:
  ${`--kernel ${kernels.join('|')}`.padEnd(32)}  default ${standard}
  --overlay FILE                    a .dtbo or .dtso on top of it; may be repeated, applied in this order
  --lspci FILE                      the PCI functions from a text of: sudo lspci -nn -vv
  --pci MODEL@BDF                   a PCI function, e.g. nvme@0000:00:02.0; may be repeated
  --drivers all|modelled|a,b        drivers that are built in; default all, "modelled" without stand-ins
  ${`--el2 ${el2.join('|')}`.padEnd(32)}  the kernel is entered at EL2
  --cpus N                          no more CPUs are brought up at boot (maxcpus=)
`,
  version: ({ version }: { version: string }) => `irqscope ${version}`,
  serve: {
    takesNone: 'serve takes no input: drop files on the page',
    badPort: ({ given }: { given: string }) => `--port takes a number up to 65535, not ${given}`,
    noPage: 'the page is not built',
    buildIt: 'In a checkout: npm run build.',
    at: ({ address }: { address: string }) => `irqscope is at ${address}  (Ctrl+C ends it)`,
    cannot: ({ why }: { why: string }) => `the page could not be served: ${why}`,
  },
  link: {
    takesOne: ({ count }: { count: number }) => `link takes one input, not ${count}`,
    badStep: ({ step, steps }: { step: string; steps: number }) => `there is no step ${step}: the run has ${steps}`,
    badBase: ({ base }: { base: string }) => `${base} is no address of a page`,
    tooLong: ({ length, most }: { length: number; most: number }) =>
      `the link would have ${length} characters, and most chat programs cut off what has more than ${most}`,
    tooLongHint: 'Pass the scenario and its board on as files, or what “Share” in the page gives.',
  },
  tryHelp: 'Try irqscope --help.',
  noInput: 'no input was given',
  noInputFile: 'no input file was given',
  noInputFileHint: 'Name a .dtb, a .dts or a scenario.',
  noFile: ({ name }: { name: string }) => `there is no file ${name}`,
  tooLarge: ({ name, bytes, limit }: { name: string; bytes: number; limit: number }) =>
    `${name} has ${bytes} bytes, and the limit is ${limit} MB`,
  notJson: ({ name, why }: { name: string; why: string }) => `${name} is not JSON: ${why}`,
  dumpTakesOne: ({ count }: { count: number }) => `dump takes one input, and ${count} were given`,
  explain: {
    takesTwo: ({ count }: { count: number }) =>
      `explain takes a board or scenario and a file with lines of a log (- for standard input), and ${count} were given`,
    about: ({
      name,
      kind,
      step,
    }: {
      name: string;
      kind: 'said' | 'about' | 'row' | 'unknown';
      step: number | undefined;
    }) =>
      kind === 'said'
        ? `${name}: this run logs the same${step === undefined ? '' : ` at step ${step}`}`
        : kind === 'about'
          ? `${name}: this run does not log it`
          : name,
    finding: ({ code, node, message }: { code: string; node: string; message: string }) =>
      `see ${code} at ${node}: ${message}`,
  },
  takesOne: ({ count }: { count: number }) => `irqscope takes one input, and ${count} were given`,
  check: {
    noFormat: ({ format, formats }: { format: string; formats: readonly string[] }) =>
      `there is no format ${format}; there are ${formats.join(', ')}`,
    noFailOn: ({ given, levels }: { given: string; levels: readonly string[] }) =>
      `--fail-on takes ${levels.join(', ')}, not ${given}`,
    noKernel: ({ given, kernels }: { given: string; kernels: readonly string[] }) =>
      `there is no kernel ${given}; there are ${kernels.join(', ')}`,
    emptyFolder: ({ name }: { name: string }) => `there is no .dts or .dtb in ${name}`,
    badBaseline: ({ name, why }: { name: string; why: string }) => `${name} is no baseline: ${why}`,
    baselineShape: 'it must be {"irqscope": 1, "ignore": [{"code", "node", "reason"}, …]}',
    baselineReason: ({ code, node }: { code: string; node: string }) => `${code} at ${node} has no reason`,
    /** Severity, and what stands before its lines. */
    severities: { error: 'error', warning: 'warning', note: 'note' },
    byte: ({ file, offset }: { file: string; offset: number }) => `${file}:byte 0x${offset.toString(16)}`,
    at: ({ node, property, cell }: { node: string; property: string | undefined; cell: number | undefined }) =>
      `at ${node}${property === undefined ? '' : ` ${property}`}${cell === undefined ? '' : `, cell ${cell}`}`,
    says: ({ kernel }: { kernel: string }) => `Linux ${kernel} says:`,
    silent: ({ kernels }: { kernels: readonly string[] }) => `Linux ${kernels.join(' and ')} says nothing here`,
    onlyOn: ({ kernels }: { kernels: readonly string[] }) => `found with ${kernels.join(' and ')} alone`,
    consequence: ({ text }: { text: string }) => `so: ${text}`,
    fix: ({ text }: { text: string }) => `fix: ${text}`,
    edit: {
      edit: (given: Edit) => `edit ${editText(given)}`,
      and: (given: Edit) => `and ${editText(given)}`,
      or: (given: Edit) => `or ${editText(given)}`,
    },
    refusals: 'asked, and got nothing:',
    refusal: ({
      node,
      index,
      driver,
      standIn,
      result,
      finding,
    }: {
      node: string;
      index: string;
      driver: string | undefined;
      standIn: boolean;
      result: string;
      finding: string | undefined;
    }) =>
      `${node} ${index}${driver === undefined ? '' : `, driver ${driver}${standIn ? ' (stand-in)' : ''}`}: ${result}${finding === undefined ? '' : `, see ${finding}`}`,
    summary: ({ files, error, warning, note }: { files: number; error: number; warning: number; note: number }) =>
      `${files} ${files === 1 ? 'file' : 'files'}: ${error} ${error === 1 ? 'error' : 'errors'}, ${warning} ${warning === 1 ? 'warning' : 'warnings'}, ${note} ${note === 1 ? 'note' : 'notes'}`,
    interrupts: ({
      total,
      resolved,
      byStandIn,
      unresolved,
    }: {
      total: number;
      resolved: number;
      byStandIn: number;
      unresolved: number;
    }) =>
      `interrupts of the trees: ${resolved} of ${total} resolved, ${byStandIn} of them by stand-ins; ${unresolved} not`,
    ignored: ({ count }: { count: number }) => `${count} ignored, with a reason`,
  },
  collect: { takesNone: 'collect takes no input: it prints a script; --clean FILE blanks a file that it made' },
  diff: {
    noTree: 'there is no device tree in this file, so the model cannot be held against it: name a second input',
    takesTwo: ({ count }: { count: number }) => `diff takes one or two inputs, and ${count} were given`,
    pairs: '--kernel and --at take one value for both, or two with a comma between',
    itself: 'that compares a run with itself: name a second input, two kernels or two moments',
    noArea: ({ given, areas }: { given: string; areas: readonly string[] }) =>
      `there is nothing called ${given} to compare; there are ${areas.join(', ')}`,
    side: ({
      name,
      title,
      kernel,
      cpus,
      domains,
      irqs,
      step,
    }: {
      name: string;
      title: string;
      kernel: string;
      cpus: number;
      domains: number;
      irqs: number;
      step: number | undefined;
    }) =>
      `${name}: ${title}, Linux ${kernel}${step === undefined ? '' : `, step ${step}`}: ${cpus} CPUs, ${domains} domains, ${irqs} irqs`,
    head: ({ area, count }: { area: string; count: number }) =>
      `${area}: ${count} ${count === 1 ? 'difference' : 'differences'}`,
    same: 'no differences',
    nothing: 'none',
    several: ({ subjects }: { subjects: readonly string[] }) =>
      `${subjects.length}: ${subjects.slice(0, 4).join(', ')}${subjects.length > 4 ? ', …' : ''}`,
    times: ({ subject, count }: { subject: string; count: number }) => `${subject}, ${count} times`,
    more: ({ count }: { count: number }) => `  and ${count} more; --format json has them all`,
    andMore: ({ text, count }: { text: string; count: number }) => `${text} and ${count} more`,
    unknown: ({ areas }: { areas: readonly string[] }) =>
      `not compared, since one of the two does not say: ${areas.join(', ')}`,
  },
  export: {
    oneTable: 'several tables as CSV need a folder: --out FOLDER, or one table with --only',
    noPart: ({ given, parts }: { given: string; parts: readonly string[] }) =>
      `there is nothing called ${given} to export; there are ${parts.join(', ')}`,
  },
  summary: (run: { board: string; kernel: string; cpus: number; domains: number; irqs: number; steps: number }) =>
    `${run.board}, Linux ${run.kernel}: ${run.cpus} CPUs, ${run.domains} domains, ${run.irqs} irqs, ${run.steps} steps`,
  machine: ({
    name,
    release,
    cpus,
    domains,
    irqs,
  }: {
    name: string;
    release: string | undefined;
    cpus: number;
    domains: number;
    irqs: number;
  }) =>
    `${name}, a machine with Linux ${release ?? 'of unknown version'}: ${cpus} CPUs, ${domains} domains, ${irqs} irqs`,
  panicked: ({ why }: { why: string }) => `the kernel panicked: ${why}`,
  domains: 'domains',
  irqs: 'irqs',
  columns: ['irq', 'chip', 'hwirq', 'type', 'CPU', 'actions', 'domain'],
  mapped: ({ mapped }: { mapped: number }) => `${mapped} mapped`,
  mappedOf: ({ mapped, size }: { mapped: number; size: number }) => `${mapped} mapped of ${size}`,
  /** Behind a domain. */
  assumed: 'its registers are not in the tree: numbers of channels are assumed',
  notRequested: 'not requested',
};
