/** The interrupt controllers' registers: what blocks there are, and one of them decoded. */
import { hex } from '../../../base/hex.ts';
import {
  type Bank,
  bitsOf,
  gic_cpu_interface,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gic_v2m,
  gicv2_cpu_interface,
  gicv2_distributor,
  oneSecurityState,
  pendingWord,
  readGicdWord,
  readGicdWord2,
  readGicrWord,
  readGitsWord,
  readSmmuWord,
  smmu_v3,
} from '../../machine/index.ts';
import type { AnyStruct, Cursor, Recorded } from '../../recorder/index.ts';
import type { BankView, RegistersAsk, RegistersView, RegisterView } from '../view-types/registers.ts';
import type { Changes } from './changes.ts';
import {
  GICC,
  GICC_NS,
  GICD2,
  GICD2_NS,
  GICD3,
  GICD3_NS,
  GICR,
  GITS,
  ICC,
  type RegisterDef,
  SMMU,
  V2M,
} from './register-defs.ts';

/** A block that could be shown: its name, and how its registers read. */
interface Block {
  readonly name: string;
  readonly state: Recorded & { readonly base?: number };
  readonly defs: readonly RegisterDef[];
  readonly read: (def: RegisterDef) => bigint;
  /** Where INTIDs have a bit each. */
  readonly bank?: ShownBank;
}

interface ShownBank {
  readonly prefix: string;
  readonly state: Bank;
  /** With two security states, non-secure software does not see the groups. */
  readonly groups: boolean;
}

export function registersView(cursor: Cursor, ask: RegistersAsk, changes: Changes): RegistersView {
  const blocks = blocksOf(cursor);
  const shown = blocks.find(({ name }) => name === ask.block) ?? blocks[0];
  return {
    blocks: blocks.map(({ name, state }) => ({ name, changed: changes.touched.get(state.$id) === 'changed' })),
    shown:
      shown === undefined
        ? undefined
        : {
            name: shown.name,
            base: shown.state.base === undefined || shown.state.base === 0 ? undefined : hex(shown.state.base),
            selection: { kind: 'object', id: shown.state.$id },
            registers: shown.defs.map((def) => decoded(cursor, shown, def, changes)),
            banks: shown.bank === undefined ? [] : banksOf(cursor, shown.state, shown.bank, changes),
          },
  };
}

function blocksOf(cursor: Cursor): Block[] {
  const blocks: Block[] = [];
  const words = (read: (offset: number) => number) => (def: RegisterDef) => {
    const low = BigInt(read(def.offset) >>> 0);
    return def.bytes === 4 ? low : (BigInt(read(def.offset + 4) >>> 0) << 32n) | low;
  };
  const fields =
    (state: object) =>
    ({ on }: RegisterDef): bigint =>
      BigInt((state as Readonly<Record<string, number>>)[on] ?? 0);
  for (const state of cursor.all(gic_distributor)) {
    const read = words((offset) => readGicdWord(state, offset));
    const one = oneSecurityState(state);
    const bank = { prefix: 'GICD', state, groups: one };
    blocks.push({ name: 'Distributor', state, defs: one ? GICD3 : GICD3_NS, read, bank });
  }
  const interfaces = cursor.all(gicv2_cpu_interface);
  const [own] = interfaces;
  const older = cursor.all(gicv2_distributor);
  const groups = older.every(oneSecurityState);
  for (const state of own === undefined ? [] : older) {
    const read = words((offset) => readGicdWord2(state, own as gicv2_cpu_interface, offset));
    const bank = { prefix: 'GICD', state, groups };
    blocks.push({ name: 'Distributor', state, defs: groups ? GICD2 : GICD2_NS, read, bank });
  }
  const open = cursor.all(gic_distributor).every(oneSecurityState);
  for (const state of cursor.all(gic_redistributor)) {
    const read = words((offset) => readGicrWord(state, offset, open));
    blocks.push({
      name: `Redistributor ${state.cpu}`,
      state,
      defs: GICR,
      read,
      bank: { prefix: 'GICR', state, groups: open },
    });
  }
  const itss = cursor.all(gic_its);
  for (const [i, state] of itss.entries()) {
    const name = itss.length === 1 ? 'ITS' : `ITS ${i}`;
    blocks.push({ name, state, defs: GITS, read: words((offset) => readGitsWord(state, offset)) });
  }
  for (const [i, state] of cursor.all(gic_v2m).entries()) {
    blocks.push({ name: i === 0 ? 'v2m frame' : `v2m frame ${i}`, state, defs: V2M, read: fields(state) });
  }
  for (const state of cursor.all(gic_cpu_interface)) {
    blocks.push({ name: `CPU interface ${state.cpu}`, state, defs: ICC, read: fields(state) });
  }
  for (const state of interfaces) {
    const bank = { prefix: 'GICD', state, groups };
    const defs = groups ? GICC : GICC_NS;
    blocks.push({ name: `CPU interface ${state.cpu}`, state, defs, read: fields(state), bank });
  }
  for (const [i, state] of cursor.all(smmu_v3).entries()) {
    const read = words((offset) => readSmmuWord(state, offset));
    blocks.push({ name: i === 0 ? 'SMMU' : `SMMU ${i}`, state, defs: SMMU, read });
  }
  return blocks;
}

