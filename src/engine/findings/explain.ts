/**
 * From a log, or from /proc/interrupts of a real machine, back to the board: which node or interrupt a line is about, where this run
 * logs the same, and the finding that leads to it. Lines are compared without what differs between two boots of one machine.
 */
import type { ExplainedLine } from '../api/explain.ts';
import type { Finding, Findings } from '../api/findings.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Selection } from '../api/selection.ts';
import { listsInterrupts, walk } from '../devicetree/index.ts';
import { fw_devlink_c } from '../linux/drivers/base/core/index.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { is_of_node } from '../linux/include/linux/of.ts';
import * as errnos from '../linux/include/linux/errno.ts';
import { ownerAmong } from '../record/owner.ts';
import { SourceIndex } from '../record/sources.ts';
import { type IrqLine, parseIrqLine } from './irq-lines.ts';
import { EventKind, LiveObjects, type Recorder } from '../recorder/index.ts';
import { actionNames } from '../report/moment.ts';
import type { Session } from '../run/session.ts';

/** So many lines are read; a log of a machine has some thousand. */
const MOST_LINES = 20_000;

/** A line of the run's log. */
interface Said {
  readonly owner: string | undefined;
  readonly step: number;
}

/** Explains each line of a text. `found` are the findings of the run. */
export function explain(session: Session, found: Findings, text: string): ExplainedLine[] {
  const explainer = new Explainer(session, found);
  return text
    .split(/\r?\n/)
    .slice(0, MOST_LINES)
    .map((line) => explainer.line(line));
}

class Explainer {
  private readonly session: Session;
  private readonly found: Findings;
  private readonly said = new Map<string, Said>();
  /** Paths of nodes by the name of their device, or of the node itself. */
  private readonly names = new Map<string, string>();
  private readonly rows: readonly Row[];

  constructor(session: Session, found: Findings) {
    this.session = session;
    this.found = found;
    this.readLog(session.rec);
    for (const { path, name } of walk(session.machine.tree)) {
      this.names.set(path, path);
      if (name.includes('@')) this.names.set(name, path);
    }
    for (const dev of fw_devlink_c(session.kernel).devices)
      if (dev.of_node !== undefined && dev.bus !== 'pci' && !this.names.has(dev.name))
        this.names.set(dev.name, dev.of_node.path);
    this.rows = rowsOf(session);
  }

  private readLog(rec: Recorder): void {
    const { trace } = rec;
    const open: number[] = [];
    const logs = new Set(rec.logs);
    for (let event = 0; event < trace.length; event++) {
      const kind = trace.kind[event];
      if (kind === EventKind.call) open.push(event);
      else if (kind === EventKind.return) open.pop();
      if (!logs.has(event)) continue;
      const key = alike(rec.logAt(event).text);
      if (!this.said.has(key)) this.said.set(key, { owner: ownerAmong(rec, open), step: event + 1 - rec.origin });
    }
  }

  line(text: string): ExplainedLine {
    const bare = withoutStamp(text);
    const row = this.row(bare);
    if (row !== undefined) return { text, ...row };
    const said = this.said.get(alike(bare));
    const irqLine = parseIrqLine(bare);
    if (irqLine !== undefined) return { text, ...this.ofIrq(irqLine, bare, said) };
    if (said !== undefined) {
      const finding = this.findingFor(bare, said.owner);
      return { text, kind: 'said', step: said.step, ...this.thing(said.owner), ...finding };
    }
    const owner = this.named(bare);
    return owner === undefined
      ? { text, kind: 'unknown' }
      : { text, kind: 'about', ...this.thing(owner), ...this.findingFor(bare, owner) };
  }

  /** A line that names an interrupt: the irq or controller of this run, the finding that leads to it, and what the line means. */
  private ofIrq(line: IrqLine, bare: string, said: Said | undefined): Omit<ExplainedLine, 'text'> {
    const say = this.session.messages.findings.explain;
    const row = this.rowOf(line);
    const users = line.kind === 'type' ? this.usersOf(line) : row?.path === undefined ? [] : [row.path];
    const step = said === undefined ? {} : { step: said.step };
    const others = line.kind !== 'type' && row !== undefined && row.irq !== line.irq ? [say.otherNumber(row)] : [];
    const about = row === undefined ? this.thing(users[0]) : this.ofRow(row);
    const lost = line.kind !== 'type' && row === undefined ? [say.noRow] : [];
    const finding = this.findingOf(line, bare, users);
    return {
      kind: said !== undefined ? 'said' : about.selection === undefined ? 'unknown' : 'about',
      ...step,
      ...about,
      note: [meaningOf(say.meaning, line), ...others, ...lost].join(' '),
      ...finding,
    };
  }

