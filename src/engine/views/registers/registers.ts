/** The interrupt controllers' registers: what blocks there are, and one of them decoded. */
import { hex } from '../../../base/hex.ts';
import type { Recorded } from '../../recorder/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import type { RegistersAsk, RegistersView, RegisterView } from '../../api/registers.ts';
import type { Changes } from '../changes/changes.ts';
import { banksOf } from './banks.ts';
import { type Block, blocksOf, type RegisterMessages } from './blocks.ts';
import type { RegisterDef } from './def.ts';

export function registersView({ objects, messages }: Snapshot, ask: RegistersAsk, changes: Changes): RegistersView {
  const m = messages.registers;
  const blocks = blocksOf(m, objects);
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
            registers: shown.defs.map((def) => decoded(m, shown, def, changes)),
            banks:
              shown.bank === undefined ? [] : banksOf(m, shown.bank, (field) => isChanged(shown.state, field, changes)),
          },
  };
}

function decoded({ meanings }: RegisterMessages, block: Block, def: RegisterDef, changes: Changes): RegisterView {
  const value = block.read(def);
  const isSystem = def.name.startsWith('ICC_');
  return {
    name: def.name,
    about: meanings[def.about],
    offset: isSystem ? undefined : hex(def.offset, 4),
    value: hex(value, def.bytes * 2),
    fields: def.fields.map(({ name, low, width, about, values }) => {
      const part = (value >> BigInt(low)) & ((1n << BigInt(width)) - 1n);
      const named = values?.[Number(part)];
      const text = width > 8 ? hex(part) : `${part}`;
      return {
        name,
        bits: width === 1 ? `${low}` : `${low + width - 1}:${low}`,
        value: text,
        about: meanings[named ?? about],
      };
    }),
    changed: isChanged(block.state, def.on, changes),
  };
}

function isChanged(state: Recorded, field: string, changes: Changes): boolean {
  if (changes.fieldsOf(state).some((change) => change.field === field)) return true;
  const value: unknown = Reflect.get(state, field);
  if (typeof value !== 'object' || value === null || !('$id' in value) || typeof value.$id !== 'number') return false;
  return changes.keysOf({ $id: value.$id }).length > 0;
}
