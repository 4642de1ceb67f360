/** What a register is said to be, and what the registers of several blocks share. */

import type { EngineMessages } from '../../api/messages/index.ts';

/** What a register, field or value means: a key of the catalogue. */
export type Meaning = keyof EngineMessages['registers']['meanings'];

/** A field: name, lowest bit, width, and what it means; values that have a name of their own. */
export interface FieldDef {
  readonly name: string;
  readonly low: number;
  readonly width: number;
  readonly about: Meaning;
  readonly values?: Readonly<Record<number, Meaning>>;
}

/** A register: `on` names the struct field whose change changes it. */
export interface RegisterDef {
  readonly name: string;
  readonly offset: number;
  readonly bytes: 4 | 8;
  readonly on: string;
  readonly about: Meaning;
  readonly fields: readonly FieldDef[];
}

export const f = (name: string, low: number, width: number, about: Meaning, values?: FieldDef['values']): FieldDef => ({
  name,
  low,
  width,
  about,
  ...(values === undefined ? {} : { values }),
});
export const r = (
  name: string,
  offset: number,
  bytes: 4 | 8,
  on: string,
  about: Meaning,
  fields: readonly FieldDef[] = [],
): RegisterDef => ({ name, offset, bytes, on, about, fields });

export const IIDR = [
  f('ProductID', 24, 8, 'whichProduct'),
  f('Variant', 16, 4, 'majorRevision'),
  f('Revision', 12, 4, 'minorRevision'),
  f('Implementer', 0, 12, 'jep106CodeOfWhoMadeIt'),
];

/** Memory attributes of what the GIC reads and writes, as GICR_* and GITS_* encode them. */
const INNER = {
  0: 'deviceNgnrne',
  1: 'normalNonCacheable',
  2: 'readAllocateWriteThrough',
  3: 'readAllocateWriteBack',
  4: 'writeAllocateWriteThrough',
  5: 'writeAllocateWriteBack',
  6: 'readAndWriteAllocateWriteThrough',
  7: 'readAndWriteAllocateWriteBack',
} as const;
const OUTER = { ...INNER, 0: 'asInnerOne' } as const;
const SHAREABILITY = { 0: 'nonShareable', 1: 'innerShareable', 2: 'outerShareable', 3: 'reserved' } as const;
export const inner = (low: number): FieldDef => f('InnerCache', low, 3, 'innerCacheability', INNER);
export const outer = (low: number): FieldDef => f('OuterCache', low, 3, 'outerCacheability', OUTER);
export const shareability = f('Shareability', 10, 2, 'shareability', SHAREABILITY);
