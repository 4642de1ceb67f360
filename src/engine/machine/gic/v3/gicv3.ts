/** A GICv3 put together: distributor, redistributors, CPU interfaces, and the messages between them. */
import type { LineName, SignalText, StopReason } from '../../../api/messages/index.ts';
import { packedAffinity } from '../../cpu.ts';
import type { MmioRegion } from '../../region.ts';
import { bit, setBit } from '../bits.ts';
import { tell } from '../candidates.ts';
import { pulseLost } from '../pulse.ts';
import { type InterruptController, intidKind, intidName, type Surroundings, SPURIOUS } from '../interface.ts';
import { CpuInterface, type CpuInterfaceEvents } from './cpu-interface.ts';
import {
  Distributor,
  extendedCount,
  FIRST_ESPI,
  intidBits,
  isSpi,
  lineCount,
  oneSecurityState,
  TYPER_No1N,
  whyNotForwarded,
} from './distributor.ts';
import { Forwarding, routeOf } from './forwarding.ts';
import {
  configOf,
  hasLpi,
  invalidate,
  invalidateAll,
  isLpiPending,
  loadPendingTable,
  lpiLimit,
  pendingLpis,
  setLpiPending,
  whyNotLpi,
} from './lpi.ts';
import { isPrivate, Redistributor, type RedistributorEvents, whyNotPrivate } from './redistributor.ts';
import type { gic_redistributor, Parts } from './state.ts';

export interface Frames {
  readonly distributorSize: number;
  readonly redistributorSize: number;
  /** False when something else answers at the address that the tree gives. */
  readonly distributorMapped: boolean;
}

export class Gicv3 implements InterruptController, CpuInterfaceEvents, RedistributorEvents {
  readonly parts: Parts;
  readonly regions: readonly MmioRegion[];
  private readonly env: Surroundings;
  private readonly forwarding: Forwarding;
  private readonly interfaces: readonly CpuInterface[];

  constructor(parts: Parts, env: Surroundings, frames: Frames) {
    this.parts = parts;
    this.env = env;
    this.forwarding = new Forwarding(parts, env);
    this.interfaces = parts.interfaces.map((ci) => new CpuInterface(parts, ci, this));
    for (const each of this.interfaces) each.reset();
    const events = {
      changed: () => this.forwarding.all(),
      pended: (intids: readonly number[]) => {
        for (const intid of intids) this.tellStopped(intid);
      },
      message: (intid: number, set: boolean, from: number) => {
        if (set) this.tell('msi', from, parts.dist.$id, { code: 'spiMessage', interrupt: intidName(intid) });
        this.messageSpi(intid, set);
      },
    };
    const distributor = new Distributor(parts.dist, frames.distributorSize, parts.priorityMask, events);
    const options = {
      size: frames.redistributorSize,
      priorityMask: parts.priorityMask,
      oneSecurityState: oneSecurityState(parts.dist),
    };
    const redistributors = parts.redists
      .filter(({ base }) => base !== 0)
      .map((redist) => new Redistributor(redist, options, this));
    this.regions = [...(frames.distributorMapped ? [distributor] : []), ...redistributors];
  }

  get spis(): readonly (readonly [first: number, last: number])[] {
    const { typer } = this.parts.dist;
    const extended = extendedCount(typer);
    const plain = [32, lineCount(typer) - 1] as const;
    return extended === 0 ? [plain] : [plain, [FIRST_ESPI, FIRST_ESPI + extended - 1]];
  }

  // --- wires and messages

  setSpi(intid: number, level: boolean, from: number, line: LineName): void {
    const { dist } = this.parts;
    if (!isSpi(dist.typer, intid))
      return this.tell('spi', from, dist.$id, { code: 'line', line }, { code: 'noIntid', intid });
    const rising = level && !bit(dist.line, intid);
    setBit(dist.line, intid, level);
    if (rising && bit(dist.edge, intid)) setBit(dist.pending, intid, true);
    this.tell('spi', from, dist.$id, { code: 'sharedMoves', line, interrupt: intidName(intid), level });
    if (level) this.tellStopped(intid);
    this.forwarding.all();
  }

