/**
 * Which interrupts of a node a driver asks for, by which call, and how it requests them: what the scan of its source says,
 * and where that is silent what most drivers do, which is to ask for every interrupt, by its name where it has one.
 */
import { IRQF_NO_AUTOEN, IRQF_NO_SUSPEND, IRQF_ONESHOT, IRQF_SHARED } from '../include/linux/interrupt.ts';
import type { AskedFrom, AskedIrq, NumberedName, RequestedIrq, RequestFlag, ScannedIrqs } from './scanned-irqs.ts';

/** What is done with an interrupt once its number is known. */
export interface RequestPlan {
  /**
   * `threaded`: the handler runs in a thread. `chained`: the driver is an interrupt controller, and its lines hang on this.
   * `never`: it is mapped, and that is all.
   */
  readonly kind: 'hard' | 'threaded' | 'chained' | 'never';
  readonly flags: number;
  /** The driver leaves it to the kernel's way to handle interrupts of a chip with registers (regmap-irq). */
  readonly isRegmapChip?: boolean;
  /** Undefined for the device's name. */
  readonly name: string | undefined;
  /** The name is one that the kernel numbers. */
  readonly numbered?: NumberedName;
  /** Where the driver requests it: `probe`, or the operation that does it later (`ndo_open`). Undefined where not known. */
  readonly where: string | undefined;
}

/** One interrupt that the driver asks for. */
export interface AskPlan {
  /** Place in the node's list. */
  readonly index: number;
  /** Set where the driver asks by name. */
  readonly byName: string | undefined;
  readonly from: AskedFrom;
  /** The driver does without. */
  readonly optional: boolean;
  readonly request: RequestPlan;
}

export interface Plan {
  readonly asks: readonly AskPlan[];
  /** False where an interrupt that is not in the plan says nothing: the source was not understood, or asks in a loop. */
  readonly known: boolean;
}

/** The interrupts that a node lists. */
export interface NodeIrqs {
  readonly count: number;
  readonly names: readonly string[];
  /** The node is an interrupt controller, or has one below it. */
  readonly isController: boolean;
  /** The first cell of a property of the node. */
  readonly cell: (property: string) => number | undefined;
  /** Channels of this DMA controller that available nodes name in their `dmas`. */
  readonly takenChannels: () => readonly number[];
}

const FLAGS: Readonly<Record<RequestFlag, number>> = {
  shared: IRQF_SHARED,
  oneshot: IRQF_ONESHOT,
  'no-autoen': IRQF_NO_AUTOEN,
  // Which trigger is not known: the tree's counts.
  trigger: 0,
  wakes: IRQF_NO_SUSPEND,
};

/** Buses whose devices are asked with messages that wait for an answer: their handlers run in threads. */
const SLOW_BUSES: ReadonlySet<string> = new Set([
  'i2c',
  'spi',
  'spmi',
  'sunxi-rsb',
  'slimbus',
  'soundwire',
  'serial',
  'mdio_bus',
]);

const HELD: Readonly<Record<string, AskedFrom>> = {
  platform: 'platform',
  amba: 'amba-device',
  i2c: 'i2c-client',
  spi: 'spi-device',
};

/** Who keeps the first interrupt of its devices, and no other. */
function keepsOne(from: AskedFrom): boolean {
  return from === 'i2c-client' || from === 'spi-device' || from === 'phylib';
}

/** Where flags are not known the line is shared: that lets others have it too. */
function usual(bus: string, isController: boolean): RequestPlan {
  const slow = SLOW_BUSES.has(bus);
  const flags = IRQF_SHARED | (slow ? IRQF_ONESHOT : 0);
  return { kind: slow ? 'threaded' : isController ? 'chained' : 'hard', flags, name: undefined, where: undefined };
}

const NEVER: RequestPlan = { kind: 'never', flags: 0, name: undefined, where: undefined };

function requestPlan(request: RequestedIrq, bus: string): RequestPlan {
  const threaded = request.kind === 'threaded' || request.kind === 'regmap-chip';
  const oneshot = request.kind === 'regmap-chip' || (threaded && request.flags === undefined);
  const known = request.flags?.reduce((all, flag) => all | FLAGS[flag], 0) ?? IRQF_SHARED;
  if (request.kind === 'never') return NEVER;
  return {
    kind: request.kind === 'chained' ? 'chained' : threaded || SLOW_BUSES.has(bus) ? 'threaded' : 'hard',
    flags: known | (oneshot || SLOW_BUSES.has(bus) ? IRQF_ONESHOT : 0),
    name: request.name.kind === 'text' ? request.name.text : undefined,
    where: request.where,
    ...(request.kind === 'regmap-chip' ? { isRegmapChip: true } : {}),
    ...(request.name.kind === 'numbered' ? { numbered: request.name.what } : {}),
  };
}

