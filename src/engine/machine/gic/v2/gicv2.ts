/** A GICv2 put together: distributor, CPU interfaces, SGIs, and the way from a wire to a CPU. */
import type { LineName, StopReason } from '../../../api/messages/index.ts';
import type { MmioRegion } from '../../region.ts';
import { touchedWords } from '../bank.ts';
import { bitsOf } from '../../../../base/bits.ts';
import { bit, setBit, setWord, word } from '../bits.ts';
import { better, type Candidate, candidatesIn, deliver, type Delivery, tell } from '../candidates.ts';
import { pulseLost } from '../pulse.ts';
import { type InterruptController, intidKind, intidName, type Surroundings, SPURIOUS } from '../interface.ts';
import { CpuInterfaces2, type CpuInterface2Events, CTLR_FIQEn, whyNotSignalled2 } from './cpu-interface.ts';
import {
  Distributor2,
  type Distributor2Events,
  isSpi2,
  lineCount2,
  targetsOf,
  whyNotForwarded2,
} from './distributor.ts';
import type { gicv2_cpu_interface, Parts2 } from './state.ts';

export interface Frames2 {
  readonly distributor: { readonly size: number; readonly mapped: boolean };
  readonly cpuInterface: { readonly base: number; readonly size: number } | undefined;
}

const NONE: readonly Candidate[] = [];

export class Gicv2 implements InterruptController, Distributor2Events, Delivery<gicv2_cpu_interface> {
  readonly parts: Parts2;
  readonly regions: readonly MmioRegion[];
  private readonly env: Surroundings;

  constructor(parts: Parts2, env: Surroundings, frames: Frames2) {
    this.parts = parts;
    this.env = env;
    const regions: MmioRegion[] = [];
    if (frames.distributor.mapped) regions.push(new Distributor2(parts, frames.distributor.size, this));
    const cpuEvents: CpuInterface2Events = {
      changed: (cpu) => this.refresh(cpu),
      taken: (cpu, intid) => this.taken(cpu, intid),
      deactivate: (cpu, intid) => this.deactivate(cpu, intid),
    };
    if (frames.cpuInterface !== undefined) {
      const { base, size } = frames.cpuInterface;
      regions.push(new CpuInterfaces2(parts, base, size, cpuEvents));
    }
    this.regions = regions;
  }

  get spis(): readonly (readonly [first: number, last: number])[] {
    return [[32, lineCount2(this.parts.dist.typer) - 1]];
  }

  // --- wires and messages

  setSpi(intid: number, level: boolean, from: number, line: LineName): void {
    const { dist } = this.parts;
    const { rec } = this.env;
    if (!isSpi2(dist.typer, intid)) {
      return tell(rec, 'spi', from, dist.$id, { code: 'line', line }, { code: 'noIntid', intid });
    }
    const rising = level && !bit(dist.line, intid);
    setBit(dist.line, intid, level);
    if (rising && bit(dist.edge, intid)) setBit(dist.pending, intid, true);
    tell(rec, 'spi', from, dist.$id, { code: 'sharedMoves', line, interrupt: intidName(intid), level });
    if (level) this.tellStopped(intid);
    this.changed();
  }

  pulseSpi(intid: number, from: number, line: LineName): void {
    const { dist } = this.parts;
    const why = pulseLost(isSpi2(dist.typer, intid), bit(dist.edge, intid), intid);
    tell(this.env.rec, 'spi', from, dist.$id, { code: 'pulse', line, interrupt: intidName(intid) }, why);
    if (why !== undefined) return;
    setBit(dist.pending, intid, true);
    this.tellStopped(intid);
    this.changed();
  }

  setPpi(cpu: number, intid: number, level: boolean, from: number, line: LineName): void {
    const ci = this.parts.interfaces[cpu];
    if (ci === undefined || intid < 16 || intid > 31) return;
    const rising = level && !bit(ci.line, intid);
    setBit(ci.line, intid, level);
    if (rising && bit(ci.edge, intid)) setBit(ci.pending, intid, true);
    const stopped =
      level && !bit(ci.enable, intid) ? ({ code: 'disabled', register: 'GICD_ISENABLER0' } as const) : undefined;
    const text = { code: 'privateMoves', line, interrupt: intidName(intid), cpu, level } as const;
    tell(this.env.rec, 'ppi', from, this.parts.dist.$id, text, stopped);
    this.refresh(cpu);
  }

  private tellStopped(intid: number): void {
    const { dist } = this.parts;
    const why = whyNotForwarded2(dist, intid);
    if (why !== undefined)
      tell(this.env.rec, 'spi', dist.$id, 0, { code: 'interrupt', interrupt: intidName(intid) }, why);
  }

  // --- Distributor2Events

  pended(intids: readonly number[]): void {
    for (const intid of intids) this.tellStopped(intid);
  }

