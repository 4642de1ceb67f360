/** The whole way of one interrupt at one moment, from its source to its handlers, and whether it would arrive. */
import { type Cpumask, cpumaskCpus, cpumaskList } from '../../../base/cpumask.ts';
import { partition_desc } from '../../linux/drivers/irqchip/irq-partition-percpu.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import { type irq_data, IRQD_IRQ_MASKED } from '../../linux/include/linux/irq.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { type ControllerBlock, controller_block, pci_function, pl061, type Wire } from '../../machine/index.ts';
import type { Command } from '../../api/scenario/types.ts';
import type { Arrival, ChainHop } from '../../api/inspect.ts';

import { wireWords } from '../words/cells.ts';
import { partitionsOf } from '../../record/partitions.ts';
import { throughPlatformMessage } from './platform-message.ts';
import { mappedTo, type Scene, sceneOf } from './scene.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { type Stop, Way } from './way.ts';
import { intidLabel, isOwn, throughDistributor, throughOwn, throughRedistributor } from './gic.ts';
import { throughHandlers, throughInput, throughKernel, whatNext } from './kernel.ts';
import { cpusOf, sayPartitions, throughPartition } from './partition.ts';
import { type Arrived, atDoorbell } from './doorbell.ts';
import { type Vector, waitsForMaster } from './function.ts';
import { throughMessage } from './message.ts';
import type { Source } from './source.ts';
import { inputOf, outputOf, throughLine, throughWire } from './wire.ts';

export interface Chain {
  readonly chain: readonly ChainHop[];
  readonly story: readonly string[];
  readonly arrival: Arrival | undefined;
}

/** The chain of a descriptor. */
export function irqChain(snapshot: Snapshot, desc: irq_desc): Chain {
  const scene = sceneOf(snapshot);
  if (scene === undefined) return chainOfKernel(snapshot, desc);
  const msi = desc.irq_common_data.msi_desc;
  const fn = scene.objects.all(pci_function).find(({ bdf }) => bdf === msi?.dev?.name);
  if (msi !== undefined && fn !== undefined) {
    // Messages of one MSI share a msi_desc, one irq after another.
    const vector = msi.msi_index + (desc.irq_data.irq - msi.irq);
    return messageChain(scene, { fn, vector, desc });
  }
  const way = new Way(scene.messages.way);
  const bridge = msi === undefined ? undefined : bridgeOf(scene, desc);
  if (bridge !== undefined) return bridgeChain(way, scene, bridge, desc);
  if (msi !== undefined) {
    arrived(way, scene, throughPlatformMessage(way, scene, desc), desc);
    return finish(way, undefined, undefined);
  }
  return wireChain(way, scene, desc);
}

/** The chain of a vector, whether or not the kernel uses it. */
export function vectorChain(
  snapshot: Snapshot,
  bdf: string,
  vector: number,
  desc: irq_desc | undefined,
): Chain | undefined {
  const scene = sceneOf(snapshot);
  const fn = scene?.objects.all(pci_function).find((each) => each.bdf === bdf);
  if (scene === undefined || fn === undefined) return undefined;
  const count = fn.design.msix?.entries ?? fn.design.msi?.vectors ?? 0;
  return vector < count ? messageChain(scene, { fn, vector, desc }) : undefined;
}

/** The chain of one interrupt of a node, whether or not anybody asked for it. */
export function lineChain(snapshot: Snapshot, path: string, index: number): Chain | undefined {
  const scene = sceneOf(snapshot);
  const node = scene?.machine.wiring.node(path);
  if (scene === undefined || node === undefined) return undefined;
  const way = new Way(scene.messages.way);
  const source = throughLine(way, scene, node, index, undefined);
  const { noController, when, why } = way.messages;
  if (source === undefined) {
    way.pass({ label: noController, kind: 'controller' }, { why: way.unasked ?? why.noRoute, missing: true });
    return finish(way, when.raises({ node: node.name, index: undefined }), undefined);
  }
  const { wire, fire } = source;
  const intid = wire.controller === scene.machine.gicNode ? inputOf(scene, wire) : undefined;
  if (intid === undefined) {
    const { controller } = wire;
    const selection = { kind: 'node', path: controller.path } as const;
    const found = { why: way.unasked ?? why.notModelled({ path: controller.path }), missing: true };
    way.pass({ label: controller.name, kind: 'controller', selection }, found);
    return finish(way, fire?.when, undefined);
  }
  way.say(wireSentence(scene, source));
  atGic(way, scene, intid, mappedTo(scene, scene.root, intid));
  return finish(
    way,
    fire?.when ?? (isOwn(intid) ? ownWhen(way, intid) : undefined),
    fire?.command ?? ownCommand(intid),
  );
}