  private ofRow({ irq, source }: Row): Pick<ExplainedLine, 'selection' | 'name'> {
    const { explain: say } = this.session.messages.findings;
    return { selection: { kind: 'irq', virq: irq }, name: say.irq({ irq, source }) };
  }

  /** Where a line says who has the interrupt, the one that they have here; else the one of its number. */
  private rowOf(line: IrqLine): Row | undefined {
    if (line.kind === 'type') {
      const isIt = (path: string | undefined): boolean =>
        path?.endsWith(`/${line.controller.replace(/^\//, '')}`) === true;
      return this.rows.find(({ controller, hwirq }) => hwirq === line.hwirq && isIt(controller));
    }
    const numbered = this.rows.find(({ irq }) => irq === line.irq);
    if (line.kind === 'storm') return numbered;
    const has = ({ actions }: Row): boolean => actions.split(', ').includes(line.owner);
    return numbered !== undefined && has(numbered) ? numbered : (this.rows.find(has) ?? numbered);
  }

  /** Nodes that are wired to an input of a controller. */
  private usersOf({ hwirq, controller }: Extract<IrqLine, { kind: 'type' }>): string[] {
    const { machine } = this.session;
    return walk(machine.tree).flatMap((node) => {
      if (!listsInterrupts(node)) return [];
      const wires = Array.from({ length: machine.wiring.countOf(node) }, (_, i) => machine.wiring.wireOf(node, i));
      return wires.some(
        (wire) =>
          wire !== undefined &&
          [wire.controller.name, wire.controller.path].includes(controller) &&
          machine.hwirqsOf(wire).includes(hwirq),
      )
        ? [node.path]
        : [];
    });
  }

  /** The finding of just this fault, else what is found at the devices of the line. */
  private findingOf(line: IrqLine, bare: string, users: readonly string[]): Pick<ExplainedLine, 'finding'> {
    const code = { storm: 'interrupt-storm', flags: 'line-not-shared', type: 'two-triggers' }[line.kind];
    const numbered = (text: string): boolean => {
      const other = parseIrqLine(text);
      return other?.kind === line.kind && (other.kind === 'type' || line.kind === 'type' || other.irq === line.irq);
    };
    const own = this.found.findings.filter((each) => each.code === code);
    const finding =
      own.find(({ linux }) =>
        Object.values(linux)
          .flat()
          .some((each) => alike(each) === alike(bare) && numbered(each)),
      ) ?? own.find(({ where }) => users.includes(where.node));
    if (finding === undefined)
      return users.map((path) => this.findingFor('', path)).find((each) => 'finding' in each) ?? {};
    return { finding: { code: finding.code, message: finding.message, node: finding.where.node } };
  }

  private thing(owner: string | undefined): Pick<ExplainedLine, 'selection' | 'name'> {
    if (owner === undefined || owner === '') return {};
    const selection: Selection = owner.startsWith('/')
      ? { kind: 'node', path: owner }
      : { kind: 'function', bdf: owner };
    return { selection, name: owner };
  }

  /** The finding whose lines have this one, else the one at its node, else the one that explains its refusal. */
  private findingFor(line: string, owner: string | undefined): Pick<ExplainedLine, 'finding'> {
    const { findings, refusals } = this.found;
    const key = alike(line);
    const logged = (lines: Finding['linux']): boolean =>
      Object.values(lines).some((each) => each.some((one) => alike(one) === key));
    const refusal = refusals.find((each) => logged(each.linux) || (owner !== undefined && each.node === owner));
    const finding =
      findings.find((each) => logged(each.linux)) ??
      findings.find(({ where, severity }) => where.node === owner && severity !== 'note') ??
      findings.find(({ code }) => code === refusal?.finding);
    if (finding === undefined) return {};
    const { code, message, where } = finding;
    return { finding: { code, message, node: where.node } };
  }

