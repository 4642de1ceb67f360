/** The part of an interrupt's way that the GIC decides about: from an INTID to a CPU. */
import { type Cpumask, cpumaskCpus, cpumaskList, cpumaskOf } from '../../../base/cpumask.ts';
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
import type { Stop, Way } from './way.ts';

const NO_GIC: Stop = { why: 'the interrupt controller is not modelled' };

const rootSelection = ({ root }: Scene): { selection?: Selection } =>
  root === undefined ? {} : { selection: { kind: 'domain', id: root.$id } };

/** What a distributor or redistributor that does not forward it wants. */
function asStop(
  forecast: Forecast,
  at: NonNullable<Forecast['stop']>['at'],
  desc: irq_desc | undefined,
): Stop | undefined {
  const { stop } = forecast;
  if (stop?.at !== at) return undefined;
  if (at === 'cpu') return { why: stop.why, ...cpuFix(forecast) };
  const disabled = stop.why.startsWith('disabled');
  return { why: stop.why, ...(disabled ? enableIrq(desc) : {}) };
}

function cpuFix({ cpu, stop }: Forecast): Partial<Stop> {
  if (stop?.why.endsWith('its line stays active') === true) {
    return { fix: 'Have that line fall, or its interrupt disabled or sent to another CPU.' };
  }
  if (cpu === undefined || stop === undefined || !stop.why.endsWith('is off')) return {};
  return {
    fix: `Bring CPU ${cpu} online, or move the interrupt to a CPU that is.`,
    fixes: [{ name: `bring CPU ${cpu} online`, command: { do: 'cpu.online', cpu } }],
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
    way.pass(intidHop, NO_GIC);
    return undefined;
  }
  way.pass(intidHop);
  const forecast = forecastSpi(gic, intid);
  const { cpu } = forecast;
  const how = gic.version === 3 ? 'GICD_IROUTER' : 'GICD_ITARGETSR';
  const priority = `priority 0x${priorityOf(gic.dist, intid).toString(16)}`;
  way.pass(
    {
      label: cpu === undefined ? 'GICD route' : `GICD route to CPU ${cpu}`,
      kind: 'controller',
      selection: { kind: 'object', id: gic.dist.$id },
      detail: `${how}, ${priority}, ${bit(gic.dist.enable, intid) ? 'enabled' : 'disabled'}`,
    },
    asStop(forecast, 'distributor', desc) ?? asStop(forecast, 'redistributor', desc),
  );
  passCpu(way, cpu, asStop(forecast, 'cpu', desc));
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
  const redist = gic?.version === 3 ? gic.redists.find((each) => each.cpu === cpu) : undefined;
  if (gic === undefined || redist === undefined) {
    way.pass({ label: `redistributor of CPU ${cpu}`, kind: 'controller' }, NO_GIC);
    return;
  }
  const forecast = forecastLpi(gic, cpu, lpi);
  way.pass(
    {
      label: `redistributor of CPU ${cpu}`,
      kind: 'controller',
      selection: { kind: 'object', id: redist.$id },
      detail: 'pending bit and configuration byte of the LPI',
    },
    asStop(forecast, 'distributor', desc) ?? asStop(forecast, 'redistributor', desc),
  );
  passCpu(way, cpu, asStop(forecast, 'cpu', desc));
}

function passCpu(way: Way, cpu: number | undefined, stop: Stop | undefined): void {
  if (cpu === undefined) way.pass({ label: 'no CPU', kind: 'cpu' }, { why: 'it is routed to no CPU', missing: true });
  else way.pass({ label: `CPU ${cpu}`, kind: 'cpu', selection: { kind: 'cpu', cpu } }, stop);
}

/** "CPU 2", "CPUs 0-3". */
function cpuWords(cpus: readonly number[]): string {
  const list = cpumaskList(cpus.reduce((mask, cpu) => mask | cpumaskOf(cpu), 0n));
  return cpus.length === 1 ? `CPU ${list}` : `CPUs ${list}`;
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
  way.pass(
    { label: intidLabel(intid), kind: 'intid', ...rootSelection(scene) },
    gic === undefined ? NO_GIC : undefined,
  );
  if (gic === undefined) return [];
  const online = cpumaskCpus((objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n) & among);
  if (online.length === 0) {
    way.pass({ label: 'no CPU', kind: 'cpu' }, { why: 'none of its CPUs is online', missing: true });
    return [];
  }
  const forecasts = online.map((cpu) => forecastPrivate(gic, cpu, intid));
  const good = forecasts.flatMap(({ cpu, stop }) => (stop === undefined && cpu !== undefined ? [cpu] : []));
  const bad = forecasts.find(({ stop }) => stop !== undefined);
  const none = good.length === 0 ? bad : undefined;
  const not = forecasts.flatMap(({ cpu, stop }) => (stop !== undefined && cpu !== undefined ? [cpu] : []));
  const some = good.length > 0 && bad !== undefined ? `not on ${cpuWords(not)}: ${bad.stop?.why}` : undefined;
  way.pass(
    {
      label: `${gic.version === 3 ? 'redistributor' : 'banked GICD registers'} of ${cpuWords(online)}`,
      kind: 'controller',
      ...(some === undefined ? {} : { detail: some }),
    },
    none === undefined ? undefined : (asStop(none, 'distributor', desc) ?? asStop(none, 'redistributor', desc)),
  );
  const takes = good.length > 0 ? good : online;
  const [only] = takes;
  way.pass(
    {
      label: cpuWords(takes),
      kind: 'cpu',
      ...(takes.length === 1 && only !== undefined ? { selection: { kind: 'cpu', cpu: only } as const } : {}),
      ...(some === undefined ? {} : { detail: some }),
    },
    none === undefined ? undefined : asStop(none, 'cpu', desc),
  );
  if (some !== undefined) way.say(`It would be taken on ${cpuWords(good)}, ${some}.`);
  return good;
}

/** Whether an INTID is of the kind that each CPU has of its own. */
export function isOwn(intid: number): boolean {
  const kind = intidKind(intid);
  return kind === 'sgi' || kind === 'ppi';
}