function decoded(cursor: Cursor, block: Block, def: RegisterDef, changes: Changes): RegisterView {
  const value = block.read(def);
  const isSystem = def.name.startsWith('ICC_');
  return {
    name: def.name,
    about: def.about,
    offset: isSystem ? undefined : hex(def.offset, 4),
    value: hex(value, def.bytes * 2),
    fields: def.fields.map(({ name, low, width, about, values }) => {
      const part = (value >> BigInt(low)) & ((1n << BigInt(width)) - 1n);
      const named = values?.[Number(part)];
      const text = width > 8 ? hex(part) : `${part}`;
      return { name, bits: width === 1 ? `${low}` : `${low + width - 1}:${low}`, value: text, about: named ?? about };
    }),
    changed: isChanged(cursor, block.state, def.on, changes),
  };
}

const BANKS = [
  ['enable', 'ISENABLER', 'enabled'],
  ['pending', 'ISPENDR', 'pending: latched, or level-sensitive and high'],
  ['line', 'input', 'input wires that are high'],
  ['active', 'ISACTIVER', 'being handled'],
  ['group', 'IGROUPR', 'in group 1'],
  ['edge', 'ICFGR', 'edge-triggered'],
] as const;

/** Registers with a bit for each INTID, as lists of those whose bit is set. */
function banksOf(
  cursor: Cursor,
  state: Recorded,
  { prefix, state: bank, groups }: ShownBank,
  changes: Changes,
): BankView[] {
  const changed = (field: string): boolean => isChanged(cursor, state, field, changes);
  return BANKS.filter(([field]) => groups || field !== 'group').map(([field, register, about]) => {
    const words = field === 'pending' ? pendingWords(bank) : bank[field].entries();
    return {
      name: register === 'input' ? 'input wires' : `${prefix}_${register}`,
      about,
      intids: rangesOf(words.flatMap(([word, value]) => bitsOf(value).map((place) => word * 32 + place))),
      changed: changed(field) || (field === 'pending' && changed('line')),
    };
  });
}

/** As software reads them, ascending. */
function pendingWords(bank: Bank): (readonly [word: number, value: number])[] {
  const words = new Set([...bank.pending.keys(), ...bank.line.keys()]);
  return [...words].toSorted((a, b) => a - b).map((word) => [word, pendingWord(bank, word)]);
}

/** Ascending numbers as ranges. */
function rangesOf(numbers: readonly number[]): (readonly [first: number, last: number])[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

function isChanged(cursor: Cursor, state: Recorded, field: string, changes: Changes): boolean {
  if (!changes.touched.has(state.$id)) return false;
  const type: AnyStruct = state.$type;
  const index = type.fields.indexOf(field);
  if (index < 0) return false;
  if (type.specs[index]?.kind !== 'map') return changes.slots.has(cursor.rec.slotOf(state.$id) + index);
  const container = (state as unknown as Record<string, { $id: number }>)[field];
  return (cursor.rec.entrySlots.get(container?.$id ?? 0) ?? []).some((slot) => changes.slots.has(slot));
}