  /** The node or function that a line names. */
  private named(line: string): string | undefined {
    const bdf = /\b([\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.[0-7])\b/.exec(line)?.[1];
    if (bdf !== undefined && this.session.pci.find(bdf) !== undefined) return bdf;
    for (const [word] of line.matchAll(/[/\w][\w,.@/:+-]*[\w/]/g)) {
      const path = this.names.get(word) ?? this.names.get(word.split(':').at(-1) ?? '');
      if (path !== undefined && path !== '/') return path;
    }
    return undefined;
  }

  private row(line: string): Omit<ExplainedLine, 'text'> | undefined {
    const wanted = parseRow(line);
    if (wanted === undefined) return undefined;
    const say = this.session.messages.findings.explain;
    const same = this.rows.find((row) => row.chip === wanted.chip && row.hwirq === wanted.hwirq);
    const row = same ?? this.rows.find((each) => wanted.actions !== '' && each.actions === wanted.actions);
    if (row === undefined) return { kind: 'row', note: say.noRow };
    const notes = [
      ...(row.irq === wanted.irq ? [] : [say.otherNumber({ irq: row.irq })]),
      ...(same === undefined ? [say.otherLine({ chip: row.chip, hwirq: row.hwirq })] : []),
      ...(row.actions === wanted.actions ? [] : [say.otherActions({ actions: row.actions })]),
    ];
    return {
      kind: 'row',
      ...this.ofRow(row),
      ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
      ...(row.path === undefined ? {} : this.findingFor('', row.path)),
    };
  }
}

function meaningOf(say: EngineMessages['findings']['explain']['meaning'], line: IrqLine): string {
  if (line.kind === 'storm') return say.storm(line);
  return line.kind === 'flags' ? say.flags(line) : say.type(line);
}

/** A row of /proc/interrupts. */
interface Row {
  readonly irq: number;
  readonly chip: string;
  readonly hwirq: number;
  readonly actions: string;
  readonly source: string | undefined;
  readonly path: string | undefined;
  /** Whose input it is. */
  readonly controller: string | undefined;
}

function rowsOf(session: Session): Row[] {
  const objects = new LiveObjects(session.rec);
  const sources = new SourceIndex(session.rec);
  return objects.all(irq_desc).map((desc) => {
    const { irq, hwirq, chip, domain } = desc.irq_data;
    const source = sources.sourceOf(objects, session.rec.trace.length, desc);
    return {
      irq,
      chip: chip?.irq_print_chip?.(desc.irq_data).trim() ?? chip?.name ?? '-',
      hwirq,
      actions: actionNames(desc).join(', '),
      source: source?.label,
      path: source?.path,
      controller: is_of_node(domain?.fwnode) ? domain.fwnode.path : undefined,
    };
  });
}

/** "  13:  0  0  GICv3  33 Level  uart-pl011"; of 7.3 the chip stands left of its number all the same. */
function parseRow(line: string): Omit<Row, 'source' | 'path' | 'controller'> | undefined {
  const found = /^\s*(\d+):((?:\s+\d+)+)\s+(\S.*?)\s+(\d+)(?:\s+(?:Edge|Level))?(?:\s{2,}|\s*$)(.*)$/.exec(line);
  if (found === null) return undefined;
  const [, irq = '', , chip = '', hwirq = '', actions = ''] = found;
  return { irq: Number(irq), chip, hwirq: Number(hwirq), actions: actions.trim() };
}

/** Without what journals and dmesg put before a line. */
function withoutStamp(line: string): string {
  return line
    .replace(/^<\d+>/, '')
    .replace(/^\w{3}\s+\d+ [\d:]+ \S+ kernel: ?/, '')
    .replace(/^\d{4}-\d\d-\d\dT\S+ \S+ kernel: ?/, '')
    .replace(/^\[\s*\d+\.\d+\]\s?(\[\s*[TC]\d+\]\s?)?/, '')
    .trimEnd();
}

const NUMBERS = new Map<string, number>(
  Object.entries(errnos).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : [])),
);

/**
 * A line without what differs from boot to boot: numbers of interrupts, CPUs and processes, addresses, sizes of functions. An error by
 * name is the same as by number.
 */
function alike(line: string): string {
  return line
    .replace(/^WARNING: CPU: \d+ PID: \d+ at ([^:\s]+):\d+ /, 'WARNING: at $1 ')
    .replaceAll(/-(E[A-Z0-9]+)\b/g, (whole, name: string) => (NUMBERS.has(name) ? `-${NUMBERS.get(name)}` : whole))
    .replaceAll(/\+0x[\da-f]+(\/0x[\da-f]+)?/g, '')
    .replaceAll(/\b(irq|IRQ|irq:|virq) ?#?\d+/g, '$1 N')
    .replaceAll(/\b[\da-f]{16}\b/g, 'ADDRESS')
    .trim();
}