/** The request that belongs to an ask: its own, the one in probe first, else one that takes any number. */
function requestFor({ requested }: ScannedIrqs, ask: number): RequestedIrq | undefined {
  const own = requested.filter(({ asked }) => asked === ask);
  const fits = own.length > 0 ? own : requested.filter(({ asked }) => asked === undefined);
  const inProbe = fits.filter(({ where }) => where === 'probe');
  const [first, ...others] = inProbe.length > 0 ? inProbe : fits;
  // Which of several names is this interrupt's is not known.
  const isSure = first === undefined || others.every(({ name }) => textOf(name) === textOf(first.name));
  return isSure ? first : { ...first, name: { kind: 'unknown' } };
}

function textOf(name: RequestedIrq['name']): string | undefined {
  return name.kind === 'text' ? name.text : undefined;
}

/** Every interrupt of the node, as most drivers of that bus would ask for it. */
function everything(bus: string, irqs: NodeIrqs, request: RequestPlan): AskPlan[] {
  const held = HELD[bus] ?? 'of';
  const first = keepsOne(held) ? Math.max(0, irqs.names.indexOf('irq')) : undefined;
  return Array.from({ length: irqs.count }, (_, index) => {
    const from = first === undefined || index === first ? held : 'of';
    const byName = from === 'platform' || from === 'of' ? irqs.names[index] : undefined;
    return { index, byName, from, optional: index > 0 || from !== 'platform', request };
  });
}

/** Places of the interrupts that an ask means, which the node may not have. */
function placesOf({ by, from }: AskedIrq, { names, count, cell, takenChannels }: NodeIrqs): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  switch (by.kind) {
    case 'name':
      return [names.indexOf(by.name)];
    case 'numbered':
      return all.filter((index) => isNumbered(names[index], by.start));
    case 'index':
      return [from === 'i2c-client' ? Math.max(0, names.indexOf('irq')) : by.index];
    case 'from':
      return all.slice(by.index);
    case 'at':
      return [cell(by.property) ?? -1];
    case 'below':
      return all.slice(0, cell(by.property) ?? 0);
    case 'mask': {
      const mask = cell(by.property);
      return mask === undefined ? all : all.filter((index) => ((mask >>> index) & 1) === 1);
    }
    case 'taken': {
      const taken = takenChannels();
      return all.filter((index) => taken.includes(index));
    }
    case 'unknown':
      return [];
  }
}

function asksByName({ by }: AskedIrq): boolean {
  return by.kind === 'name' || by.kind === 'numbered' || ('named' in by && by.named);
}

function isNumbered(name: string | undefined, start: string): boolean {
  return name !== undefined && name.startsWith(start) && /^\d+$/.test(name.slice(start.length));
}

/** What a driver of a bus asks for at a node. */
export function planOf(bus: string, scanned: ScannedIrqs | undefined, irqs: NodeIrqs): Plan {
  // A PHY's is mapped with it, and phylib requests it when the network interface is opened: its driver does not.
  if (bus === 'phy') return { asks: [], known: true };
  const asked = scanned?.asked ?? [];
  const whole = scanned?.whole === true;
  const known = whole || (asked.length > 0 && asked.every(({ by }) => by.kind !== 'unknown'));
  const asks: AskPlan[] = [];
  for (const [at, ask] of known ? asked.entries() : []) {
    const request = scanned === undefined ? undefined : requestFor(scanned, at);
    const isChannel = request?.kind === 'channel';
    const plan = request === undefined ? usual(bus, irqs.isController) : requestPlan(request, bus);
    for (const index of placesOf(ask, irqs)) {
      // A driver of many devices asks some for what only others have.
      if (index < 0 || index >= irqs.count || asks.some((each) => each.index === index)) continue;
      const byName = asksByName(ask) ? irqs.names[index] : undefined;
      const isSpare = isChannel && asks.length >= irqs.takenChannels().length;
      const own = isSpare ? { ...NEVER, where: plan.where } : plan;
      asks.push({ index, byName, from: ask.from, optional: ask.optional || ask.from !== 'platform', request: own });
    }
  }
  // None of what was seen fits: then the rest of the driver was not seen.
  if (whole || asks.length > 0 || irqs.count === 0) return { asks, known };
  const some = scanned?.requested.find(({ where }) => where === 'probe') ?? scanned?.requested[0];
  return {
    asks: everything(bus, irqs, some === undefined ? usual(bus, irqs.isController) : requestPlan(some, bus)),
    known: false,
  };
}
