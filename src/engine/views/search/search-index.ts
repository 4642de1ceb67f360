/** Everything of a run that has a name or number, whether it is there at the present step or not. */
import { irqaction } from '../../linux/include/linux/interrupt.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device } from '../../linux/include/linux/device.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import { cpu_core, pci_function } from '../../machine/index.ts';
import { namesOfNodes, type NodeNames } from './node-names.ts';
import type { AnyStruct, Objects } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Selection } from '../../api/selection.ts';
import { livesOf } from '../../record/lives.ts';
import type { History } from '../../record/history.ts';
import type { Script } from '../../record/script.ts';
import type { Snapshot } from '../../record/snapshot.ts';

/** Something to be found. */
export interface Entry {
  readonly kind: string;
  readonly label: string;
  readonly detail: string;
  /** What it is also known as; each as good as its label. */
  readonly names: readonly string[];
  /** Interrupt numbers, for "lpi 8200" and the like: the virq, then the hwirqs from the device to the root. */
  readonly numbers?: readonly number[];
  /** The same of a node's interrupts, whether or not Linux has them: inputs of the root controller, and of others. */
  readonly wired?: { readonly intids: readonly number[]; readonly inputs: readonly number[] };
  readonly selection: Selection | undefined;
  /** All of label, names and detail in lower case: what does not have every word in it need not be looked at further. */
  readonly text: string;
  /** Positions between which it is there; for an event, where to go. */
  readonly from: number;
  readonly to: number;
  /** Something that happens, not something that is. */
  readonly isEvent?: boolean;
}

type Made = Omit<Entry, 'from' | 'to' | 'text'>;
type SearchMessages = EngineMessages['search'];
type NodesByPath = ReadonlyMap<string, NodeNames>;
type Maker = (m: SearchMessages, objects: Objects, id: number, nodes: NodesByPath) => Made[];

/** How to describe what is found, by its type, at the last position where it is there. */
const MAKERS = new Map<AnyStruct, Maker>([
  [irq_desc, (m, objects, id) => ofIrq(m, objects.object(id, irq_desc))],
  [irqaction, (m, objects, id) => ofAction(m, objects.object(id, irqaction))],
  [irq_domain, (m, objects, id) => ofDomain(m, objects.object(id, irq_domain))],
  [device_node, (m, objects, id, nodes) => ofNode(m, objects.object(id, device_node), nodes)],
  [device, (m, objects, id) => ofDriver(m, objects.object(id, device))],
  [pci_function, (m, objects, id) => ofFunction(m, objects.object(id, pci_function))],
  [cpu_core, (m, objects, id) => ofCpu(m, objects.object(id, cpu_core))],
]);

/** All that has a name; found anew when the run has grown. */
export class NameIndex {
  private readonly snapshot: Snapshot;
  private nodes: NodesByPath | undefined;
  private known: { readonly length: number | undefined; readonly entries: readonly Entry[] } | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  get entries(): readonly Entry[] {
    const { objects, history, script, board } = this.snapshot;
    const m = this.snapshot.messages.search;
    const length = history?.rec.trace.length;
    if (this.known === undefined || this.known.length !== length) {
      this.nodes ??= board === undefined ? new Map() : namesOfNodes(board);
      const { nodes } = this;
      const found =
        history === undefined
          ? presentIn(m, objects, nodes)
          : [...everIn(m, history, nodes), ...events(m, history, script)];
      this.known = { length, entries: found.map((entry) => ({ ...entry, text: textOf(entry) })) };
    }
    return this.known.entries;
  }
}

/** Finds all there ever is in a run; the cursor comes back to where it was. */
function everIn(m: SearchMessages, { cursor, rec }: History, nodes: NodesByPath): Omit<Entry, 'text'>[] {
  const { position } = cursor;
  const entries: Omit<Entry, 'text'>[] = [];
  // In order of their ends, so that the cursor passes the run once.
  for (const { id, from, to } of livesOf(rec, [...MAKERS.keys()]).toSorted((a, b) => a.to - b.to)) {
    cursor.seek(to);
    const type = rec.types[id];
    // A handler that stays registered is a name of its interrupt.
    if (type === undefined || (type === irqaction && to === rec.trace.length)) continue;
    for (const entry of MAKERS.get(type)?.(m, cursor, id, nodes) ?? []) entries.push({ ...entry, from, to });
  }
  cursor.seek(position);
  return entries;
}

/** Finds all that is there, where nothing is known of before and after. */
function presentIn(m: SearchMessages, objects: Objects, nodes: NodesByPath): Omit<Entry, 'text'>[] {
  const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return [...MAKERS].flatMap(([type, make]) =>
    type === irqaction
      ? []
      : objects.idsOf(type).flatMap((id) => make(m, objects, id, nodes).map((made) => ({ ...made, ...always }))),
  );
}

