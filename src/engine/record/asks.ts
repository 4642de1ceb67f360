/**
 * Who asked for an interrupt, and what came back: every call of a function by which drivers find an interrupt or request it. The
 * kernel keeps nothing of a request that failed, but the record has the call.
 */
import { stringList, getProperty } from '../devicetree/index.ts';
import { device } from '../linux/include/linux/device.ts';
import { ENOENT } from '../linux/include/linux/errno.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { ownerAmong } from './owner.ts';
import { type Argument, EventKind, getArguments, type Recorder } from '../recorder/index.ts';

/** Functions that find an interrupt of a node; true for those by which a driver asks for what it needs. */
const FINDERS: ReadonlyMap<string, boolean> = new Map([
  ['platform_get_irq', true],
  ['platform_get_irq_optional', false],
  ['platform_get_irq_byname', true],
  ['platform_get_irq_byname_optional', false],
  ['of_irq_get', false],
  ['of_irq_get_byname', false],
  ['irq_of_parse_and_map', false],
]);
const GPIO_FINDER = 'devm_fwnode_gpiod_get';
const GPIO_TO_IRQ = 'gpiod_to_irq';
const REQUESTERS: ReadonlySet<string> = new Set([
  'request_threaded_irq',
  'request_any_context_irq',
  '__request_percpu_irq',
  'request_percpu_irq_affinity',
  'request_nmi',
  'request_percpu_nmi',
]);
const PROBE = 'really_probe';
/** Log levels up to KERN_WARNING tell of faults. */
const WARNING = 4;

/** A driver's probe of a device. */
export interface Probe {
  readonly device: device;
  /** Name of the driver; undefined where a supplier was missing before it was called. */
  driver: string | undefined;
  /** Event of the call, and of the return; the second is undefined while it runs, or where the kernel died in it. */
  readonly from: number;
  to: number | undefined;
  /** 0 bound, negative for not begun, positive for the errno of the driver's probe. */
  ret: number | undefined;
}

/** One call that asks for an interrupt. */
export interface Ask {
  /** Node whose interrupt it is. */
  readonly path: string;
  /** Place in the node's list; -1 for a name that interrupt-names does not have. */
  readonly index: number;
  /** The kernel's function. */
  readonly by: string;
  /** Finding its number, or requesting the number for a handler. */
  readonly what: 'find' | 'request';
  /** The function is for interrupts that a driver cannot do without. */
  readonly needed: boolean;
  /** The number that is requested; 0 while it is to be found. */
  readonly irq: number;
  readonly probe: Probe | undefined;
  readonly from: number;
  /** Undefined while it runs, or where the kernel died in it. */
  to: number | undefined;
  /** An irq, 0 where none could be mapped, or a negative errno. */
  ret: number | undefined;
}

/** An ask that came back with nothing. */
export interface Failure extends Ask {
  readonly to: number;
  /** 0 where no interrupt could be mapped and the function tells no reason, else a negative errno. */
  readonly ret: number;
}

/** All asks of a run, found once and extended as the run grows. */
export class AskIndex {
  private readonly rec: Recorder;
  private readonly asks: Ask[] = [];
  private readonly byPlace = new Map<string, Ask[]>();
  /** Open calls. */
  private readonly stack: number[] = [];
  private readonly probes: Probe[] = [];
  /** By the id of the device: a device that is looked at may be another object. */
  private readonly probed = new Map<number, Probe>();
  private open:
    | { readonly ask: Ask | undefined; readonly depth: number; readonly gpio: string | undefined }
    | undefined;
  /** Node whose line a GPIO descriptor is, by the descriptor. */
  private readonly lines = new Map<number, string>();
  /** Who found an irq last. */
  private readonly found = new Map<number, Ask[]>();
  private at = 0;

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  /** Every ask, in order. */
  get all(): readonly Ask[] {
    this.extend();
    return this.asks;
  }

