/** Everything behind one interrupt: the kernel's objects, and the hardware's. */
import { eventfd_ctx } from '../../linux/fs/eventfd.ts';
import { vfio_pci_core_device } from '../../linux/include/linux/vfio_pci_core.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { gic_its, pci_function } from '../../machine/index.ts';
import type { Recorded } from '../../recorder/index.ts';
import { reportIrq } from '../../report/debugfs.ts';
import { reportInterrupt } from '../../report/interrupts.ts';
import { reportProcIrq, reportSysIrq } from '../../report/sysfs.ts';
import type { FieldGroup, InspectView } from '../../api/inspect.ts';
import type { Selection } from '../../api/selection.ts';
import { irqActions } from './actions.ts';
import { irqChain, vectorChain } from '../way/chain.ts';
import { fieldGroup, type Recall } from './fields.ts';
import { lpiGroup, ownGroups, spiGroup, vectorGroup } from './fields-hardware.ts';
import { irqSources, uncertainty } from './node-source.ts';
import { wiresOf } from './wires.ts';
import { sceneOf, type Scene } from '../way/scene.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { isOwn } from '../way/gic.ts';
import { standInsOf, whoseHandlers } from '../words/stand-ins.ts';

export function inspectIrq(snapshot: Snapshot, desc: irq_desc, selection: Selection): InspectView {
  const { irq } = desc.irq_data;
  const scene = sceneOf(snapshot);
  const m = snapshot.messages.inspect;
  const chain = irqChain(snapshot, desc);
  return {
    title: m.irq({ irq, action: desc.action?.name }),
    selection,
    ...chain,
    story: [...uncertainty(snapshot, desc), ...chain.story, ...standInStory(snapshot, desc)],
    groups: [...kernelGroups(snapshot, desc), ...(scene === undefined ? [] : hardwareGroups(snapshot, scene, desc))],
    texts: irqTexts(snapshot, desc),
    sources: irqSources(snapshot, desc),
    actions: irqActions(snapshot, desc),
    owner: undefined,
    wires: wiresOf(snapshot, snapshot.relations.sourceOf(desc)?.path, desc),
    code: undefined,
  };
}

/** Which of its handlers are those of drivers that are not modelled. */
function standInStory({ messages: { requests }, relations }: Snapshot, desc: irq_desc): string[] {
  const notes = standInsOf(desc);
  if (notes.length === 0 && whoseHandlers(desc) === 'standIn')
    return [requests.handled({ device: relations.sourceOf(desc)?.label ?? '', driver: undefined, where: undefined })];
  return notes.map(({ dev, where }) => requests.handled({ device: dev.name, driver: dev.driver, where }));
}

/** A vector that the kernel does not use, but the hardware has. */
export function inspectVector(
  snapshot: Snapshot,
  { bdf, vector }: { readonly bdf: string; readonly vector: number },
  selection: Selection,
): InspectView | undefined {
  const { objects, messages } = snapshot;
  const fn = objects.all(pci_function).find((each) => each.bdf === bdf);
  const chain = vectorChain(snapshot, bdf, vector, undefined);
  if (fn === undefined || chain === undefined) return undefined;
  return {
    title: messages.inspect.vector({ model: fn.model, bdf, vector }),
    selection,
    ...chain,
    groups: [vectorGroup(snapshot, fn, vector), fieldGroup(snapshot, fn)],
    texts: [],
    sources: [],
    actions: [],
    owner: undefined,
    wires: undefined,
    code: undefined,
  };
}

/** Objects that belong to the interrupt, in the order in which a person looks for them. */
function kernelGroups(recall: Recall, desc: irq_desc): FieldGroup[] {
  const groups = [fieldGroup(recall, desc, 'irq_desc'), fieldGroup(recall, desc.irq_common_data, 'irq_common_data')];
  const domains: irq_domain[] = [];
  for (let data: irq_data | undefined = desc.irq_data; data !== undefined; data = data.parent_data) {
    const { domain } = data;
    groups.push(fieldGroup(recall, data, `irq_data · ${domain?.name ?? recall.messages.inspect.noDomain}`));
    if (data.chip_data !== undefined) groups.push(fieldGroup(recall, data.chip_data));
    if (domain !== undefined) domains.push(domain);
  }
  const { msi_desc: msi } = desc.irq_common_data;
  if (msi !== undefined) groups.push(fieldGroup(recall, msi));
  for (let action = desc.action; action !== undefined; action = action.next) {
    groups.push(fieldGroup(recall, action, `irqaction · ${action.name ?? '(null)'}`));
    groups.push(...eventfdGroups(recall, action.dev_id));
  }
  for (const domain of domains) groups.push(fieldGroup(recall, domain));
  return unique(groups);
}

