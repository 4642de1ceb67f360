/**
 * A line that is not wired or not driven as the tree says: where it really leads, and what comes of it there. Linux sets up
 * the input that the tree names; whether that hears the device is the hardware's affair.
 */
import { word } from '../../api/messages/said.ts';
import type { Signal } from '../../api/scenario/names.ts';
import type { WireOptions } from '../../api/scenario/types.ts';
import type { DtNode } from '../../devicetree/index.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import {
  bit,
  device_line,
  forecastSpi,
  gicCells,
  gicIntid,
  intidName,
  levelsOf,
  pl061,
  type Wire,
} from '../../machine/index.ts';
import { mappedTo, type Scene } from './scene.ts';
import type { Stop, Way } from './way.ts';

/** A line as it is at this moment, where `wires` name it. */
export interface OddLine {
  readonly node: DtNode;
  readonly index: number;
  readonly options: WireOptions;
  /** Where the tree says that it leads; undefined where it says nothing. */
  readonly tree: Wire | undefined;
  /** Where it really leads; undefined: nowhere. */
  readonly end: Wire | undefined;
  /** It leads to the input that the tree names. */
  readonly isStraight: boolean;
  readonly high: boolean;
  /** The device has asked, and nobody has served it. */
  readonly asks: boolean;
}

/** undefined for a line that is as the tree says. */
export function oddLine(
  { machine, objects }: Pick<Scene, 'machine' | 'objects'>,
  node: DtNode,
  index: number,
): OddLine | undefined {
  const options = machine.lines.optionsOf(node.path, index);
  if (options === undefined) return undefined;
  const state = objects.all(device_line).find((line) => line.path === node.path && line.index === index);
  const tree = machine.wiring.wireOf(node, index);
  const end = machine.lines.endOf(node, index);
  const high = state?.high ?? false;
  const input = (wire: Wire | undefined): string =>
    wire === undefined ? '' : `${wire.controller.path} ${inputNumber(machine.gicNode, wire) ?? ''}`;
  return {
    node,
    index,
    options,
    tree,
    end,
    isStraight: input(tree) === input(end),
    high,
    asks: options.signal === undefined ? high : (state?.asks ?? false),
  };
}

/** The number of an input, as its controller counts. */
export function inputNumber(gicNode: DtNode | undefined, { controller, cells }: Wire): number | undefined {
  return controller === gicNode ? gicIntid(cells) : cells[0];
}

/** Whether another request makes no difference: the line is at the level that says so. */
export function isHeld({ options: { signal }, asks }: OddLine): boolean {
  return asks && (signal === undefined || signal === 'level-high' || signal === 'level-low');
}

/** The levels that the line takes in turn when the device asks now. */
function levelsNow(line: OddLine): readonly boolean[] {
  if (isHeld(line)) return [];
  return levelsOf(line.options.signal ?? 'level-high', line.high);
}

/** What an input looks for at this moment. */
type Sense =
  | { readonly kind: 'level'; readonly active: boolean }
  | { readonly kind: 'edge'; readonly rising: boolean; readonly falling: boolean };

/** A GIC's inputs are active high; those of a GPIO controller are as its driver has set them. */
function senseOf({ machine, gic, objects }: Scene, { controller, cells }: Wire): Sense | undefined {
  if (controller === machine.gicNode) {
    const intid = gicIntid(cells);
    if (gic === undefined || intid === undefined) return undefined;
    return bit(gic.dist.edge, intid) ? { kind: 'edge', rising: true, falling: false } : { kind: 'level', active: true };
  }
  const gpio = objects.all(pl061).find(({ path }) => path === controller.path);
  if (gpio === undefined) return undefined;
  const has = (register: number): boolean => ((register >>> (cells[0] ?? 0)) & 1) !== 0;
  if (has(gpio.is)) return { kind: 'level', active: has(gpio.iev) };
  const both = has(gpio.ibe);
  return { kind: 'edge', rising: both || has(gpio.iev), falling: both || !has(gpio.iev) };
}

/** Passes the stations that the line has of its own: what is driven on it, and where it leads if that is elsewhere. */
export function throughOddLine(way: Way, scene: Scene, line: OddLine): void {
  const { messages } = way;
  const { options, end, isStraight, node } = line;
  const selection = { kind: 'node', path: node.path } as const;
  if (end === undefined) {
    way.pass(
      { label: messages.nowhere, kind: 'wire', selection, detail: messages.nowhereAbout },
      { why: messages.why.leadsNowhere, fix: messages.fix.leadsNowhere },
    );
    return;
  }
  const unheard = whyUnheard(way, scene, line, end);
  if (options.signal !== undefined) {
    const { signal } = options;
    way.pass({ label: messages.driven({ signal }), kind: 'wire', selection, detail: messages.drivenAbout }, unheard);
    if (unheard === undefined) sayOfSignal(way, scene, options.signal, end);
  }
  if (isStraight) return;
  way.say(messages.story.really({ end: endText(way, scene, end) }));
  way.pass(
    {
      label: messages.really({ end: endText(way, scene, end) }),
      kind: 'intid',
      selection,
      detail: messages.reallyAbout,
    },
    unheard ?? whyElsewhere(way, scene, line, end),
  );
}

/** "SPI 40 (INTID 72)", "line 3 of gpio@ff780000". */
export function endText({ messages }: Pick<Way, 'messages'>, { machine }: Pick<Scene, 'machine'>, end: Wire): string {
  const input = inputNumber(machine.gicNode, end) ?? 0;
  return end.controller === machine.gicNode
    ? intidName(input)
    : messages.lineOf({ controller: end.controller.name, pin: input });
}

