/** Which boxes of the picture are there at the objects's step, what their second line says, and what the last move did to them. */
import { cpumaskCpus } from '../../../base/cpumask.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_common_data, irq_data } from '../../linux/include/linux/irq.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { board_device, cpu_core, pci_function } from '../../machine/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { TopologyMark, TopologyNode, TopologyState } from '../../api/topology.ts';
import type { Changes } from '../changes/changes.ts';
import { controllersAt, type Controllers, cpuNote, domainNote } from './domain-notes.ts';
import { functionNote, type Hardware, hardwareAt, nodeNote } from './device-notes.ts';
import type { Tenure } from '../../record/irq-lives.ts';
import { reasonOf, signOf } from './signs.ts';
import { ranges } from './device-lines.ts';
import type { TopologyIndex } from './topology-index.ts';

/** Letters of a list of irqs that a row has room for. */
const LONGEST = 8;

/** What is looked up once for all boxes. */
interface Now {
  readonly index: TopologyIndex;
  readonly hardware: Hardware;
  readonly controllers: Controllers;
  readonly online: ReadonlySet<number>;
  readonly wasOnline: ReadonlySet<number>;
  readonly powered: ReadonlySet<number>;
  /** The position before the move. */
  readonly from: number;
  /** Objects that the move touched. */
  readonly touched: Changes['touched'];
  /** irq numbers and devices among them. */
  readonly irqs: ReadonlySet<number>;
  readonly devices: ReadonlySet<string>;
}

/** The state of every box of the plan. `from` is the position before the last move. */
export function topologyState(index: TopologyIndex, changes: Changes, from: number): TopologyState[] {
  const { objects, relations } = index.snapshot;
  const { nodes } = index.plan;
  const now: Now = {
    index,
    hardware: hardwareAt(objects),
    controllers: controllersAt(index.snapshot),
    online: new Set(cpumaskCpus(relations.onlineCpus())),
    wasOnline: new Set(cpumaskCpus(relations.onlineCpus(from))),
    powered: new Set(objects.all(cpu_core).flatMap(({ number, powered }) => (powered ? [number] : []))),
    from,
    touched: changes.touched,
    ...touchedThings(index, changes),
  };
  return nodes.map((node) => stateOf(now, node));
}

/** The interrupts and devices that a move touched. */
function touchedThings(
  { snapshot: { objects, relations } }: TopologyIndex,
  { touched }: Changes,
): Pick<Now, 'irqs' | 'devices'> {
  const irqs = new Set<number>();
  const devices = new Set<string>();
  for (const id of touched.keys()) {
    switch (objects.typeOf(id)) {
      case irq_data:
        irqs.add(objects.object(id, irq_data).irq);
        break;
      case irq_desc:
        irqs.add(objects.object(id, irq_desc).irq_data.irq);
        break;
      case irq_common_data:
        irqs.add(relations.virqOf(id) ?? 0);
        break;
      case pci_function:
        devices.add(`pci:${objects.object(id, pci_function).bdf}`);
        break;
      case board_device:
        devices.add(`node:${objects.object(id, board_device).path}`);
        break;
      default:
    }
  }
  return { irqs, devices };
}

function stateOf(now: Now, { key, selection, guess }: TopologyNode): TopologyState {
  if (guess === 'absent')
    return { key, present: false, note: now.index.snapshot.messages.topology.absent, mark: undefined };
  switch (selection.kind) {
    case 'cpu':
      return cpuState(now, key, selection.cpu);
    case 'domain':
      return domainState(now, key, selection.id, guess === 'assumed');
    default:
      return deviceState(now, key, selection);
  }
}

function cpuState({ index, online, powered, wasOnline, controllers }: Now, key: string, cpu: number): TopologyState {
  const present = online.has(cpu);
  return {
    key,
    present,
    note: cpuNote(index.snapshot.messages.topology, controllers, cpu, present, powered.has(cpu)),
    // It is there all the time: what changes is whether Linux uses it.
    mark: present === wasOnline.has(cpu) ? undefined : 'changed',
  };
}

function domainState(
  { index, controllers, from, touched }: Now,
  key: string,
  planned: number,
  assumed: boolean,
): TopologyState {
  const { objects, relations, messages } = index.snapshot;
  const m = messages.topology;
  const { id, state } = relations.domainOf(key) ?? { id: planned, state: 'absent' };
  const present = state === 'there';
  const said = present ? domainNote(m, controllers, objects.object(id, irq_domain)) : '';
  const was = relations.domainOf(key, from)?.state === 'there';
  return {
    key,
    present,
    note: present ? (assumed ? m.assumed({ said }) : said) : state === 'removed' ? m.removed : m.notCreated,
    mark: markOf(was, present, touched.has(id)),
    ...(id === planned ? {} : { selection: { kind: 'domain', id } as const }),
  };
}

function deviceState(now: Now, key: string, selection: TopologyNode['selection']): TopologyState {
  const { index, hardware, from, irqs, devices } = now;
  const { relations, history, messages, requests } = index.snapshot;
  // A function that is gone from Linux, as its host gave up, may leave its INTx mapped.
  const isGone = selection.kind === 'function' && history !== undefined && !hardware.drivers.has(selection.bdf);
  const tenures = isGone ? [] : relations.irqsOf(key);
  const was = from === history?.cursor.position ? tenures.length : relations.irqsOf(key, from).length;
  const touched = was !== tenures.length || devices.has(key) || isTouched(tenures, irqs);
  const { note, generic } =
    selection.kind === 'function'
      ? functionNote(index.snapshot, hardware, selection.bdf, tenures)
      : nodeNote(index, hardware, selection.kind === 'node' ? selection.path : '', tenures);
  const asked = selection.kind === 'node' ? (requests?.of(selection.path) ?? []) : [];
  const sign = signOf(asked, tenures.length > 0);
  const { why, short } = reasonOf(messages, asked);
  const virqs = [...new Set(tenures.map(({ virq }) => virq))];
  return {
    key,
    present: tenures.length > 0,
    note: sign === 'has' || why === undefined ? note : `${note} · ${why}`,
    sign,
    short: sign === 'has' ? irqsText(messages.topology.short, virqs) : short,
    ...(generic ? { generic: true as const } : {}),
    mark: markOf(was > 0, tenures.length > 0, touched),
  };
}

/** As much of it as a row has room for: "irq 33", "irq 9–12", "irq 31 +11". */
function irqsText(m: EngineMessages['topology']['short'], virqs: readonly number[]): string {
  const whole = ranges(virqs);
  const [first = 0] = virqs;
  return whole.length <= LONGEST ? m.irqs({ irqs: whole }) : m.irqsFrom({ first, more: virqs.length - 1 });
}

function isTouched(tenures: readonly Tenure[], irqs: ReadonlySet<number>): boolean {
  return irqs.size > 0 && tenures.some(({ virq }) => irqs.has(virq));
}

/** What is seen of a move, whichever way time went. */
function markOf(was: boolean, is: boolean, touched: boolean): TopologyMark | undefined {
  if (was !== is) return is ? 'created' : 'removed';
  return is && touched ? 'changed' : undefined;
}