/** Without the hardware only the kernel's part of it is known, and not whether it would arrive. */
function chainOfKernel({ messages, objects, relations }: Snapshot, desc: irq_desc): Chain {
  const way = new Way(messages.way);
  const source = relations.sourceOf(desc);
  if (source !== undefined) way.pass({ label: source.label, kind: 'device', selection: source.selection });
  kernelAlone(way, { objects }, desc);
  return finish(way, undefined, undefined);
}

const finish = (way: Way, when: string | undefined, command: Command | undefined): Chain => ({
  chain: way.hops,
  story: way.story,
  arrival:
    when === undefined
      ? undefined
      : way.arrival(when, command === undefined ? undefined : { name: way.messages.tryIt, command }),
});

function messageChain(scene: Scene, vector: Vector): Chain {
  const way = new Way(scene.messages.way);
  arrived(way, scene, throughMessage(way, scene, vector), vector.desc);
  const { bdf } = vector.fn;
  const { when } = way.messages;
  const words = waitsForMaster(scene, vector.fn) ? when.vectorOfMaster : when.vector;
  return finish(way, words({ vector: vector.vector }), { do: 'msix.fire', bdf, vector: vector.vector });
}

/** From what a doorbell made of a message to the handlers. */
function arrived(way: Way, scene: Scene, where: Arrived | undefined, desc: irq_desc | undefined): void {
  if (where === undefined) {
    if (desc !== undefined) kernelAlone(way, scene, desc);
    return;
  }
  if (where.kind === 'block') {
    throughBlock(way, scene, where.intid, desc);
    return;
  }
  if (where.kind === 'input') {
    if (desc !== undefined && !below(way, scene, where.wire, desc)) kernelAlone(way, scene, desc);
    return;
  }
  if (where.kind === 'lpi') throughRedistributor(way, scene, where.cpu, where.lpi, desc);
  else throughDistributor(way, scene, where.intid, desc);
  const intid = where.kind === 'lpi' ? where.lpi : where.intid;
  handled(way, scene, intid, throughKernel(way, scene, scene.root, intid));
}

/** From a block of MSIs by the interrupt that all of its vectors share to the vector's own. */
function throughBlock(way: Way, scene: Scene, intid: number | undefined, desc: irq_desc | undefined): void {
  if (intid !== undefined) {
    throughDistributor(way, scene, intid, undefined);
    throughKernel(way, scene, scene.root, intid);
  }
  if (desc !== undefined) kernelAlone(way, scene, desc);
}

/** What the kernel has of an interrupt whose message leads nowhere yet. */
function kernelAlone(way: Way, scene: Pick<Scene, 'objects'>, desc: irq_desc): void {
  const { irq } = desc.irq_data;
  way.pass({ label: way.messages.irq({ irq }), kind: 'irq', selection: { kind: 'irq', virq: irq } });
  throughHandlers(way, scene, desc);
}

function handled(way: Way, scene: Scene, intid: number, desc: irq_desc | undefined): void {
  if (desc === undefined) return;
  throughHandlers(way, scene, desc);
  const { story, noFlow } = way.messages;
  const { irq } = desc.irq_data;
  const said = {
    intid: intidLabel(intid),
    irq,
    flow: desc.handle_irq?.fname ?? noFlow,
    next: whatNext(way.messages, desc),
  };
  if (desc.percpu_enabled !== undefined && (desc.irq_common_data.state_use_accessors & IRQD_IRQ_MASKED) !== 0)
    way.say(story.percpu({ irq, cpus: cpumaskList(desc.percpu_enabled) }));
  way.say(way.open ? story.acknowledged(said) : story.ifItCame(said));
}

