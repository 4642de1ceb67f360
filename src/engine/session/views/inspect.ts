/** Everything about the thing that is selected. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import { type Cursor, EventKind, type FieldSpec, type Recorded, type RecordedMap } from '../../recorder/index.ts';
import { reportDomain, reportIrq } from '../../report/debugfs.ts';
import type { FieldView, InspectView } from '../view-types/inspect.ts';
import type { Selection } from '../view-types/selection.ts';
import { selectionOf } from './describe.ts';
import { formatValue, labelOf } from './format.ts';
import { irqChain } from './chain.ts';
import { type Inspected, inspectCpu, inspectFunction, vectorDescriptor } from './inspect-devices.ts';
import { cpuActions, irqActions, lineActions } from './actions.ts';
import { nodeSource } from './node-source.ts';
import type { Viewer } from './viewer.ts';

/** undefined when the thing does not exist at this step. */
export function inspect(viewer: Viewer, selection: Selection): InspectView | undefined {
  const { cursor, moment } = viewer.session;
  switch (selection.kind) {
    case 'irq': {
      const desc = cursor.all(irq_desc).find((each) => each.irq_data.irq === selection.virq);
      return desc === undefined ? undefined : inspectIrq(viewer, desc, selection);
    }
    case 'domain':
    case 'object':
      return cursor.isAlive(selection.id) ? inspectObject(viewer, selection.id, selection) : undefined;
    case 'node': {
      const node = cursor.all(device_node).find(({ path }) => path === selection.path);
      if (node === undefined) return undefined;
      return {
        ...inspectObject(viewer, node.$id, selection),
        source: nodeSource(viewer.session, selection.path),
        actions: lineActions(viewer, selection.path),
      };
    }
    case 'vector': {
      const desc = vectorDescriptor(cursor, selection.bdf, selection.vector);
      if (desc !== undefined) return inspectIrq(viewer, desc, selection);
      return asView(viewer, inspectFunction(moment, selection.bdf), selection);
    }
    case 'function':
      return asView(viewer, inspectFunction(moment, selection.bdf), selection);
    case 'cpu':
      return asView(viewer, inspectCpu(cursor, selection.cpu), selection, cpuActions(cursor, selection.cpu));
  }
}

function asView(
  { session: { cursor } }: Viewer,
  found: Inspected | undefined,
  selection: Selection,
  actions: InspectView['actions'] = [],
): InspectView | undefined {
  if (found === undefined) return undefined;
  const fields = found.objects.flatMap((object) => fieldsOf(cursor, object));
  return { title: found.title, selection, chain: [], fields, text: found.text, source: undefined, actions };
}

function inspectIrq(viewer: Viewer, desc: irq_desc, selection: Selection): InspectView {
  const { cursor } = viewer.session;
  const objects: Recorded[] = [desc, desc.irq_common_data];
  for (let data: irq_data | undefined = desc.irq_data; data !== undefined; data = data.parent_data) objects.push(data);
  for (let action = desc.action; action !== undefined; action = action.next) objects.push(action);
  return {
    title: `irq ${desc.irq_data.irq}${desc.action?.name === undefined ? '' : ` ${desc.action.name}`}`,
    selection,
    chain: irqChain(viewer, desc),
    fields: objects.flatMap((object) => fieldsOf(cursor, object)),
    text: reportIrq(desc, viewer.session.loaded.scenario.kernel),
    source: undefined,
    actions: irqActions(viewer, desc),
  };
}

function inspectObject({ session: { cursor, moment } }: Viewer, id: number, selection: Selection): InspectView {
  const object = cursor.object(id) as unknown as Recorded;
  return {
    title: labelOf(cursor, id),
    selection,
    chain: [],
    fields: fieldsOf(cursor, object),
    text: cursor.rec.types[id] === irq_domain ? reportDomain(object as irq_domain, moment.version) : undefined,
    source: undefined,
    actions: [],
  };
}

/** Each recorded field with its value and the step since which it has it. */
function fieldsOf(cursor: Cursor, object: Recorded): FieldView[] {
  const since = lastChanges(cursor, object);
  const start = cursor.rec.slotOf(object.$id);
  const values = object as unknown as Record<string, unknown>;
  return object.$type.fields.map((field, i) => {
    const spec = object.$type.specs[i] as FieldSpec<unknown>;
    const value = values[field];
    return {
      object: object.$type.name,
      field,
      value: isContainer(spec)
        ? `${(value as RecordedMap<unknown>).size ?? 0} entries`
        : formatValue(cursor, spec, value),
      since: since.get(start + i),
      ...(spec.kind === 'ref' && value !== undefined
        ? { selection: selectionOf(cursor, (value as Recorded).$id) }
        : {}),
    };
  });
}

const isContainer = (spec: FieldSpec<unknown>): boolean => spec.kind === 'map' || spec.kind === 'list';

/** Slot to the step after its last change, for the fields of one object. */
function lastChanges(cursor: Cursor, object: Recorded): Map<number, number> {
  const { trace, origin } = cursor.rec;
  const start = cursor.rec.slotOf(object.$id);
  const end = start + object.$type.fields.length;
  const found = new Map<number, number>();
  for (let event = cursor.position - 1; event >= 0; event--) {
    const subject = trace.subject[event] ?? 0;
    const kind = trace.kind[event];
    if (kind === EventKind.create && subject === object.$id) break;
    if (kind === EventKind.set && subject >= start && subject < end && !found.has(subject))
      found.set(subject, event + 1 - origin);
  }
  return found;
}
