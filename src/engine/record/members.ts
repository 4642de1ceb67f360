/** What belongs to a selection, over the whole run: for stopping where it changes. As the inspector has it. */
import type { Selection } from '../api/selection.ts';
import { device } from '../linux/include/linux/device.ts';
import { irqaction } from '../linux/include/linux/interrupt.ts';
import { irq_common_data, irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { msi_desc } from '../linux/include/linux/msi.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { pci_dev } from '../linux/include/linux/pci/index.ts';
import { cpu_core, pci_function } from '../machine/index.ts';
import { type AnyStruct, EventKind, type EventTest, type Recorder } from '../recorder/index.ts';
import { Held } from './held.ts';

export interface Members {
  /** Ids of the objects that belong to it, at any step. */
  readonly objects: ReadonlySet<number>;
  /** Their slots, those of their containers included. */
  readonly slots: ReadonlySet<number>;
  /** Slots that it shares with others, and the bits that are its own. */
  readonly bits: ReadonlyMap<number, number>;
  /** When it is there to be looked at, parts of it being made earlier and freed later; undefined when that is all one. */
  readonly lives: readonly Life[] | undefined;
}

/** From the event that makes a thing to the one that frees it. */
interface Life {
  readonly from: number;
  readonly to: number;
}

/** Finds all that belongs to a selection at any step of the run. */
export function membersOf(rec: Recorder, selection: Selection): Members {
  const held = new Held(rec);
  const objects = new Set(objectsOf(held, selection));
  const slots = new Set<number>();
  for (const id of objects) {
    const start = rec.slotOf(id);
    const count = rec.types[id]?.fields.length ?? 0;
    for (let slot = start; slot < start + count; slot++) slots.add(slot);
  }
  for (const [container, { owner }] of rec.parts) {
    if (objects.has(owner)) for (const slot of rec.entrySlots.get(container) ?? []) slots.add(slot);
  }
  const bits = new Map<number, number>();
  if (selection.kind === 'vector') addEntry(rec, selection, slots, bits);
  const descs = (rec.byType.get(irq_desc) ?? []).filter((id) => objects.has(id));
  return { objects, slots, bits, lives: selection.kind === 'irq' ? held.lives(descs) : undefined };
}

/** A test for events that create, change or free a member, while the selection itself is there. */
export function memberTest({ objects, slots, bits, lives }: Members): EventTest {
  return (trace, event) => {
    if (lives?.some(({ from, to }) => from <= event && event <= to) === false) return false;
    const subject = trace.subject[event] ?? 0;
    switch (trace.kind[event]) {
      case EventKind.set: {
        if (slots.has(subject)) return true;
        const mask = bits.get(subject);
        // Slots that were never used hold NaN, which counts as no bits.
        return mask !== undefined && (((trace.old[event] ?? 0) ^ (trace.next[event] ?? 0)) & mask) !== 0;
      }
      case EventKind.create:
      case EventKind.free:
        return objects.has(subject);
      default:
        return false;
    }
  };
}

function objectsOf(held: Held, selection: Selection): number[] {
  switch (selection.kind) {
    case 'domain':
    case 'object':
      return [selection.id];
    case 'irq': {
      const ofIrq = held.having(irq_data, 'irq', (raw) => raw === selection.virq);
      return irqParts(held, held.values(irq_data, 'common', ofIrq), ofIrq);
    }
    case 'vector': {
      const descs = vectorDescs(held, selection.bdf, selection.vector);
      const common = new Set(held.having(irq_common_data, 'msi_desc', (raw) => descs.has(raw)));
      return [...descs, ...irqParts(held, common, [])];
    }
    case 'node':
      return ofNode(held, selection.path);
    case 'cpu':
      return [
        ...held.made(cpu_core, 'number', (raw) => raw === selection.cpu),
        ...hardware(held, 'cpu', (raw) => raw === selection.cpu),
      ];
    case 'code':
      return [];
    case 'function': {
      const named = held.text(selection.bdf);
      const devices = new Set(held.having(device, 'name', named));
      const owners = held.having(pci_dev, 'dev', (raw) => devices.has(raw));
      return [...held.made(pci_function, 'bdf', named), ...devices, ...owners];
    }
  }
}

/** Descriptor, common data, the irq_data of every level, and the actions. */
function irqParts(held: Held, common: ReadonlySet<number>, known: readonly number[]): number[] {
  const parts = new Set<number>([...common, ...known]);
  for (const id of held.having(irq_data, 'common', (raw) => common.has(raw))) parts.add(id);
  const descs = held.having(irq_desc, 'irq_common_data', (raw) => common.has(raw));
  for (const id of descs) parts.add(id);
  let actions = held.values(irq_desc, 'action', descs);
  while (actions.size > 0) {
    for (const id of actions) parts.add(id);
    const further = held.values(irqaction, 'next', actions);
    actions = new Set([...further].filter((id) => !parts.has(id)));
  }
  parts.delete(0);
  return [...parts];
}

function vectorDescs(held: Held, bdf: string, vector: number): Set<number> {
  const devices = new Set(held.having(device, 'name', held.text(bdf)));
  const ofDevice = new Set(held.having(msi_desc, 'dev', (raw) => devices.has(raw)));
  return new Set(held.having(msi_desc, 'msi_index', (raw) => raw === vector).filter((id) => ofDevice.has(id)));
}

/** The node, the devices made from it, and the hardware that it describes. */
function ofNode(held: Held, path: string): number[] {
  const nodes = new Set(held.having(device_node, 'path', held.text(path)));
  const devices = held.having(device, 'of_node', (raw) => nodes.has(raw));
  return [...nodes, ...devices, ...hardware(held, 'path', held.text(path))];
}

/** Hardware of any type by a field that it was made with. */
function hardware(held: Held, field: string, test: (raw: number) => boolean): number[] {
  const types: AnyStruct[] = [...held.rec.byType.keys()].filter(({ side }) => side === 'hardware');
  return types.filter(({ fields }) => fields.includes(field)).flatMap((type) => held.made(type, field, test));
}

/** The vector's words of the MSI-X table, and its pending bit. */
function addEntry(
  rec: Recorder,
  { bdf, vector }: { readonly bdf: string; readonly vector: number },
  slots: Set<number>,
  bits: Map<number, number>,
): void {
  const held = new Held(rec);
  const functions = new Set(held.made(pci_function, 'bdf', held.text(bdf)));
  for (const [container, { owner, field }] of rec.parts) {
    if (!functions.has(owner)) continue;
    const name = rec.types[owner]?.fields[field];
    for (const slot of rec.entrySlots.get(container) ?? []) {
      const { key } = rec.ownerOf(slot);
      if (name === 'table' && key >> 2 === vector) slots.add(slot);
      if (name === 'pba' && key === vector >> 5) bits.set(slot, 1 << (vector & 31));
    }
  }
}