  pulseSpi(intid: number, from: number, line: LineName): void {
    const { dist } = this.parts;
    const why = pulseLost(isSpi(dist.typer, intid), bit(dist.edge, intid), intid);
    this.tell('spi', from, dist.$id, { code: 'pulse', line, interrupt: intidName(intid) }, why);
    if (why === undefined) this.messageSpi(intid, true);
  }

  private messageSpi(intid: number, set: boolean): void {
    const { dist } = this.parts;
    if (!isSpi(dist.typer, intid)) return;
    setBit(dist.pending, intid, set);
    if (set) this.tellStopped(intid);
    this.forwarding.all();
  }

  setPpi(cpu: number, intid: number, level: boolean, from: number, line: LineName): void {
    const redist = this.parts.redists[cpu];
    if (redist === undefined || !isPrivate(redist, intid)) return;
    const rising = level && !bit(redist.line, intid);
    setBit(redist.line, intid, level);
    if (rising && bit(redist.edge, intid)) setBit(redist.pending, intid, true);
    const text = { code: 'privateMoves', line, interrupt: intidName(intid), cpu, level } as const;
    this.tell('ppi', from, redist.$id, text, level ? whyNotPrivate(redist, intid) : undefined);
    this.forwarding.one(cpu);
  }

  /** An LPI becomes pending, or is no longer, in the redistributor of a CPU. */
  setLpi(cpu: number, intid: number, pending: boolean, from: number): void {
    const redist = this.parts.redists[cpu];
    if (redist === undefined) return;
    const bits = intidBits(this.parts.dist);
    const stopped = whyNotLpi(redist, bits, intid, () => configOf(redist, this.env.memory, intid));
    const usable = hasLpi(redist, bits, intid);
    if (usable) setLpiPending(redist, intid, pending);
    if (pending) this.tell('lpi', from, redist.$id, { code: 'lpi', interrupt: intidName(intid), cpu }, stopped);
    if (usable) this.forwarding.one(cpu);
  }

  /** MOVI: a pending LPI goes along to another redistributor. */
  moveLpi(from: number, to: number, intid: number): void {
    const [source, target] = [this.parts.redists[from], this.parts.redists[to]];
    if (source === undefined || target === undefined || from === to) return;
    source.lpi_config.delete(intid);
    if (!isLpiPending(source, intid)) return;
    setLpiPending(source, intid, false);
    this.forwarding.one(from);
    this.setLpi(to, intid, true, source.$id);
  }

  /** MOVALL: all pending LPIs of a redistributor. */
  moveAllLpis(from: number, to: number): void {
    const source = this.parts.redists[from];
    if (source !== undefined) for (const intid of pendingLpis(source)) this.moveLpi(from, to, intid);
  }

  // --- RedistributorEvents and the ITS's INV and INVALL

  lpisEnabled(cpu: number, zeroed: boolean): void {
    const redist = this.parts.redists[cpu];
    const limit = redist === undefined ? 0 : lpiLimit(redist, intidBits(this.parts.dist));
    if (redist !== undefined && !zeroed) loadPendingTable(redist, this.env.memory, limit);
  }

  direct(cpu: number, what: 'set' | 'clear' | 'invalidate' | 'invalidateAll', intid: number): void {
    const redist = this.parts.redists[cpu];
    if (redist === undefined) return;
    if (what === 'set' || what === 'clear') return this.setLpi(cpu, intid, what === 'set', 0);
    if (what === 'invalidate') invalidate(redist, this.env.memory, intid);
    else invalidateAll(redist);
    this.forwarding.one(cpu);
  }

  // --- CpuInterfaceEvents

  changed(cpu: number): void {
    // With 1-of-N routing an SPI may go elsewhere as soon as one CPU's interface changes.
    if ((this.parts.dist.typer & TYPER_No1N) === 0) this.forwarding.all();
    else this.forwarding.one(cpu);
  }

