/** /proc/interrupts, as any architecture and version prints it: in columns that are told apart by what is in them, not by their width. */

export interface InterruptRow {
  readonly irq: number;
  /** By column of the head. */
  readonly counts: readonly number[];
  readonly chip: string | undefined;
  readonly hwirq: number | undefined;
  /** undefined where the kernel prints none, as on x86. */
  readonly level: boolean | undefined;
  /** Name of the flow handler: "edge", "fasteoi". */
  readonly flow: string | undefined;
  readonly actions: readonly string[];
}

export interface Interrupts {
  /** CPUs of the columns: those that are online. */
  readonly cpus: readonly number[];
  readonly rows: readonly InterruptRow[];
}

/** A row that has no number is of the architecture: IPIs, local timers, errors. */
export function readInterrupts(text: string): Interrupts {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => /^\s+CPU\d/.test(line));
  const cpus = [...(lines[head] ?? '').matchAll(/CPU(\d+)/g)].map(([, cpu]) => Number(cpu));
  return { cpus, rows: lines.slice(head + 1).flatMap((line) => readRow(line, cpus.length) ?? []) };
}

function readRow(line: string, columns: number): InterruptRow | undefined {
  const [, number, rest = ''] = /^\s*(\d+):(.*)$/.exec(line) ?? [];
  if (number === undefined) return undefined;
  const irq = Number(number);
  const counts: number[] = [];
  let after = rest;
  while (counts.length < columns) {
    const [all, count] = /^\s+(\d+)(?=\s|$)/.exec(after) ?? [];
    if (all === undefined) break;
    counts.push(Number(count));
    after = after.slice(all.length);
  }
  return { irq, counts, ...readChip(after.trim()) };
}

/** What stands behind the counts: a chip, whose name may have spaces, its number of the interrupt, trigger or flow handler, actions. */
function readChip(text: string): Omit<InterruptRow, 'irq' | 'counts'> {
  const [, chip, hwirq, trigger, flow, actions = ''] =
    /^(\S.*?)\s+(\d*)\s*(Level|Edge)\b\s*(?:-(\S+))?\s*(.*)$/.exec(text) ?? [];
  if (chip !== undefined) {
    const number = hwirq === undefined || hwirq === '' ? undefined : Number(hwirq);
    return { chip, hwirq: number, level: trigger === 'Level', flow, actions: namesIn(actions) };
  }
  const [, chipOf, number, flowOf, names = ''] = /^(\S.*?)\s+(\d+)-(\S+)\s*(.*)$/.exec(text) ?? [];
  if (chipOf !== undefined)
    return { chip: chipOf, hwirq: Number(number), level: undefined, flow: flowOf, actions: namesIn(names) };
  const [, first, second, others = ''] = /^(\S+)(?:\s+(\d+))?\s*(.*)$/.exec(text) ?? [];
  return {
    chip: first === undefined || first === 'None' ? undefined : first,
    hwirq: second === undefined ? undefined : Number(second),
    level: undefined,
    flow: undefined,
    actions: namesIn(others),
  };
}

const namesIn = (text: string): string[] => (text.trim() === '' ? [] : text.trim().split(', '));
