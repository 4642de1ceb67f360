/** What the picture knows of a run: which domains and which devices' interrupts there are at what time, and the plan of it all. */
import type { Cpumask } from '../../../base/cpumask.ts';
import type { TopologyPlan } from '../../api/topology.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import { DomainLives } from '../../record/domain-lives.ts';
import { IrqLives } from '../../record/irq-lives.ts';
import type { SourceIndex } from '../../record/sources.ts';
import { EventKind } from '../../recorder/index.ts';
import type { Session } from '../../run/session.ts';
import { lineCells } from './device-lines.ts';
import { topologyPlan } from './plan.ts';

export class TopologyIndex {
  readonly session: Session;
  readonly sources: SourceIndex;
  readonly irqs: IrqLives;
  readonly domains: DomainLives;
  /** When CPUs came online and went. */
  private readonly masks: { readonly event: number; readonly mask: Cpumask }[] = [];
  private read = 0;
  private readonly lines = new Map<string, ReturnType<typeof lineCells>>();
  private planned: { readonly length: number; readonly plan: TopologyPlan } | undefined;

  constructor(session: Session, sources: SourceIndex) {
    this.session = session;
    this.sources = sources;
    this.irqs = new IrqLives(session.cursor, sources);
    this.domains = new DomainLives(session.cursor);
  }

  /** Everything that is ever in the picture; made anew when the run has grown. */
  get plan(): TopologyPlan {
    return this.refresh();
  }

  /** Takes in what the run has added. */
  refresh(): TopologyPlan {
    const { cursor, rec } = this.session;
    if (this.planned === undefined || this.planned.length !== rec.trace.length) {
      const before = cursor.position;
      cursor.seek(rec.trace.length);
      this.domains.extend();
      this.irqs.extend();
      this.extendMasks();
      this.planned = { length: rec.trace.length, plan: topologyPlan(this) };
      cursor.seek(before);
    }
    return this.planned.plan;
  }

  /** The CPUs that were online at a position. */
  onlineAt(position: number): Cpumask {
    return this.masks.findLast(({ event }) => event < position)?.mask ?? 0n;
  }

  private extendMasks(): void {
    const { rec, cursor } = this.session;
    const { kind, subject, next, length } = rec.trace;
    const id = cursor.all(cpu_c.type)[0]?.$id;
    const slot = id === undefined ? -1 : rec.slotOf(id) + cpu_c.type.fields.indexOf('cpu_online_mask');
    for (; this.read < length; this.read++) {
      if (kind[this.read] !== EventKind.set || subject[this.read] !== slot) continue;
      this.masks.push({ event: this.read, mask: rec.values.at(next[this.read] ?? 0) as Cpumask });
    }
  }

  /** The interrupts that the device tree gives a node. */
  linesOf(path: string): ReturnType<typeof lineCells> {
    const known = this.lines.get(path) ?? lineCells(this.session.machine, path);
    this.lines.set(path, known);
    return known;
  }
}