function wireChain(way: Way, scene: Scene, desc: irq_desc): Chain {
  const { domain, hwirq } = desc.irq_data;
  const partitions = partitionsOf(domain);
  if (partitions?.chained_desc !== undefined) return partitionChain(way, scene, desc, partitions);
  const source = throughWire(way, scene, desc);
  const fire = source?.fire;
  // While it is being mapped it has no domain yet, but its wire ends where it ends.
  const isAtGic = source?.wire.controller === scene.machine.gicNode;
  const meant = domain === undefined && isAtGic ? source : undefined;
  const atRoot = domain !== undefined && domain.$id === scene.root?.$id;
  const intid = meant === undefined ? (atRoot ? hwirq : undefined) : inputOf(scene, meant.wire);
  if (intid !== undefined) {
    if (source !== undefined) way.say(wireSentence(scene, source));
    atGic(way, scene, intid, desc);
    const split = desc.irq_common_data.handler_data;
    if (partition_desc.is(split)) sayPartitions(way, scene, split);
    return finish(
      way,
      fire?.when ?? (isOwn(intid) ? ownWhen(way, intid) : undefined),
      fire?.command ?? ownCommand(intid),
    );
  }
  const wire = source?.wire ?? inputAt(scene, desc);
  if (wire === undefined || !below(way, scene, wire, desc)) kernelAlone(way, scene, desc);
  return finish(way, fire?.when, fire?.command);
}

/** One device of a PPI that means another on other CPUs. */
function partitionChain(way: Way, scene: Scene, desc: irq_desc, partitions: partition_desc): Chain {
  const source = throughWire(way, scene, desc);
  if (source !== undefined) way.say(wireSentence(scene, source));
  const { hwirq } = desc.irq_data;
  const cpus = cpusOf(partitions, hwirq);
  const ppi = partitions.chained_desc ?? desc;
  const intid = ppi.irq_data.hwirq;
  atGic(way, scene, intid, ppi, cpus);
  throughPartition(way, scene, partitions, hwirq);
  const [cpu] = cpumaskCpus(cpus);
  if (cpu === undefined) return finish(way, ownWhen(way, intid), undefined);
  return finish(way, way.messages.when.wireOn({ intid: intidLabel(intid), cpu }), { do: 'ppi.raise', cpu, intid });
}

const ownWhen = ({ messages: { when } }: Way, intid: number): string =>
  intid < 16 ? when.sgi({ intid }) : when.wire({ intid: intidLabel(intid) });

/** A PPI of the boot CPU is as good as any; SGIs need a sender and a receiver, which a person chooses in the script. */
function ownCommand(intid: number): Command | undefined {
  return intid >= 16 && isOwn(intid) ? { do: 'ppi.raise', cpu: 0, intid } : undefined;
}

function wireSentence({ machine, messages }: Scene, { wire, what }: Source): string {
  return messages.way.story.wire({ what, wire: wireWords(messages.cells, machine, wire) });
}

function atGic(way: Way, scene: Scene, intid: number, desc: irq_desc | undefined, among?: Cpumask): void {
  if (isOwn(intid)) throughOwn(way, scene, intid, desc, among);
  else {
    const cpu = throughDistributor(way, scene, intid, desc);
    if (cpu !== undefined) way.say(way.messages.story.routed({ cpu }));
  }
  handled(way, scene, intid, throughKernel(way, scene, scene.root, intid));
}

/** The input of a controller below the GIC that a descriptor stands for, where nobody's wire is known to end there. */
function inputAt({ machine }: Scene, { irq_data: { domain, hwirq } }: irq_desc): Wire | undefined {
  const controller = is_of_node(domain?.fwnode) ? machine.wiring.node(domain.fwnode.path) : undefined;
  return controller === undefined ? undefined : { controller, cells: [hwirq] };
}

/** The level of an interrupt that is of a controller's domain; the innermost where the controller has several. */
function levelAt({ controller }: Wire, desc: irq_desc): irq_data | undefined {
  let found: irq_data | undefined;
  for (let d: irq_data | undefined = desc.irq_data; d !== undefined; d = d.parent_data)
    if (is_of_node(d.domain?.fwnode) && d.domain.fwnode.path === controller.path) found = d;
  return found;
}

/** The controller that sends a message for a wire, where this is the interrupt of one. */
function bridgeOf({ machine }: Scene, { irq_data: { domain } }: irq_desc): ControllerBlock | undefined {
  const block = is_of_node(domain?.fwnode) ? machine.blocks.get(domain.fwnode.path) : undefined;
  return block?.design.message === undefined ? undefined : block;
}

