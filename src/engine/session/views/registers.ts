/** The interrupt controllers' registers, with their fields. Names and fields are those of IHI 0069 and IHI 0048. */
import { hex } from '../../../base/hex.ts';
import {
  gic_cpu_interface,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gicv2_cpu_interface,
  gicv2_distributor,
  oneSecurityState,
  readGicdWord,
  readGicdWord2,
  readGicrWord,
  readGitsWord,
} from '../../machine/index.ts';
import type { AnyStruct, Cursor, Recorded } from '../../recorder/index.ts';
import type { RegisterBlockView, RegisterView } from '../view-types/screen.ts';
import type { Changes } from './changes.ts';

/** Name, lowest bit, width. */
type Field = readonly [name: string, low: number, width: number];
/** Name, offset, bytes, fields; `on` names the struct field whose change changes it. */
interface Register {
  readonly name: string;
  readonly offset: number;
  readonly bytes: 4 | 8;
  readonly on: string;
  readonly fields: readonly Field[];
}

const register = (name: string, offset: number, bytes: 4 | 8, on: string, fields: readonly Field[] = []): Register => ({
  name,
  offset,
  bytes,
  on,
  fields,
});

const GICD: readonly Register[] = [
  register('GICD_CTLR', 0x0, 4, 'ctlr', [
    ['RWP', 31, 1],
    ['DS', 6, 1],
    ['ARE_NS', 5, 1],
    ['ARE_S', 4, 1],
    ['EnableGrp1', 1, 1],
    ['EnableGrp0', 0, 1],
  ]),
  register('GICD_TYPER', 0x4, 4, 'typer', [
    ['No1N', 25, 1],
    ['A3V', 24, 1],
    ['IDbits', 19, 5],
    ['DVIS', 18, 1],
    ['LPIS', 17, 1],
    ['MBIS', 16, 1],
    ['SecurityExtn', 10, 1],
    ['CPUNumber', 5, 3],
    ['ITLinesNumber', 0, 5],
  ]),
  register('GICD_IIDR', 0x8, 4, 'iidr', [
    ['Implementer', 0, 12],
    ['Revision', 12, 4],
    ['ProductID', 24, 8],
  ]),
];

const GICR: readonly Register[] = [
  register('GICR_CTLR', 0x0, 4, 'ctlr', [
    ['CES', 1, 1],
    ['EnableLPIs', 0, 1],
  ]),
  register('GICR_TYPER', 0x8, 8, 'typer', [
    ['Affinity_Value', 32, 32],
    ['Processor_Number', 8, 16],
    ['Last', 4, 1],
    ['PLPIS', 0, 1],
  ]),
  register('GICR_WAKER', 0x14, 4, 'waker', [
    ['ChildrenAsleep', 2, 1],
    ['ProcessorSleep', 1, 1],
  ]),
  register('GICR_PROPBASER', 0x70, 8, 'propbaser', [
    ['Physical_Address', 12, 40],
    ['IDbits', 0, 5],
  ]),
  register('GICR_PENDBASER', 0x78, 8, 'pendbaser', [['Physical_Address', 16, 36]]),
  register('GICR_ISENABLER0', 0x10100, 4, 'enable'),
  register('GICR_ISPENDR0', 0x10200, 4, 'pending'),
  register('GICR_ISACTIVER0', 0x10300, 4, 'active'),
];

const GITS: readonly Register[] = [
  register('GITS_CTLR', 0x0, 4, 'ctlr', [
    ['Quiescent', 31, 1],
    ['Enabled', 0, 1],
  ]),
  register('GITS_TYPER', 0x8, 8, 'typer', [
    ['PTA', 19, 1],
    ['Devbits', 13, 5],
    ['ID_bits', 8, 5],
    ['ITT_entry_size', 4, 4],
    ['Physical', 0, 1],
  ]),
  register('GITS_CBASER', 0x80, 8, 'cbaser', [
    ['Valid', 63, 1],
    ['Physical_Address', 12, 40],
    ['Size', 0, 8],
  ]),
  register('GITS_CWRITER', 0x88, 4, 'cwriter', [['Offset', 5, 15]]),
  register('GITS_CREADR', 0x90, 4, 'creadr', [
    ['Offset', 5, 15],
    ['Stalled', 0, 1],
  ]),
  ...[0, 1].map((i) =>
    register(`GITS_BASER${i}`, 0x100 + 8 * i, 8, 'baser', [
      ['Valid', 63, 1],
      ['Indirect', 62, 1],
      ['Type', 56, 3],
      ['Entry_Size', 48, 5],
      ['Page_Size', 8, 2],
      ['Size', 0, 8],
    ]),
  ),
];