/** What user space waits on, where VFIO has the interrupt. */
function eventfdGroups(recall: Recall, cookie: Recorded | undefined): FieldGroup[] {
  if (cookie === undefined || cookie.$type !== eventfd_ctx) return [];
  const contexts = recall.objects
    .all(vfio_pci_core_device)
    .flatMap((core) => core.ctx.values().filter(({ trigger }) => trigger?.$id === cookie.$id));
  return [...contexts, cookie].map((object) => fieldGroup(recall, object));
}

function hardwareGroups(recall: Recall, scene: Scene, desc: irq_desc): FieldGroup[] {
  const { objects, pci } = scene;
  const groups: FieldGroup[] = [];
  const { msi_desc: msi } = desc.irq_common_data;
  const fn = objects.all(pci_function).find(({ bdf }) => bdf === msi?.dev?.name);
  if (msi !== undefined && fn !== undefined) {
    if (msi.is_msix) groups.push(vectorGroup(recall, fn, msi.msi_index));
    groups.push(fieldGroup(recall, fn));
    groups.push(...itsGroups(recall, pci.find(fn.bdf)?.host.deviceId(fn), desc));
  }
  const intid = rootHwirq(scene, desc);
  if (intid === undefined) return groups;
  if (isOwn(intid)) return [...groups, ...ownGroups(recall, scene, intid)];
  if (intid < 8192) return [...groups, ...spiGroup(recall, scene, intid)];
  const redists = scene.gic?.version === 3 ? scene.gic.redists : [];
  const cpus = collectionsOf(scene, intid);
  const own = redists.filter(({ cpu }) => cpus.includes(cpu));
  return [...groups, ...own.map((redist) => lpiGroup(recall, scene, redist, intid))];
}

/** CPUs whose redistributors an ITS sends this LPI to. */
function collectionsOf({ objects }: Scene, lpi: number): number[] {
  return objects.all(gic_its).flatMap((its) =>
    its.devices.values().flatMap(({ translations }) =>
      translations
        .values()
        .filter(({ intid }) => intid === lpi)
        .flatMap(({ icid }) => its.collections.get(icid)?.cpu ?? []),
    ),
  );
}

/** The device's table, the event's entry and its collection, as the ITS has them. */
function itsGroups(recall: Recall, deviceId: number | undefined, desc: irq_desc): FieldGroup[] {
  const objects: Recorded[] = [];
  for (const its of recall.objects.all(gic_its)) {
    const device = its.devices.get(deviceId ?? -1);
    const lpi = desc.irq_data.parent_data?.parent_data?.hwirq ?? desc.irq_data.parent_data?.hwirq;
    const entry = device?.translations.values().find(({ intid }) => intid === lpi);
    const collection = entry === undefined ? undefined : its.collections.get(entry.icid);
    for (const object of [entry, device, collection]) if (object !== undefined) objects.push(object);
  }
  return objects.map((object) => fieldGroup(recall, object));
}

/** The INTID of an interrupt whose hierarchy ends at the GIC. */
function rootHwirq({ root }: Scene, desc: irq_desc): number | undefined {
  let last: irq_data = desc.irq_data;
  while (last.parent_data !== undefined) last = last.parent_data;
  return root !== undefined && last.domain?.$id === root.$id ? last.hwirq : undefined;
}

function unique(groups: readonly FieldGroup[]): FieldGroup[] {
  return [...new Map(groups.map((group) => [group.key, group])).values()];
}

function irqTexts(snapshot: Snapshot, desc: irq_desc): InspectView['texts'] {
  const { irq } = desc.irq_data;
  if (snapshot.printed !== undefined) return printedTexts(snapshot.printed, irq);
  const texts = [{ name: `/sys/kernel/debug/irq/irqs/${irq}`, text: reportIrq(desc, snapshot.version) }];
  const own = reportInterrupt(snapshot, desc);
  if (own !== undefined) texts.push({ name: '/proc/interrupts', text: own });
  if (desc.dir) texts.push({ name: `/proc/irq/${irq}/*`, text: reportProcIrq(snapshot, desc) });
  texts.push({ name: `/sys/kernel/irq/${irq}/*`, text: reportSysIrq(snapshot, desc) });
  return texts;
}

/** What the machine itself printed about an interrupt. */
function printedTexts(printed: ReadonlyMap<string, string>, irq: number): InspectView['texts'] {
  const lines = (printed.get('interrupts') ?? '').split('\n');
  const own = lines.find((line) => line.trimStart().startsWith(`${irq}:`));
  const texts = [
    { name: `/sys/kernel/debug/irq/irqs/${irq}`, text: printed.get(`irqs/${irq}`) },
    { name: '/proc/interrupts', text: own === undefined ? undefined : `${lines[0] ?? ''}\n${own}\n` },
    { name: `/proc/irq/${irq}/*`, text: printed.get(`procirq/${irq}`) },
    { name: `/sys/kernel/irq/${irq}/*`, text: printed.get(`sysirq/${irq}`) },
  ];
  return texts.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
}
