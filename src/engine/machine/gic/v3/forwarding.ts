/**
 * From pending to the CPU's IRQ wire (IHI 0069, 4.8): which CPU an SPI goes to, which of the waiting interrupts of a CPU
 * is best, and whether it is urgent enough to be signalled.
 */
import { packedAffinity } from '../../cpu.ts';
import { touchedWords } from '../bank.ts';
import type { StopReason } from '../../../api/messages/index.ts';
import { better, type Candidate, candidatesIn, deliver, type Delivery } from '../candidates.ts';
import { intidKind, type Surroundings } from '../interface.ts';
import { whyNotSignalled } from './cpu-interface.ts';
import { GICD_CTLR_EnableGrp0, GICD_CTLR_EnableGrp1, IROUTER_IRM, isSpi } from './distributor.ts';
import { configOf, pendingLpis } from './lpi.ts';
import { GICR_CTLR_EnableLPIs, ppiCount } from './redistributor.ts';
import { type gic_cpu_interface, type gic_redistributor, type Parts, WAKER } from './state.ts';

/** The CPU an SPI is routed to; undefined when its affinity names none, or "any" finds none that takes part. */
export function routeOf(
  parts: Pick<Parts, 'dist' | 'redists' | 'interfaces'>,
  env: Pick<Surroundings, 'cpus'>,
  intid: number,
): number | undefined {
  const routing = parts.dist.irouter.get(intid) ?? 0n;
  if ((routing & IROUTER_IRM) !== 0n) {
    // 1 of N: the choice is the implementation's. This one takes the first CPU that is awake and takes the group.
    return parts.redists.find(
      ({ cpu, waker }) => waker === 0 && env.cpus[cpu]?.powered === true && parts.interfaces[cpu]?.igrpen1 === 1,
    )?.cpu;
  }
  const affinity = packedAffinity(routing);
  return env.cpus.find(({ mpidr }) => packedAffinity(mpidr) === affinity)?.number;
}

/** The words of a redistributor's banks: SGIs and PPIs, and where there are more PPIs the extended ones. */
const WORDS: readonly number[] = [0];
const EXTENDED_WORDS: readonly number[] = [0, 33, 34];

/** Brings what every CPU (or one of them) sees up to date after something changed. */
export class Forwarding implements Delivery<gic_cpu_interface> {
  private readonly parts: Parts;
  private readonly env: Surroundings;
  /** Which words each redistributor has: what is built does not change, and GICR_TYPER is slow to take apart. */
  private readonly privateWords = new Map<gic_redistributor, readonly number[]>();
  private readonly groupEnabled: (group: number) => boolean;

  constructor(parts: Parts, env: Surroundings) {
    this.parts = parts;
    this.env = env;
    this.groupEnabled = (group) =>
      (parts.dist.ctlr & (group === 1 ? GICD_CTLR_EnableGrp1 : GICD_CTLR_EnableGrp0)) !== 0;
  }

  all(): void {
    const spis = this.waitingSpis();
    if (spis.length === 0) {
      for (const redist of this.parts.redists) this.refresh(redist, spis);
      return;
    }
    const routes = spis.map(({ intid }) => routeOf(this.parts, this.env, intid));
    for (const redist of this.parts.redists) {
      this.refresh(
        redist,
        spis.filter((_, i) => routes[i] === redist.cpu),
      );
    }
  }

  one(cpu: number): void {
    const redist = this.parts.redists[cpu];
    if (redist === undefined) return;
    const spis = this.waitingSpis().filter(({ intid }) => routeOf(this.parts, this.env, intid) === cpu);
    this.refresh(redist, spis);
  }

  /** All SPIs that the distributor forwards now. */
  private waitingSpis(): Candidate[] {
    const { dist } = this.parts;
    const found: Candidate[] = [];
    for (const index of touchedWords(dist)) {
      if (isSpi(dist.typer, index * 32)) found.push(...candidatesIn(dist, index, this.groupEnabled));
    }
    return found;
  }

  /** The best of a CPU's own SGIs, PPIs and LPIs. */
  private bestPrivate(redist: gic_redistributor): Candidate | undefined {
    let best: Candidate | undefined;
    let words = this.privateWords.get(redist);
    if (words === undefined) this.privateWords.set(redist, (words = ppiCount(redist) > 16 ? EXTENDED_WORDS : WORDS));
    for (const index of words)
      for (const candidate of candidatesIn(redist, index, this.groupEnabled)) best = better(best, candidate);
    if ((redist.ctlr & GICR_CTLR_EnableLPIs) === 0 || !this.groupEnabled(1)) return best;
    for (const intid of pendingLpis(redist)) {
      const config = configOf(redist, this.env.memory, intid);
      if ((config & 1) === 0) continue;
      best = better(best, { intid, priority: config & 0xfc & this.parts.priorityMask, group: 1 });
    }
    return best;
  }

  whyNot(ci: gic_cpu_interface): StopReason | undefined {
    return whyNotSignalled(this.parts, ci);
  }

  source(ci: gic_cpu_interface, intid: number): number {
    return intidKind(intid) === 'spi' ? this.parts.dist.$id : (this.parts.redists[ci.cpu]?.$id ?? 0);
  }

  isFiq(_ci: gic_cpu_interface, group: number): boolean {
    return group === 0;
  }

  private refresh(redist: gic_redistributor, spis: readonly Candidate[]): void {
    const ci = this.parts.interfaces[redist.cpu];
    const core = this.env.cpus[redist.cpu];
    if (ci === undefined || core === undefined) return;
    // While ProcessorSleep is set the redistributor forwards nothing.
    const asleep = (redist.waker & WAKER.ProcessorSleep) !== 0;
    let best = asleep ? undefined : this.bestPrivate(redist);
    if (!asleep) for (const spi of spis) best = better(best, spi);
    deliver(this.env.rec, core, ci, best, this);
  }
}