/** From a wire by a controller's message to who takes that. */
function bridgeChain(way: Way, scene: Scene, block: ControllerBlock, desc: irq_desc): Chain {
  const source = throughWire(way, scene, desc);
  if (source !== undefined) way.say(wireSentence(scene, source));
  const wire = source?.wire ?? inputAt(scene, desc);
  const { domain, hwirq } = desc.irq_data;
  const pin = (wire === undefined ? undefined : inputOf(scene, wire)) ?? hwirq;
  const controller = wire?.controller.name ?? block.node.name;
  const { messages } = way;
  way.pass({
    label: messages.line({ controller, pin }),
    kind: 'controller',
    ...(domain === undefined ? {} : { selection: { kind: 'domain', id: domain.$id } as const }),
    detail: messages.sendsMessage,
  });
  const { words } = scene.objects.object(block.state.$id, controller_block);
  const { node, machine } = block;
  const word = (offset: number): number => words.get(offset >>> 2) ?? 0;
  const message = block.design.message?.({ node, machine, word, namedBy: (input) => block.namedBy(input) }, pin);
  if (message === undefined) {
    way.pass({ label: messages.noMessage, kind: 'event' }, { why: messages.why.noAddress, missing: true });
    kernelAlone(way, scene, desc);
  } else {
    const { address, data, deviceId } = message;
    const what = messages.source.line({ pin });
    arrived(
      way,
      scene,
      atDoorbell(way, scene, { desc, deviceId, address, message: { address: BigInt(address), data, what } }),
      desc,
    );
  }
  return finish(way, source?.fire?.when, source?.fire?.command);
}

/** Where an input goes on from a controller, and the descriptor that stands for it there. */
interface Next {
  readonly wire: Wire;
  readonly desc: irq_desc;
  /** The same interrupt at the next level, or another that it comes in by. */
  readonly stacked: boolean;
}

function nextOf(scene: Scene, wire: Wire, pin: number, desc: irq_desc): Next | undefined {
  const { machine, objects } = scene;
  const block = machine.blocks.get(wire.controller.path);
  if (block === undefined) {
    const output = outputOf(scene, wire.controller);
    const up = output === undefined ? undefined : throughWire(new Way(scene.messages.way), scene, output);
    return output === undefined || up === undefined ? undefined : { wire: up.wire, desc: output, stacked: false };
  }
  const output = block.design.output(block, pin);
  const up = typeof output === 'number' ? machine.wiring.wireOf(block.node, output) : output;
  if (up === undefined) return undefined;
  if (levelAt(wire, desc)?.parent_data !== undefined) return { wire: up, desc, stacked: true };
  const hwirq = inputOf(scene, up);
  const next = objects.all(irq_desc).find((each) => levelAt(up, each)?.hwirq === hwirq);
  return next === undefined ? undefined : { wire: up, desc: next, stacked: false };
}

/** Why an input of a controller would not get through it. */
function whyHeldBack(scene: Scene, { controller }: Wire, pin: number, desc: irq_desc): Stop | undefined {
  const { why, fix } = scene.messages.way;
  const disabled: Stop = { why: why.lineDisabled({ pin }), fix: fix.requestIrq };
  if (scene.machine.blocks.has(controller.path) || controller === scene.machine.local?.node)
    return (desc.irq_common_data.state_use_accessors & IRQD_IRQ_MASKED) === 0 ? undefined : disabled;
  const gpio = scene.objects.all(pl061).find(({ path }) => path === controller.path);
  if (gpio === undefined) return { why: why.notModelled({ path: controller.path }) };
  return ((gpio.ie >>> pin) & 1) === 0 ? disabled : undefined;
}

/** An input of a controller below the GIC, and what it goes on to. False where that is not known. */
function below(way: Way, scene: Scene, wire: Wire, desc: irq_desc): boolean {
  const { controller } = wire;
  const pin = inputOf(scene, wire) ?? 0;
  const level = levelAt(wire, desc) ?? desc.irq_data;
  const { domain } = level;
  way.pass(
    {
      label: way.messages.line({ controller: controller.name, pin }),
      kind: 'controller',
      ...(domain === undefined ? {} : { selection: { kind: 'domain', id: domain.$id } as const }),
      detail: way.messages.inputOf,
    },
    whyHeldBack(scene, wire, pin, desc),
  );
  const next = nextOf(scene, wire, pin, desc);
  if (next === undefined) return false;
  if (!next.stacked)
    way.say(way.messages.story.oneOfSeveral({ pin, controller: controller.name, irq: next.desc.irq_data.irq }));
  if (next.wire.controller !== scene.machine.gicNode) {
    if (!below(way, scene, next.wire, next.desc)) return false;
  } else {
    const intid = inputOf(scene, next.wire);
    if (intid === undefined) return false;
    atGic(way, scene, intid, next.desc);
  }
  if (!next.stacked) throughInput(way, scene, domain, level.hwirq, way.messages.source.line({ pin }));
  return true;
}