  taken(cpu: number, intid: number): void {
    const redist = this.parts.redists[cpu];
    if (redist === undefined) return;
    if (intidKind(intid) === 'lpi') setLpiPending(redist, intid, false);
    else {
      const bank = isPrivate(redist, intid) ? redist : this.parts.dist;
      setBit(bank.pending, intid, false);
      setBit(bank.active, intid, true);
    }
    this.forwarding.one(cpu);
  }

  deactivate(cpu: number, intid: number): void {
    const redist = this.parts.redists[cpu];
    // LPIs have no active state.
    if (redist === undefined || intidKind(intid) === 'lpi') return;
    if (isPrivate(redist, intid)) {
      setBit(redist.active, intid, false);
      this.forwarding.one(cpu);
    } else if (isSpi(this.parts.dist.typer, intid)) {
      setBit(this.parts.dist.active, intid, false);
      this.forwarding.all();
    }
  }

  /** ICC_SGI1R_EL1: to the CPUs of a list in one cluster, or to all but the sender. */
  sgi(cpu: number, group: 0 | 1, value: bigint): void {
    const intid = Number((value >> 24n) & 0xfn);
    const others = ((value >> 40n) & 1n) === 1n;
    const cluster = Number(((value >> 16n) & 0xffn) | ((value >> 24n) & 0xff00n) | ((value >> 32n) & 0xff0000n));
    const first = Number((value >> 44n) & 0xfn) * 16;
    for (const redist of this.parts.redists) {
      const affinity = packedAffinity(this.env.cpus[redist.cpu]?.mpidr ?? 0n);
      const place = (affinity & 0xff) - first;
      const listed =
        affinity >>> 8 === cluster && place >= 0 && place < 16 && ((Number(value & 0xffffn) >>> place) & 1) === 1;
      if (others ? redist.cpu !== cpu : listed) this.sendSgi(cpu, redist, intid, group);
    }
  }

  private sendSgi(from: number, redist: gic_redistributor, intid: number, group: 0 | 1): void {
    const sender = this.parts.interfaces[from];
    const own = bit(redist.group, intid) ? 1 : 0;
    const wrong = own !== group && oneSecurityState(this.parts.dist);
    if (!wrong) setBit(redist.pending, intid, true);
    const { cpu } = redist;
    const stopped: StopReason | undefined = wrong
      ? { code: 'otherGroup', sgi: intid, cpu, own, group }
      : whyNotPrivate(redist, intid);
    this.tell('sgi', sender?.$id ?? 0, redist.$id, { code: 'sgi', sgi: intid, from, to: cpu }, stopped);
    this.forwarding.one(redist.cpu);
  }

  // --- CPUs

  powerChanged(cpu: number): void {
    if (this.env.cpus[cpu]?.powered === true) this.interfaces[cpu]?.reset();
    this.forwarding.all();
  }

  waiting(cpu: number): number {
    return this.parts.interfaces[cpu]?.hppi ?? SPURIOUS;
  }

  readSysreg(name: string, cpu: number): bigint | undefined {
    return this.interfaces[cpu]?.read(name);
  }

  writeSysreg(name: string, value: bigint, cpu: number): boolean {
    return this.interfaces[cpu]?.write(name, value) ?? false;
  }

  // --- what people are told

  private tell(kind: string, from: number, to: number, text: SignalText, stopped?: StopReason): void {
    tell(this.env.rec, kind, from, to, text, stopped);
  }

  private tellStopped(intid: number): void {
    const { dist } = this.parts;
    const text = { code: 'interrupt', interrupt: intidName(intid) } as const;
    const reason = whyNotForwarded(dist, intid);
    if (reason !== undefined) return this.tell('spi', dist.$id, 0, text, reason);
    const cpu = routeOf(this.parts, this.env, intid);
    if (cpu === undefined) this.tell('spi', dist.$id, 0, text, { code: 'noRoute' });
    else if (this.parts.redists[cpu]?.waker !== 0) {
      const target = this.parts.redists[cpu]?.$id ?? 0;
      this.tell('spi', dist.$id, target, text, { code: 'asleep', cpu });
    }
  }
}