  /** The last probe of a device. */
  probeOf(dev: device): Probe | undefined {
    this.extend();
    return this.probed.get(dev.$id);
  }

  /** What a probe complained about: the last such line of the device in the log, that of the driver core only where there is no other. */
  complaintIn({ device: { name }, from, to }: Probe): string | undefined {
    const { rec } = this;
    const said = rec.logs
      .filter((event) => event > from && (to === undefined || event < to))
      .map((event) => rec.logAt(event))
      .filter(({ level, text }) => level <= WARNING && text.includes(`${name}: `))
      .map(({ text }) => text);
    return said.findLast((text) => !/: probe with driver /.test(text)) ?? said.at(-1);
  }

  /** The last ask for an interrupt of a node that began before a position. */
  lastOf(path: string, index: number, before = Number.POSITIVE_INFINITY): Ask | undefined {
    this.extend();
    return this.byPlace.get(placeKey(path, index))?.findLast(({ from }) => from < before);
  }

  /**
   * The last ask for an interrupt of a node, where it failed. `listed`: the node has such an interrupt; one that it has not is
   * missed by drivers that need it alone.
   */
  failed(path: string, index: number, listed: boolean, before = Number.POSITIVE_INFINITY): Failure | undefined {
    const ask = this.lastOf(path, index, before);
    if (ask?.to === undefined || ask.to >= before || ask.ret === undefined) return undefined;
    const had = ask.what === 'find' ? ask.ret > 0 : ask.ret >= 0;
    return had || (!listed && !ask.needed) ? undefined : { ...ask, to: ask.to, ret: ask.ret };
  }

  private extend(): void {
    const { trace } = this.rec;
    for (; this.at < trace.length; this.at++) {
      const kind = trace.kind[this.at];
      if (kind === EventKind.call) this.called(this.at);
      else if (kind === EventKind.return) this.returned(this.at);
      else if (kind === EventKind.set && this.probes.length > 0) this.driverSet(this.at);
    }
  }

  private called(event: number): void {
    const { rec } = this;
    this.stack.push(event);
    const name = rec.functions[rec.trace.subject[event] ?? 0]?.fname ?? '';
    if (name === PROBE) {
      const dev = this.objects(event).find((each) => device.is(each));
      if (!device.is(dev)) return;
      const probe = { device: dev, driver: undefined, from: event, to: undefined, ret: undefined };
      this.probes.push(probe);
      this.probed.set(dev.$id, probe);
      return;
    }
    if (this.open !== undefined) return;
    const isGpio = name === GPIO_FINDER;
    const place = isGpio || name === GPIO_TO_IRQ ? this.gpioPlace(event) : this.placeOf(name, event);
    if (place === undefined) return;
    const ask: Ask = {
      ...place,
      by: name,
      what: REQUESTERS.has(name) ? 'request' : 'find',
      needed: FINDERS.get(name) ?? true,
      irq: this.irqAmong(name, event),
      probe: this.probes.at(-1),
      from: event,
      to: undefined,
      ret: undefined,
    };
    this.open = { ask, depth: this.stack.length, gpio: isGpio ? place.path : undefined };
    // A line that is found is not an interrupt yet: only where none is found somebody asked in vain.
    if (!isGpio) this.note(ask);
  }

  /** A device has its driver while that probes it. */
  private driverSet(event: number): void {
    const { rec } = this;
    const probe = this.probes.at(-1);
    if (probe === undefined || probe.driver !== undefined) return;
    if (rec.trace.subject[event] !== rec.slotOf(probe.device.$id) + device.fields.indexOf('driver')) return;
    const name = rec.values.get(rec.trace.next[event] ?? 0);
    if (typeof name === 'string') probe.driver = name;
  }

  private note(ask: Ask): void {
    this.asks.push(ask);
    const key = placeKey(ask.path, ask.index);
    const list = this.byPlace.get(key);
    if (list === undefined) this.byPlace.set(key, [ask]);
    else list.push(ask);
  }

