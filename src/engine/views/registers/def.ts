/** What a register is said to be, and what the registers of several blocks share. */

/** A field: name, lowest bit, width, and what it means; values that have a name of their own. */
export interface FieldDef {
  readonly name: string;
  readonly low: number;
  readonly width: number;
  readonly about: string;
  readonly values?: Readonly<Record<number, string>>;
}

/** A register: `on` names the struct field whose change changes it. */
export interface RegisterDef {
  readonly name: string;
  readonly offset: number;
  readonly bytes: 4 | 8;
  readonly on: string;
  readonly about: string;
  readonly fields: readonly FieldDef[];
}

export const f = (name: string, low: number, width: number, about: string, values?: FieldDef['values']): FieldDef => ({
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
  about: string,
  fields: readonly FieldDef[] = [],
): RegisterDef => ({ name, offset, bytes, on, about, fields });

export const IIDR = [
  f('ProductID', 24, 8, 'which product'),
  f('Variant', 16, 4, 'major revision'),
  f('Revision', 12, 4, 'minor revision'),
  f('Implementer', 0, 12, 'JEP106 code of who made it'),
];

/** Memory attributes of what the GIC reads and writes, as GICR_* and GITS_* encode them. */
const INNER = {
  0: 'Device-nGnRnE',
  1: 'Normal, non-cacheable',
  2: 'read-allocate, write-through',
  3: 'read-allocate, write-back',
  4: 'write-allocate, write-through',
  5: 'write-allocate, write-back',
  6: 'read- and write-allocate, write-through',
  7: 'read- and write-allocate, write-back',
} as const;
const OUTER = { ...INNER, 0: 'as the inner one' } as const;
const SHAREABILITY = { 0: 'non-shareable', 1: 'inner shareable', 2: 'outer shareable', 3: 'reserved' } as const;
export const inner = (low: number): FieldDef => f('InnerCache', low, 3, 'inner cacheability', INNER);
export const outer = (low: number): FieldDef => f('OuterCache', low, 3, 'outer cacheability', OUTER);
export const shareability = f('Shareability', 10, 2, 'shareability', SHAREABILITY);