export function registerBlocks(cursor: Cursor, changes: Changes): RegisterBlockView[] {
  const blocks: RegisterBlockView[] = [];
  const add = (
    name: string,
    state: Recorded & { readonly base: number },
    registers: readonly Register[],
    read: (offset: number) => number,
  ): void => {
    blocks.push({
      name,
      base: state.base,
      registers: registers.map((each) => view(each, read, isChanged(cursor, state, each.on, changes))),
    });
  };
  for (const state of cursor.all(gic_distributor))
    add('Distributor', state, GICD, (offset) => readGicdWord(state, offset));
  const [own] = cursor.all(gicv2_cpu_interface);
  for (const state of cursor.all(gicv2_distributor)) {
    if (own !== undefined) add('Distributor', state, GICD, (offset) => readGicdWord2(state, own, offset));
  }
  const open = cursor.all(gic_distributor).every(oneSecurityState);
  for (const state of cursor.all(gic_redistributor)) {
    add(`Redistributor ${state.cpu}`, state, GICR, (offset) => readGicrWord(state, offset, open));
  }
  for (const state of cursor.all(gic_its)) add('ITS', state, GITS, (offset) => readGitsWord(state, offset));
  for (const state of cursor.all(gic_cpu_interface)) blocks.push(cpuInterface(cursor, state, changes));
  return blocks;
}

function view(
  { name, offset, bytes, fields }: Register,
  read: (offset: number) => number,
  changed: boolean,
): RegisterView {
  const low = BigInt(read(offset) >>> 0);
  const value = bytes === 4 ? low : (BigInt(read(offset + 4) >>> 0) << 32n) | low;
  return {
    name,
    offset,
    value: hex(value, bytes * 2),
    fields: fields.map(([field, from, width]) => {
      const part = (value >> BigInt(from)) & ((1n << BigInt(width)) - 1n);
      return { name: field, value: width > 8 ? hex(part) : `${part}` };
    }),
    changed,
  };
}

/** The ICC_*_EL1 registers have no offsets: they are system registers. */
function cpuInterface(cursor: Cursor, state: gic_cpu_interface, changes: Changes): RegisterBlockView {
  const one = (name: string, field: 'ctlr' | 'pmr' | 'bpr1' | 'igrpen1' | 'hppi'): RegisterView => ({
    name,
    offset: 0,
    value: field === 'hppi' ? `${state.hppi}` : hex(state[field]),
    fields: [],
    changed: isChanged(cursor, state, field, changes),
  });
  return {
    name: `CPU interface ${state.cpu}`,
    base: 0,
    registers: [
      one('ICC_CTLR_EL1', 'ctlr'),
      one('ICC_PMR_EL1', 'pmr'),
      one('ICC_BPR1_EL1', 'bpr1'),
      one('ICC_IGRPEN1_EL1', 'igrpen1'),
      one('ICC_HPPIR1_EL1', 'hppi'),
    ],
  };
}

function isChanged(cursor: Cursor, state: Recorded, field: string, changes: Changes): boolean {
  if (!changes.touched.has(state.$id)) return false;
  const type: AnyStruct = state.$type;
  const index = type.fields.indexOf(field);
  const kind = type.specs[index]?.kind;
  if (kind !== 'map') return changes.slots.has(cursor.rec.slotOf(state.$id) + index);
  const container = (state as unknown as Record<string, { $id: number }>)[field];
  return (cursor.rec.entrySlots.get(container?.$id ?? 0) ?? []).some((slot) => changes.slots.has(slot));
}
