/** A run as a snapshot: at its cursor's step, with all that the record tells. */
import type { KernelVersion } from '../api/kernel-versions.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Cpumask } from '../../base/cpumask.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { type Cursor, EventKind } from '../recorder/index.ts';
import type { Session } from '../run/session.ts';
import { driversOf } from '../scenario/load.ts';
import { AskIndex } from './asks.ts';
import { DomainLives } from './domain-lives.ts';
import { labelsByKey } from './domain-names.ts';
import { History } from './history.ts';
import { IrqLives, type Owner, type Tenure } from './irq-lives.ts';
import { type Drivers, type Phase, RequestIndex } from './requests.ts';
import { Script } from './script.ts';
import type { Board, DomainState, Hardware, Relations, Snapshot } from './snapshot.ts';
import { type Source, SourceIndex } from './sources.ts';

export class RunSnapshot implements Snapshot {
  readonly messages: EngineMessages;
  readonly objects: Cursor;
  readonly version: KernelVersion;
  readonly relations: Relations;
  readonly board: Board;
  readonly hardware: Hardware;
  readonly history: History;
  readonly script: Script;
  readonly drivers: Drivers;
  readonly requests: RequestIndex;

  constructor(session: Session) {
    this.messages = session.messages;
    const { cursor, machine, pci, rec } = session;
    this.objects = cursor;
    const { scenario, driverTable } = session.loaded;
    this.version = scenario.kernel;
    this.board = machine;
    this.hardware = { machine, pci };
    this.history = new History(cursor);
    this.script = new Script(session);
    this.relations = new RunRelations(this.history);
    this.drivers = { choice: driversOf(scenario), table: driverTable };
    const asks = new AskIndex(rec);
    this.requests = new RequestIndex(
      () => `${cursor.position}/${rec.trace.length}`,
      () => ({
        objects: cursor,
        machine,
        version: this.version,
        drivers: this.drivers,
        phase: this.phase,
        asks: { index: asks, before: cursor.position },
      }),
    );
  }

  /** The first command boots; what comes after a panic in it is dead. */
  private get phase(): Phase {
    const [boot] = this.script.commands;
    if (boot === undefined || this.objects.step < boot.to) return 'booting';
    return boot.ret < 0 ? 'panicked' : 'up';
  }
}

class RunRelations implements Relations {
  private readonly history: History;
  private readonly sources: SourceIndex;
  private readonly irqLives: IrqLives;
  private readonly domainLives: DomainLives;
  /** When CPUs came online and went. */
  private readonly masks: { readonly event: number; readonly mask: Cpumask }[] = [];
  private labels: ReadonlyMap<string, string> = new Map();
  private length = 0;

  constructor(history: History) {
    this.history = history;
    this.sources = new SourceIndex(history.rec);
    this.irqLives = new IrqLives(history.cursor, this.sources);
    this.domainLives = new DomainLives(history.cursor);
  }

  sourceOf(desc: irq_desc): Source | undefined {
    const { cursor } = this.history;
    return this.sources.sourceOf(cursor, cursor.position, desc);
  }

  hasSource(path: string): boolean {
    return this.sources.hasSource(this.history.cursor, path);
  }

  get owners(): ReadonlyMap<string, Owner> {
    this.refresh();
    return this.irqLives.owners;
  }

  irqsOf(key: string, at = this.history.cursor.position): readonly Tenure[] {
    this.refresh();
    return this.irqLives.at(key, at);
  }

  get domains(): ReadonlyMap<string, readonly number[]> {
    this.refresh();
    return this.domainLives.ids;
  }

  domainKey(id: number): string | undefined {
    this.refresh();
    return this.domainLives.keyOf(id);
  }

  domainLabel({ $id, name = '' }: irq_domain): string {
    return this.labels.get(this.domainKey($id) ?? '') ?? name;
  }

  domainOf(key: string, at = this.history.cursor.position): DomainState | undefined {
    this.refresh();
    const life = this.domainLives.at(key, at);
    if (life === undefined) return undefined;
    const { id, from, until } = life;
    return { id, state: until < at ? 'removed' : from < at ? 'there' : 'absent' };
  }

  virqOf(common: number): number | undefined {
    this.refresh();
    return this.irqLives.virqOf(common);
  }

  onlineCpus(at = this.history.cursor.position): Cpumask {
    this.refresh();
    return this.masks.findLast(({ event }) => event < at)?.mask ?? 0n;
  }

  /** Takes in what the run has added. */
  private refresh(): void {
    const { length } = this.history.rec.trace;
    if (this.length === length) return;
    this.history.at(length, () => {
      this.domainLives.extend();
      this.irqLives.extend();
      this.extendMasks();
      // Freed domains keep their last names.
      this.labels = labelsByKey(this.domainLives.ids, (id) => this.history.cursor.object(id, irq_domain));
    });
    this.length = length;
  }

  private extendMasks(): void {
    const { rec, cursor } = this.history;
    const { kind, subject, next, length } = rec.trace;
    const [globals] = cursor.all(cpu_c.type);
    const slot = globals === undefined ? -1 : rec.slotOf(globals.$id) + cpu_c.type.fields.indexOf('cpu_online_mask');
    for (let event = this.length; event < length; event++) {
      if (kind[event] !== EventKind.set || subject[event] !== slot) continue;
      const mask = rec.values.get(next[event] ?? 0);
      if (typeof mask === 'bigint') this.masks.push({ event, mask });
    }
  }
}