function textOf({ label, names, detail }: Made): string {
  return `${label} ${names.join(' ')} ${detail}`.toLowerCase();
}

function ofIrq(m: SearchMessages, desc: irq_desc): Made[] {
  const { irq } = desc.irq_data;
  const selection: Selection = { kind: 'irq', virq: irq };
  const hwirqs: number[] = [];
  for (let data: irq_desc['irq_data'] | undefined = desc.irq_data; data !== undefined; data = data.parent_data)
    hwirqs.push(data.hwirq);
  const actions: string[] = [];
  for (let action = desc.action; action !== undefined; action = action.next) actions.push(action.name ?? '');
  const known = [...actions, desc.dev_name ?? ''].filter((name) => name !== '');
  const hwirq = m.hwirq({ hwirq: `0x${desc.irq_data.hwirq.toString(16)}` });
  const detail = [hwirq, ...actions].join(' · ');
  const found: Made[] = [
    { kind: 'irq', label: m.irq({ irq }), detail, names: known, numbers: [irq, ...hwirqs], selection },
  ];
  const msi = desc.irq_common_data.msi_desc;
  if (msi?.dev?.bus === 'pci') {
    const bdf = msi.dev.name;
    found.push({
      kind: 'vector',
      label: m.vector({ bdf, vector: msi.msi_index }),
      detail: [m.irq({ irq }), ...actions].join(' · '),
      names: known,
      selection: { kind: 'vector', bdf, vector: msi.msi_index },
    });
  }
  return found;
}

/** An interrupt keeps the names of its handlers only as long as they are registered. */
function ofAction(m: SearchMessages, { name, irq }: irqaction): Made[] {
  if (name === undefined) return [];
  return [{ kind: 'handler', label: name, detail: m.ofIrq({ irq }), names: [], selection: { kind: 'irq', virq: irq } }];
}

function ofDomain(m: SearchMessages, domain: irq_domain): Made[] {
  const detail = m.domain({ mapped: domain.mapcount });
  return [
    { kind: 'domain', label: domain.name ?? '', detail, names: [], selection: { kind: 'domain', id: domain.$id } },
  ];
}

function ofNode(m: SearchMessages, { path, full_name }: device_node, nodes: NodesByPath): Made[] {
  const selection: Selection = { kind: 'node', path };
  const known = nodes.get(path);
  if (known === undefined) return [{ kind: 'node', label: path, detail: m.node, names: [full_name], selection }];
  const { compatible, disabled, names, intids, inputs } = known;
  const detail = m.nodeIs({ compatible, disabled });
  return [{ kind: 'node', label: path, detail, names: [full_name, ...names], wired: { intids, inputs }, selection }];
}

function ofDriver(m: SearchMessages, { $id, name, driver, bus, of_node }: device): Made[] {
  const selection: Selection =
    bus === 'pci'
      ? { kind: 'function', bdf: name }
      : of_node === undefined
        ? { kind: 'object', id: $id }
        : { kind: 'node', path: of_node.path };
  // What has no driver is known by its own name.
  if (driver === undefined)
    return of_node === undefined && bus !== 'pci'
      ? []
      : [{ kind: 'device', label: name, detail: m.undriven, names: [], selection }];
  return [{ kind: 'driver', label: driver, detail: m.boundTo({ device: name }), names: [name], selection }];
}

function ofFunction(m: SearchMessages, { bdf, model, design }: pci_function): Made[] {
  return [
    {
      kind: 'PCI',
      label: bdf,
      detail: m.pciFunction({ model, vectors: design.msix?.entries }),
      // Also without its segment, as lspci writes it.
      names: [bdf.replace(/^0000:/, ''), ...(model === undefined ? [] : [model])],
      selection: { kind: 'function', bdf },
    },
  ];
}

function ofCpu(m: SearchMessages, { number }: cpu_core): Made[] {
  const selection: Selection = { kind: 'cpu', cpu: number };
  return [{ kind: 'CPU', label: m.cpu({ cpu: number }), detail: m.core, names: [], selection }];
}

/** What happens once: a line in the log, a command of the script. */
function events(m: SearchMessages, { rec }: History, script: Script | undefined): Omit<Entry, 'text'>[] {
  const at = (position: number) => ({
    names: [],
    selection: undefined,
    from: position,
    to: position,
    isEvent: true,
  });
  const logs = rec.logs.map((event) => {
    const { text } = rec.logAt(event);
    return { kind: 'log', label: text, detail: '', ...at(event + 1) };
  });
  const commands = (script?.commands ?? []).map(({ command, to }) => {
    const { do: verb, ...rest } = command;
    const operands = Object.values<unknown>(rest).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return { kind: 'script', label: [verb, ...operands].join(' '), detail: m.command, ...at(rec.origin + to) };
  });
  return [...logs, ...commands];
}