/** Why the input does not hear the device ask; undefined when it does. */
function whyUnheard({ messages: { why, fix } }: Way, scene: Scene, line: OddLine, end: Wire): Stop | undefined {
  const sense = senseOf(scene, end);
  if (sense === undefined) return undefined;
  const { high, options, node, index } = line;
  const levels = levelsNow(line);
  const last = levels.at(-1) ?? high;
  if (sense.kind === 'level') {
    if (last === sense.active) return undefined;
    if (options.signal === 'pulse') return { why: why.pulseGone, fix: triggerFix(fix, scene, line, end, true) };
    return { why: why.inverted({ high: last }), fix: triggerFix(fix, scene, line, end, last) };
  }
  const changes = levels.map((level) => (level ? sense.rising : sense.falling));
  if (changes.includes(true)) return undefined;
  if (levels.length > 0) return { why: why.otherEdge({ rises: last }), fix: triggerFix(fix, scene, line, end, last) };
  const lower = { name: fix.letGo, command: { do: 'line.lower', node: node.path, index } } as const;
  return { why: why.noEdge({ high }), fix: fix.letGoFirst, fixes: [lower] };
}

/** The trigger cell that would hear it, where the controller has one. `active` is the level or edge that says that the device asks. */
function triggerFix(fix: Way['messages']['fix'], scene: Scene, line: OddLine, end: Wire, active: boolean): string {
  if (end.controller !== scene.machine.gicNode || active)
    return fix.trigger({ cells: cellsThatHear(scene, line, end) });
  return fix.noPolarity;
}

/** What a person should know although it arrives. */
function sayOfSignal(way: Way, scene: Scene, signal: Signal, end: Wire): void {
  const sense = senseOf(scene, end);
  const { story } = way.messages;
  if (sense?.kind === 'edge' && signal.startsWith('level')) way.say(story.levelAtEdge);
  if (sense?.kind === 'level' && (signal === 'rising' || signal === 'falling')) way.say(story.edgeAtLevel);
}

/** What comes of a message at an input that the tree does not name. */
function whyElsewhere(way: Way, scene: Scene, line: OddLine, end: Wire): Stop {
  const { why, fix } = way.messages;
  const { machine, gic, objects, messages } = scene;
  const remedy = fix.cells({ cells: cellsThatHear(scene, line, end), ...origin(scene, line, end) });
  const input = inputNumber(machine.gicNode, end) ?? 0;
  if (end.controller === machine.gicNode) {
    const stop = gic === undefined ? undefined : forecastSpi(gic, input).stop;
    if (stop !== undefined) {
      const said = word(messages.stops, stop.why);
      return { why: stop.why.code === 'disabled' ? why.pendingThere({ why: said }) : said, fix: remedy };
    }
    return { why: strangerAt(way, mappedTo(scene, scene.root, input)), fix: remedy };
  }
  const gpio = objects.all(pl061).find(({ path }) => path === end.controller.path);
  if (gpio !== undefined && ((gpio.ie >>> input) & 1) === 0)
    return { why: why.lineDisabled({ pin: input }), fix: remedy };
  const domain = objects
    .all(irq_domain)
    .find(({ fwnode }) => is_of_node(fwnode) && fwnode.path === end.controller.path);
  return { why: strangerAt(way, mappedTo(scene, domain, input)), fix: remedy };
}

/** The interrupt is another's. */
function strangerAt({ messages: { why } }: Way, desc: irq_desc | undefined): string {
  return desc === undefined ? why.nobodyThere : why.othersThere({ irq: desc.irq_data.irq, action: desc.action?.name });
}

/** By what the cells came about, where that is plain. */
function origin(
  { machine: { gicNode } }: Scene,
  { tree }: OddLine,
  end: Wire,
): { readonly sum: string | undefined; readonly isId: boolean } {
  if (end.controller !== gicNode) return { sum: undefined, isId: false };
  const intid = gicIntid(end.cells) ?? 0;
  const [, number] = gicCells(intid);
  return { sum: `${intid} − ${intid - number}`, isId: tree?.controller === gicNode && tree?.cells[1] === intid };
}

const TRIGGERS: Readonly<Record<Signal, number>> = { rising: 1, pulse: 1, falling: 2, 'level-high': 4, 'level-low': 8 };

/** The specifier that names the input and how it is driven, as people write it: "<0 40 4>", with the controller where that is another. */
function cellsThatHear({ machine: { gicNode }, messages }: Scene, { tree, options }: OddLine, end: Wire): string {
  const known =
    options.signal === undefined ? tree?.cells[tree.controller === gicNode ? 2 : 1] : TRIGGERS[options.signal];
  // Bits 15:8 of a GIC's third cell are a mask of CPUs.
  const trigger = (known ?? TRIGGERS['level-high']) & 0xf;
  // A GIC refuses a trigger that is low or falling.
  const kept = end.controller === gicNode && (trigger & 0xa) !== 0 ? trigger >> 1 : trigger;
  const isSame = tree?.controller === end.controller;
  const input = inputNumber(gicNode, end) ?? 0;
  const named = end.controller === gicNode ? gicCells(input) : [input];
  const cells = [...named, kept, ...(isSame ? tree.cells.slice(named.length + 1) : [])];
  const text = `<${cells.join(' ')}>`;
  return isSame ? text : messages.way.cellsOf({ cells: text, controller: end.controller.name });
}
