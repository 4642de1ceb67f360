/** The part of an interrupt's way that the GIC decides about: from an INTID to a CPU. */
import { type Cpumask, cpumaskCpus, cpumaskList, cpumaskOf } from '../../../base/cpumask.ts';
import type { StopReason } from '../../api/messages/index.ts';
import { word } from '../../api/messages/said.ts';
import type { Selection } from '../../api/selection.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import {
  bit,
  type Forecast,
  forecastLpi,
  forecastPrivate,
  forecastSpi,
  intidKind,
  intidName,
  priorityOf,
} from '../../machine/index.ts';
import { enableIrq } from './fixes.ts';
import type { Scene } from './scene.ts';
import type { Stop, Way, WayMessages } from './way.ts';

const noGic = ({ messages: { why } }: Way): Stop => ({ why: why.noGic });

const rootSelection = ({ root }: Scene): { selection?: Selection } =>
  root === undefined ? {} : { selection: { kind: 'domain', id: root.$id } };

/** Where an interrupt is not enabled: it is the kernel's to do that. */
const DISABLED: ReadonlySet<StopReason['code']> = new Set(['disabled', 'disabledOf', 'disabledLpi']);

/** What a distributor or redistributor that does not forward it wants. */
function asStop(
  { messages }: Scene,
  forecast: Forecast,
  at: NonNullable<Forecast['stop']>['at'],
  desc: irq_desc | undefined,
): Stop | undefined {
  const { stop } = forecast;
  if (stop?.at !== at) return undefined;
  const why = word(messages.stops, stop.why);
  if (at === 'cpu') return { why, ...cpuFix(messages.way, forecast) };
  return { why, ...(DISABLED.has(stop.why.code) ? { off: true, ...enableIrq(messages.way, desc) } : {}) };
}

function cpuFix({ fix }: WayMessages, { cpu, stop }: Forecast): Partial<Stop> {
  if (stop?.why.code === 'storm') return { fix: fix.endStorm };
  if (cpu === undefined || stop?.why.code !== 'cpuOff') return {};
  return {
    fix: fix.bringOnlineOrMove({ cpu }),
    fixes: [{ name: fix.bringOnline({ cpu }), command: { do: 'cpu.online', cpu } }],
  };
}

/** "SPI 1, INTID 33". */
export function intidLabel(intid: number): string {
  const name = intidName(intid);
  return name.includes('(') ? name.replace(' (', ', ').replace(')', '') : name;
}

/** A shared interrupt: where the distributor routes it, and whether the CPU takes it. Returns the CPU. */
export function throughDistributor(
  way: Way,
  scene: Scene,
  intid: number,
  desc: irq_desc | undefined,
): number | undefined {
  const { gic } = scene;
  const intidHop = { label: intidLabel(intid), kind: 'intid', ...rootSelection(scene) } as const;
  if (gic === undefined) {
    way.pass(intidHop, noGic(way));
    return undefined;
  }
  way.pass(intidHop);
  const forecast = forecastSpi(gic, intid);
  const { cpu } = forecast;
  const how = gic.version === 3 ? 'GICD_IROUTER' : 'GICD_ITARGETSR';
  const { messages } = way;
  way.pass(
    {
      label: cpu === undefined ? messages.route : messages.routeTo({ cpu }),
      kind: 'controller',
      selection: { kind: 'object', id: gic.dist.$id },
      detail: messages.routeAbout({
        register: how,
        priority: `0x${priorityOf(gic.dist, intid).toString(16)}`,
        enabled: bit(gic.dist.enable, intid),
      }),
    },
    asStop(scene, forecast, 'distributor', desc) ?? asStop(scene, forecast, 'redistributor', desc),
  );
  passCpu(way, cpu, asStop(scene, forecast, 'cpu', desc));
  return cpu;
}

