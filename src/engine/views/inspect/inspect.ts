/** Everything about the thing that is selected. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import { board_device } from '../../machine/index.ts';
import type { Recorded } from '../../recorder/index.ts';
import { reportDomain } from '../../report/debugfs.ts';
import type { InspectView } from '../../api/inspect.ts';
import type { Selection } from '../../api/selection.ts';
import { cpuActions, lineActions } from './actions.ts';
import { fieldGroup } from './fields.ts';
import { labelOf } from '../format.ts';
import { inspectCode } from './code.ts';
import { type Inspected, inspectCpu, inspectFunction, vectorDescriptor } from './devices.ts';
import { inspectIrq, inspectVector } from './irq.ts';
import { functionSources, nodeSource } from './node-source.ts';
import { sceneOf } from '../way/scene.ts';
import type { Viewer } from '../viewer.ts';

/**
 * undefined when the thing does not exist at this step. A domain that was removed and made anew is the same to a person:
 * the view's own selection then names the one that is there.
 */
export function inspect(viewer: Viewer, selection: Selection): InspectView | undefined {
  const { cursor, moment } = viewer.session;
  switch (selection.kind) {
    case 'irq': {
      const desc = cursor.all(irq_desc).find((each) => each.irq_data.irq === selection.virq);
      return desc === undefined ? undefined : inspectIrq(viewer, desc, selection);
    }
    case 'domain': {
      const id = viewer.domainNow(selection.id);
      return id === undefined ? undefined : inspectObject(viewer, id, { kind: 'domain', id });
    }
    case 'object':
      return cursor.rec.types[selection.id] !== undefined && cursor.isAlive(selection.id)
        ? inspectObject(viewer, selection.id, selection)
        : undefined;
    case 'node':
      return inspectNode(viewer, selection);
    case 'vector': {
      const desc = vectorDescriptor(cursor, selection.bdf, selection.vector);
      return desc === undefined ? inspectVector(viewer, selection, selection) : inspectIrq(viewer, desc, selection);
    }
    case 'function':
      return ofDevice(viewer, inspectFunction(moment, selection.bdf), selection, {
        sources: functionSources(sceneOf(viewer), selection.bdf),
      });
    case 'cpu':
      return ofDevice(viewer, inspectCpu(cursor, selection.cpu), selection, {
        actions: cpuActions(cursor, selection.cpu),
      });
    case 'code':
      return inspectCode(viewer, selection);
  }
}

const NOTHING = { chain: [], story: [], arrival: undefined, texts: [], sources: [], actions: [], code: undefined };

function ofDevice(
  { session: { cursor }, history }: Viewer,
  found: Inspected | undefined,
  selection: Selection,
  more: Partial<InspectView>,
): InspectView | undefined {
  if (found === undefined) return undefined;
  const groups = found.objects.map((object) => fieldGroup({ cursor, history }, object));
  return { ...NOTHING, title: found.title, selection, groups, texts: found.texts, ...more };
}

function inspectNode(viewer: Viewer, selection: Extract<Selection, { kind: 'node' }>): InspectView | undefined {
  const { cursor } = viewer.session;
  const node = cursor.all(device_node).find(({ path }) => path === selection.path);
  if (node === undefined) return undefined;
  const source = nodeSource(viewer.session, selection.path);
  const view = inspectObject(viewer, node.$id, selection);
  const hardware = cursor.all(board_device).filter(({ path }) => path === selection.path);
  const recall = { cursor, history: viewer.history };
  return {
    ...view,
    groups: [...view.groups, ...hardware.map((device) => fieldGroup(recall, device))],
    sources: source === undefined ? [] : [source],
    actions: lineActions(viewer, selection.path),
  };
}

function inspectObject(viewer: Viewer, id: number, selection: Selection): InspectView {
  const { cursor, moment } = viewer.session;
  const object = cursor.object(id) as unknown as Recorded;
  const isDomain = cursor.rec.types[id] === irq_domain;
  const domain = isDomain ? (object as irq_domain) : undefined;
  const name = `/sys/kernel/debug/irq/domains/${domain?.name ?? ''}`;
  return {
    ...NOTHING,
    title: labelOf(cursor, id),
    selection,
    groups: [fieldGroup({ cursor, history: viewer.history }, object)],
    texts: domain === undefined ? [] : [{ name, text: reportDomain(domain, moment.version) }],
  };
}