  private returned(event: number): void {
    const { trace } = this.rec;
    const call = this.stack.at(-1);
    const [result] = getArguments(this.rec, trace.next[event] ?? -1);
    const probe = this.probes.at(-1);
    if (probe !== undefined && probe.from === call) {
      this.probes.pop();
      probe.to = event;
      probe.ret = result?.kind === 'number' ? result.value : 0;
    }
    if (this.open?.depth === this.stack.length) this.answered(event, result);
    this.stack.pop();
  }

  private answered(event: number, result: Argument | undefined): void {
    const { ask, gpio } = this.open ?? {};
    this.open = undefined;
    if (ask === undefined) return;
    ask.to = event;
    if (gpio !== undefined && result?.kind === 'object') this.lines.set(result.id, gpio);
    ask.ret = result?.kind === 'number' ? result.value : 0;
    // A node without lines: its driver has another way.
    if (gpio !== undefined) {
      if (ask.ret < 0 && ask.ret !== -ENOENT) this.note(ask);
      return;
    }
    if (ask.what !== 'find' || ask.ret <= 0) return;
    const finders = this.found.get(ask.ret);
    if (finders === undefined) this.found.set(ask.ret, [ask]);
    else finders.push(ask);
  }

  /** What a finder or a requester is called about; undefined for other functions. */
  private placeOf(name: string, event: number): { readonly path: string; readonly index: number } | undefined {
    if (FINDERS.has(name)) {
      const node = this.nodeAmong(event);
      return node === undefined ? undefined : { path: node.path, index: this.indexAmong(event, node) };
    }
    if (!REQUESTERS.has(name)) return undefined;
    const finders = this.found.get(this.irqAmong(name, event)) ?? [];
    // Two nodes may have found the same line: the one that this probe is of, or whoever calls.
    const owner = ownerAmong(this.rec, this.stack);
    const finder =
      this.probes.length > 0
        ? (finders.findLast((each) => each.probe?.device === this.probes.at(-1)?.device) ?? finders.at(-1))
        : (finders.findLast((each) => each.path === owner) ?? (finders.length === 1 ? finders[0] : undefined));
    return finder === undefined ? undefined : { path: finder.path, index: finder.index };
  }

  private irqAmong(name: string, event: number): number {
    const irq = REQUESTERS.has(name) ? this.args(event).find((arg) => arg.kind === 'number') : undefined;
    return irq?.kind === 'number' ? irq.value : 0;
  }

  private gpioPlace(event: number): { readonly path: string; readonly index: number } | undefined {
    const [first] = this.args(event);
    const node = this.nodeAmong(event);
    const path = node?.path ?? (first?.kind === 'object' ? this.lines.get(first.id) : undefined);
    return path === undefined ? undefined : { path, index: 0 };
  }

  private args(event: number): Argument[] {
    return getArguments(this.rec, this.rec.trace.next[event] ?? -1);
  }

  private objects(event: number): unknown[] {
    return this.args(event).flatMap((arg) => (arg.kind === 'object' ? [this.rec.objects[arg.id]] : []));
  }

  private nodeAmong(event: number): device_node | undefined {
    for (const object of this.objects(event)) {
      if (device_node.is(object)) return object;
      const inner: unknown = typeof object === 'object' && object !== null ? Reflect.get(object, 'dev') : undefined;
      if (device.is(inner)) return inner.of_node;
    }
    return undefined;
  }

  private indexAmong(event: number, node: device_node): number {
    for (const arg of this.args(event)) {
      if (arg.kind === 'number') return arg.value;
      if (arg.kind === 'value' && typeof arg.value === 'string')
        return stringList(getProperty(node.dt, 'interrupt-names')).indexOf(arg.value);
    }
    return -1;
  }
}

const placeKey = (path: string, index: number): string => `${path} ${index}`;