export function throughRedistributor(
  way: Way,
  scene: Scene,
  cpu: number,
  lpi: number,
  desc: irq_desc | undefined,
): void {
  const { gic } = scene;
  const { messages } = way;
  const redist = gic?.version === 3 ? gic.redists.find((each) => each.cpu === cpu) : undefined;
  if (gic === undefined || redist === undefined) {
    way.pass({ label: messages.redistributor({ cpu }), kind: 'controller' }, noGic(way));
    return;
  }
  const forecast = forecastLpi(gic, cpu, lpi);
  way.pass(
    {
      label: messages.redistributor({ cpu }),
      kind: 'controller',
      selection: { kind: 'object', id: redist.$id },
      detail: messages.redistributorAbout,
    },
    asStop(scene, forecast, 'distributor', desc) ?? asStop(scene, forecast, 'redistributor', desc),
  );
  passCpu(way, cpu, asStop(scene, forecast, 'cpu', desc));
}

function passCpu(way: Way, cpu: number | undefined, stop: Stop | undefined): void {
  const { messages } = way;
  if (cpu === undefined) way.pass({ label: messages.noCpu, kind: 'cpu' }, { why: messages.why.noRoute, missing: true });
  else way.pass({ label: messages.cpu({ cpu }), kind: 'cpu', selection: { kind: 'cpu', cpu } }, stop);
}

/** "CPU 2", "CPUs 0-3". */
function cpuWords(messages: WayMessages, cpus: readonly number[]): string {
  const list = cpumaskList(cpus.reduce((mask, cpu) => mask | cpumaskOf(cpu), 0n));
  return messages.cpus({ cpus: list, count: cpus.length });
}

/**
 * An interrupt that each CPU has of its own: asked of every CPU that is online, or of those `among` them. Returns those
 * that would take it.
 */
export function throughOwn(
  way: Way,
  scene: Scene,
  intid: number,
  desc: irq_desc | undefined,
  among: Cpumask = ~0n,
): readonly number[] {
  const { gic, objects } = scene;
  const { messages } = way;
  way.pass(
    { label: intidLabel(intid), kind: 'intid', ...rootSelection(scene) },
    gic === undefined ? noGic(way) : undefined,
  );
  if (gic === undefined) return [];
  const online = cpumaskCpus((objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n) & among);
  if (online.length === 0) {
    way.pass({ label: messages.noCpu, kind: 'cpu' }, { why: messages.why.noneOnline, missing: true });
    return [];
  }
  const forecasts = online.map((cpu) => forecastPrivate(gic, cpu, intid));
  const good = forecasts.flatMap(({ cpu, stop }) => (stop === undefined && cpu !== undefined ? [cpu] : []));
  const bad = forecasts.find(({ stop }) => stop !== undefined);
  const none = good.length === 0 ? bad : undefined;
  const not = forecasts.flatMap(({ cpu, stop }) => (stop !== undefined && cpu !== undefined ? [cpu] : []));
  const missed =
    good.length > 0 && bad?.stop !== undefined
      ? { cpus: cpuWords(messages, not), why: word(scene.messages.stops, bad.stop.why) }
      : undefined;
  const some = missed === undefined ? undefined : messages.story.notOn(missed);
  const all = { cpus: cpuWords(messages, online) };
  way.pass(
    {
      label: gic.version === 3 ? messages.redistributorsOf(all) : messages.bankedOf(all),
      kind: 'controller',
      ...(some === undefined ? {} : { detail: some }),
    },
    none === undefined
      ? undefined
      : (asStop(scene, none, 'distributor', desc) ?? asStop(scene, none, 'redistributor', desc)),
  );
  const takes = good.length > 0 ? good : online;
  const [only] = takes;
  way.pass(
    {
      label: cpuWords(messages, takes),
      kind: 'cpu',
      ...(takes.length === 1 && only !== undefined ? { selection: { kind: 'cpu', cpu: only } as const } : {}),
      ...(some === undefined ? {} : { detail: some }),
    },
    none === undefined ? undefined : asStop(scene, none, 'cpu', desc),
  );
  if (missed !== undefined)
    way.say(messages.story.onSome({ good: cpuWords(messages, good), not: missed.cpus, why: missed.why }));
  return good;
}

/** Whether an INTID is of the kind that each CPU has of its own. */
export function isOwn(intid: number): boolean {
  const kind = intidKind(intid);
  return kind === 'sgi' || kind === 'ppi';
}
