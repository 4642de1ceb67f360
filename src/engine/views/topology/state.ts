/** Which boxes of the picture are there at the cursor's step, what their second line says, and what the last move did to them. */
import { cpumaskCpus } from '../../../base/cpumask.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_common_data, irq_data } from '../../linux/include/linux/irq.ts';
import type { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { board_device, cpu_core, pci_function } from '../../machine/index.ts';
import type { TopologyMark, TopologyNode, TopologyState } from '../../api/topology.ts';
import type { Changes } from '../time/changes.ts';
import { controllersAt, type Controllers, cpuNote, domainNote } from './domain-notes.ts';
import { functionNote, type Hardware, hardwareAt, nodeNote } from './device-notes.ts';
import type { Tenure } from '../../record/irq-lives.ts';
import type { TopologyIndex } from './lookup.ts';

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
  const { cursor } = index.session;
  const { nodes } = index.plan;
  const now: Now = {
    index,
    hardware: hardwareAt(cursor),
    controllers: controllersAt(index.session),
    online: new Set(cpumaskCpus(index.onlineAt(cursor.position))),
    wasOnline: new Set(cpumaskCpus(index.onlineAt(from))),
    powered: new Set(cursor.all(cpu_core).flatMap(({ number, powered }) => (powered ? [number] : []))),
    from,
    touched: changes.touched,
    ...touchedThings(index, changes),
  };
  return nodes.map((node) => stateOf(now, node));
}

/** The interrupts and devices that a move touched. */
function touchedThings(
  { irqs: lives, session: { cursor } }: TopologyIndex,
  { touched }: Changes,
): Pick<Now, 'irqs' | 'devices'> {
  const irqs = new Set<number>();
  const devices = new Set<string>();
  for (const id of touched.keys()) {
    const type = cursor.rec.types[id];
    const object = cursor.object(id) as unknown;
    if (type === irq_data) irqs.add((object as irq_data).irq);
    else if (type === irq_desc) irqs.add((object as irq_desc).irq_data.irq);
    else if (type === irq_common_data) irqs.add(lives.virqOf(id) ?? 0);
    else if (type === pci_function) devices.add(`pci:${(object as pci_function).bdf}`);
    else if (type === board_device) devices.add(`node:${(object as board_device).path}`);
  }
  return { irqs, devices };
}

function stateOf(now: Now, { key, selection }: TopologyNode): TopologyState {
  switch (selection.kind) {
    case 'cpu':
      return cpuState(now, key, selection.cpu);
    case 'domain':
      return domainState(now, key, selection.id);
    default:
      return deviceState(now, key, selection);
  }
}

function cpuState({ online, powered, wasOnline, controllers }: Now, key: string, cpu: number): TopologyState {
  const present = online.has(cpu);
  return {
    key,
    present,
    note: cpuNote(controllers, cpu, present, powered.has(cpu)),
    // It is there all the time: what changes is whether Linux uses it.
    mark: present === wasOnline.has(cpu) ? undefined : 'changed',
  };
}

function domainState({ index, controllers, from, touched }: Now, key: string, planned: number): TopologyState {
  const { cursor } = index.session;
  const life = index.domains.at(key, cursor.position);
  const id = life?.id ?? planned;
  const present = life !== undefined && life.from < cursor.position && life.until >= cursor.position;
  const before = index.domains.at(key, from);
  const was = before !== undefined && before.from < from && before.until >= from;
  const domain = cursor.object(id) as unknown as irq_domain;
  return {
    key,
    present,
    note: present
      ? domainNote(controllers, domain)
      : life !== undefined && life.until < cursor.position
        ? 'removed'
        : 'not created yet',
    mark: markOf(was, present, touched.has(id)),
    ...(id === planned ? {} : { selection: { kind: 'domain', id } as const }),
  };
}

function deviceState(now: Now, key: string, selection: TopologyNode['selection']): TopologyState {
  const { index, hardware, from, irqs, devices } = now;
  const { position } = index.session.cursor;
  const tenures = index.irqs.at(key, position);
  const was = from === position ? tenures.length : index.irqs.at(key, from).length;
  const touched = was !== tenures.length || devices.has(key) || isTouched(tenures, irqs);
  const { note, generic } =
    selection.kind === 'function'
      ? functionNote(hardware, selection.bdf, tenures)
      : nodeNote(index, hardware, selection.kind === 'node' ? selection.path : '', tenures);
  return {
    key,
    present: tenures.length > 0,
    note,
    ...(generic ? { generic: true as const } : {}),
    mark: markOf(was > 0, tenures.length > 0, touched),
  };
}

function isTouched(tenures: readonly Tenure[], irqs: ReadonlySet<number>): boolean {
  return irqs.size > 0 && tenures.some(({ virq }) => irqs.has(virq));
}

/** What is seen of a move, whichever way time went. */
function markOf(was: boolean, is: boolean, touched: boolean): TopologyMark | undefined {
  if (was !== is) return is ? 'created' : 'removed';
  return is && touched ? 'changed' : undefined;
}
