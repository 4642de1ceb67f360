/** Everything about the thing that is selected. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device } from '../../linux/include/linux/device.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import { board_device, pci_function } from '../../machine/index.ts';
import { reportDomain } from '../../report/debugfs.ts';
import type { InspectView } from '../../api/inspect.ts';
import type { Selection } from '../../api/selection.ts';
import { cpuActions, functionActions, lineActions } from './actions.ts';
import { configGroup, vectorsGroup } from './config-space.ts';
import { fieldGroup } from './fields.ts';
import { irqChain, lineChain } from '../way/chain.ts';
import { labelOf } from '../words/format.ts';
import { deviceStory } from '../words/requests.ts';
import { type CallIndex, inspectCode } from './code.ts';
import { type Inspected, inspectCpu, inspectFunction, vectorDescriptor } from './devices.ts';
import { inspectIrq, inspectVector } from './irq.ts';
import { actionsBelow, type LineBelow, linesBelow, storyBelow } from './lines-below.ts';
import { functionSources, nodeSource } from './node-source.ts';
import { wiresOf } from './wires.ts';
import { domainNow, type Snapshot } from '../../record/snapshot.ts';
import { ownerOf } from '../../record/vfio.ts';

/**
 * `calls` are those of the run; a snapshot without a record has none. undefined when the thing does not exist at this step. A domain that was removed and made anew is the same to a person:
 * the view's own selection then names the one that is there.
 */
export function inspect(
  snapshot: Snapshot,
  calls: CallIndex | undefined,
  selection: Selection,
): InspectView | undefined {
  const { objects } = snapshot;
  switch (selection.kind) {
    case 'irq': {
      const desc = objects.all(irq_desc).find((each) => each.irq_data.irq === selection.virq);
      return desc === undefined ? undefined : inspectIrq(snapshot, desc, selection);
    }
    case 'domain': {
      const id = domainNow(snapshot, selection.id);
      return id === undefined ? undefined : inspectObject(snapshot, id, { kind: 'domain', id });
    }
    case 'object':
      return objects.typeOf(selection.id) !== undefined && objects.isAlive(selection.id)
        ? inspectObject(snapshot, selection.id, selection)
        : undefined;
    case 'node':
      return inspectNode(snapshot, selection);
    case 'vector': {
      const desc = vectorDescriptor(objects, selection.bdf, selection.vector);
      return desc === undefined ? inspectVector(snapshot, selection, selection) : inspectIrq(snapshot, desc, selection);
    }
    case 'function':
      return functionView(snapshot, selection.bdf, selection);
    case 'cpu':
      return ofDevice(snapshot, inspectCpu(snapshot, selection.cpu), selection, {
        actions: cpuActions(snapshot, selection.cpu),
      });
    case 'code':
      return calls === undefined ? undefined : inspectCode(snapshot.messages, calls, selection);
  }
}

const NOTHING = {
  chain: [],
  story: [],
  arrival: undefined,
  texts: [],
  sources: [],
  actions: [],
  owner: undefined,
  wires: undefined,
  code: undefined,
};

function ofDevice(
  recall: Snapshot,
  found: Inspected | undefined,
  selection: Selection,
  more: Partial<InspectView>,
): InspectView | undefined {
  if (found === undefined) return undefined;
  const groups = found.objects.map((object) => fieldGroup(recall, object));
  return { ...NOTHING, title: found.title, selection, groups, texts: found.texts, ...more };
}

/** A PCI function: its vectors and what can be done first, then its registers, then what the kernel has of it. */
function functionView(snapshot: Snapshot, bdf: string, selection: Selection): InspectView | undefined {
  const found = inspectFunction(snapshot, bdf);
  const view = ofDevice(snapshot, found, selection, {
    sources: functionSources(snapshot, bdf),
    actions: functionActions(snapshot, bdf),
  });
  const fn = snapshot.objects.all(pci_function).find((each) => each.bdf === bdf);
  if (view === undefined || fn === undefined) return view;
  const owner =
    fn.design.msix === undefined || snapshot.hardware === undefined ? undefined : ownerOf(snapshot.objects, bdf);
  const vectors = vectorsGroup(snapshot, fn);
  const groups = view.groups.map((group) => ({
    ...group,
    // The same words stand above by their registers.
    fields: group.fields.filter(({ field }) => group.side !== 'hardware' || !field.startsWith('words[')),
  }));
  return {
    ...view,
    owner,
    groups: [...(vectors === undefined ? [] : [vectors]), configGroup(snapshot, fn), ...groups],
  };
}