  changed(): void {
    const spis = this.waitingSpis();
    for (const { cpu } of this.parts.interfaces) this.refresh(cpu, spis);
  }

  /** GICD_SGIR: to a list, to all others, or to the sender. */
  sgi(cpu: number, value: number): void {
    const filter = (value >>> 24) & 3;
    const { interfaces } = this.parts;
    const sender = interfaces[cpu];
    const all = (1 << interfaces.length) - 1;
    const own = 1 << (sender?.number ?? 0);
    const targets = [(value >>> 16) & 0xff & all, all & ~own, own, 0][filter] ?? 0;
    for (const target of interfaces.filter(({ number }) => ((targets >>> number) & 1) === 1)) {
      const text = { code: 'sgi', sgi: value & 0xf, from: cpu, to: target.cpu } as const;
      tell(this.env.rec, 'sgi', sender?.$id ?? 0, this.parts.dist.$id, text);
      this.sgiSources(target.cpu, value & 0xf, own, true);
    }
  }

  sgiSources(cpu: number, sgi: number, sources: number, pending: boolean): void {
    const ci = this.parts.interfaces[cpu];
    if (ci === undefined) return;
    const before = word(ci.sgi_from, sgi);
    setWord(ci.sgi_from, sgi, pending ? before | sources : before & ~sources);
    setBit(ci.pending, sgi, word(ci.sgi_from, sgi) !== 0);
    this.refresh(cpu);
  }

  // --- CPU interfaces

  private taken(cpu: number, intid: number): number {
    const ci = this.parts.interfaces[cpu];
    if (ci === undefined) return 0;
    let sender = 0;
    if (intid < 16) {
      const sources = word(ci.sgi_from, intid);
      sender = bitsOf(sources)[0] ?? 0;
      setWord(ci.sgi_from, intid, sources & ~(1 << sender));
      setBit(ci.pending, intid, word(ci.sgi_from, intid) !== 0);
    } else setBit(intid < 32 ? ci.pending : this.parts.dist.pending, intid, false);
    setBit(intid < 32 ? ci.active : this.parts.dist.active, intid, true);
    this.changed();
    return sender;
  }

  private deactivate(cpu: number, intid: number): void {
    const ci = this.parts.interfaces[cpu];
    if (ci === undefined || intid >= lineCount2(this.parts.dist.typer)) return;
    setBit(intid < 32 ? ci.active : this.parts.dist.active, intid, false);
    this.changed();
  }

  waiting(cpu: number): number {
    return this.parts.interfaces[cpu]?.hppi ?? SPURIOUS;
  }

  powerChanged(cpu: number): void {
    const ci = this.parts.interfaces[cpu];
    if (ci !== undefined && this.env.cpus[cpu]?.powered === true) {
      ci.ctlr = 0;
      ci.pmr = 0;
      for (const index of ci.apr.keys()) setWord(ci.apr, index, 0);
    }
    this.changed();
  }

  readSysreg(): undefined {
    return undefined;
  }

  writeSysreg(): boolean {
    return false;
  }

  // --- from pending to a CPU's wire

  private groupEnabled(group: number): boolean {
    return (this.parts.dist.ctlr & (1 << group)) !== 0;
  }

  /** All SPIs that the distributor forwards now, to whichever CPUs. */
  private waitingSpis(): readonly Candidate[] {
    const { dist } = this.parts;
    let found = NONE;
    for (const index of touchedWords(dist)) {
      if (index < 1 || index * 32 >= lineCount2(dist.typer)) continue;
      const own = candidatesIn(dist, index, (group) => this.groupEnabled(group));
      if (own.length > 0) found = found.length === 0 ? own : [...found, ...own];
    }
    return found;
  }

  private refresh(cpu: number, spis: readonly Candidate[] = this.waitingSpis()): void {
    const ci = this.parts.interfaces[cpu];
    const core = this.env.cpus[cpu];
    if (ci === undefined || core === undefined) return;
    let best: Candidate | undefined;
    for (const own of candidatesIn(ci, 0, (group) => this.groupEnabled(group))) best = better(best, own);
    for (const spi of spis)
      if (((targetsOf(this.parts.dist, spi.intid) >>> ci.number) & 1) === 1) best = better(best, spi);
    deliver(this.env.rec, core, ci, best, this);
  }

  whyNot(ci: gicv2_cpu_interface): StopReason | undefined {
    return whyNotSignalled2(this.parts, ci);
  }

  source(ci: gicv2_cpu_interface, intid: number): number {
    return intidKind(intid) === 'spi' ? this.parts.dist.$id : ci.$id;
  }

  isFiq(ci: gicv2_cpu_interface, group: number): boolean {
    return group === 0 && (ci.ctlr & CTLR_FIQEn) !== 0;
  }
}
