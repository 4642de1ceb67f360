/** Which blocks of registers there are at the objects's step, and how they read. */
import {
  type Bank,
  gic_cpu_interface,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gic_v2m,
  gicv2_cpu_interface,
  gicv2_distributor,
  oneSecurityState,
  readGicdWord,
  readGicdWord2,
  readGicrWord,
  readGitsWord,
  readSmmuWord,
  smmu_v3,
} from '../../machine/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Objects, Recorded } from '../../recorder/index.ts';
import type { RegisterDef } from './def.ts';
import { GICC, GICC_NS, GICD2, GICD2_NS, V2M } from './gicv2.ts';
import { GICD3, GICD3_NS, GICR, ICC } from './gicv3.ts';
import { GITS } from './its.ts';
import { SMMU } from './smmu.ts';

export type RegisterMessages = EngineMessages['registers'];

/** A block that could be shown: its name, and how its registers read. */
export interface Block {
  readonly name: string;
  readonly state: Recorded & { readonly base?: number };
  readonly defs: readonly RegisterDef[];
  readonly read: (def: RegisterDef) => bigint;
  /** Where INTIDs have a bit each. */
  readonly bank?: ShownBank;
}

export interface ShownBank {
  readonly prefix: string;
  readonly state: Bank;
  /** With two security states, non-secure software does not see the groups. */
  readonly groups: boolean;
}

/** All blocks: distributor, redistributors, ITSs, message frames, CPU interfaces, SMMUs. */
export function blocksOf(m: RegisterMessages, objects: Objects): Block[] {
  const blocks: Block[] = [];
  const words = (read: (offset: number) => number) => (def: RegisterDef) => {
    const low = BigInt(read(def.offset) >>> 0);
    return def.bytes === 4 ? low : (BigInt(read(def.offset + 4) >>> 0) << 32n) | low;
  };
  const fields =
    (state: object) =>
    ({ on }: RegisterDef): bigint =>
      BigInt(Number(Reflect.get(state, on) ?? 0));
  for (const state of objects.all(gic_distributor)) {
    const read = words((offset) => readGicdWord(state, offset));
    const one = oneSecurityState(state);
    const bank = { prefix: 'GICD', state, groups: one };
    blocks.push({ name: m.distributor, state, defs: one ? GICD3 : GICD3_NS, read, bank });
  }
  const interfaces = objects.all(gicv2_cpu_interface);
  const [own] = interfaces;
  const older = objects.all(gicv2_distributor);
  const groups = older.every(oneSecurityState);
  for (const state of older) {
    if (own === undefined) break;
    const read = words((offset) => readGicdWord2(state, own, offset));
    const bank = { prefix: 'GICD', state, groups };
    blocks.push({ name: m.distributor, state, defs: groups ? GICD2 : GICD2_NS, read, bank });
  }
  const open = objects.all(gic_distributor).every(oneSecurityState);
  for (const state of objects.all(gic_redistributor)) {
    const read = words((offset) => readGicrWord(state, offset, open));
    blocks.push({
      name: m.redistributor({ cpu: state.cpu }),
      state,
      defs: GICR,
      read,
      bank: { prefix: 'GICR', state, groups: open },
    });
  }
  const itss = objects.all(gic_its);
  for (const [i, state] of itss.entries()) {
    const name = m.its({ number: itss.length === 1 ? undefined : i });
    blocks.push({ name, state, defs: GITS, read: words((offset) => readGitsWord(state, offset)) });
  }
  for (const [i, state] of objects.all(gic_v2m).entries()) {
    blocks.push({ name: m.frame({ number: i === 0 ? undefined : i }), state, defs: V2M, read: fields(state) });
  }
  for (const state of objects.all(gic_cpu_interface)) {
    blocks.push({ name: m.cpuInterface({ cpu: state.cpu }), state, defs: ICC, read: fields(state) });
  }
  for (const state of interfaces) {
    const bank = { prefix: 'GICD', state, groups };
    const defs = groups ? GICC : GICC_NS;
    blocks.push({ name: m.cpuInterface({ cpu: state.cpu }), state, defs, read: fields(state), bank });
  }
  for (const [i, state] of objects.all(smmu_v3).entries()) {
    const read = words((offset) => readSmmuWord(state, offset));
    blocks.push({ name: m.smmu({ number: i === 0 ? undefined : i }), state, defs: SMMU, read });
  }
  return blocks;
}