function inspectNode(snapshot: Snapshot, selection: Extract<Selection, { kind: 'node' }>): InspectView | undefined {
  const { objects } = snapshot;
  const node = objects.all(device_node).find(({ path }) => path === selection.path);
  if (node === undefined) return undefined;
  const source = nodeSource(snapshot.messages.cells, snapshot.board, selection.path);
  const view = inspectObject(snapshot, node.$id, selection);
  const hardware = objects.all(board_device).filter(({ path }) => path === selection.path);
  const devices = objects.all(device).filter(({ of_node }) => of_node?.path === selection.path);
  const below = linesBelow(snapshot, selection.path);
  return {
    ...view,
    ...nodeChain(snapshot, selection.path, below),
    groups: [...view.groups, ...[...devices, ...hardware].map((object) => fieldGroup(snapshot, object))],
    sources: source === undefined ? [] : [source],
    actions: [...lineActions(snapshot, selection.path), ...actionsBelow(snapshot, below, MOST_BELOW)],
    wires: wiresOf(snapshot, selection.path),
  };
}

/** So many interrupts of a node have a sentence each. */
const MOST_SENTENCES = 24;
/** So many nodes below it have buttons for their lines. */
const MOST_BELOW = 8;

/** Whether a PCI host was given up that has nothing behind its ports: what is in a board's slots is in no tree. */
function isEmptyHost({ hardware, requests }: Snapshot, path: string): boolean {
  const host = hardware?.pci.hosts.find(({ node }) => node.path === path);
  const gaveUp = requests?.of(path).some(({ outcome }) => outcome.kind === 'not-bound' && outcome.gaveUp !== undefined);
  return gaveUp === true && host !== undefined && host.functions.every(({ design }) => design.bridge);
}

/**
 * The way of the first interrupt that a node's driver has, else of the first that it lists; and what became of each. `below` are
 * lines that nodes below it have. A device that lists none may have one by a GPIO or a message all the same.
 */
function nodeChain(snapshot: Snapshot, path: string, below: readonly LineBelow[]): Partial<InspectView> {
  const { requests, relations, objects, messages } = snapshot;
  const all = requests?.of(path) ?? [];
  const story = [
    ...deviceStory(messages, requests?.deviceOf(path), all, MOST_SENTENCES),
    ...storyBelow(snapshot, path, below, MOST_SENTENCES),
    ...(isEmptyHost(snapshot, path) ? [messages.requests.emptySlot] : []),
  ];
  const had = all.flatMap(({ outcome }) => (outcome.kind === 'requested' ? [outcome.irq] : []))[0];
  const other = all.length === 0 ? relations.irqsOf(`node:${path}`)[0]?.virq : undefined;
  const virq = had ?? below.find(({ desc }) => desc !== undefined)?.desc?.irq_data.irq ?? other;
  const desc = virq === undefined ? undefined : objects.all(irq_desc).find(({ irq_data: { irq } }) => irq === virq);
  const [line] = below;
  const chain =
    desc !== undefined
      ? irqChain(snapshot, desc)
      : all.length > 0
        ? lineChain(snapshot, path, all[0]?.index ?? 0)
        : line === undefined
          ? undefined
          : lineChain(snapshot, line.node.path, line.index);
  return chain === undefined ? { story } : { ...chain, story: [...story, ...chain.story] };
}

function inspectObject(snapshot: Snapshot, id: number, selection: Selection): InspectView {
  const { objects, version } = snapshot;
  const object = objects.anyObject(id);
  const domain = objects.typeOf(id) === irq_domain ? objects.object(id, irq_domain) : undefined;
  const name = `/sys/kernel/debug/irq/domains/${domain?.name ?? ''}`;
  const printed = snapshot.printed?.get(`domains/${domain?.name ?? ''}`);
  return {
    ...NOTHING,
    title: labelOf(objects, id),
    selection,
    groups: object === undefined ? [] : [fieldGroup(snapshot, object)],
    texts: domain === undefined ? [] : [{ name, text: printed ?? reportDomain(domain, version) }],
  };
}
