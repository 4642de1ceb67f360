/** Values of recorded fields and arguments as text for people. */
import { cpumaskList } from '../../../base/cpumask.ts';
import { hex } from '../../../base/hex.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import { type Argument, type Cursor, type FieldSpec, type Objects, RecordedObject } from '../../recorder/index.ts';

export type ChangeMessages = EngineMessages['changes'];

/** Room for a name in a label that has none. */
const A_GAP = /^ | $| {2}/;

/** What people call an object: its label, or "domain.revmap" for a container. */
export function labelOf(objects: Objects, id: number): string {
  const object = objects.anyObject(id);
  if (object !== undefined) {
    const label = object.$type.labelOf(object);
    // What is just made has no name yet: a device gets one from dev_set_name(), a GPIO line with its chip.
    return label === '' || A_GAP.test(label) ? `unnamed ${object.$type.name}` : label;
  }
  const part = objects.partOf(id);
  return part === undefined ? `object ${id}` : `${labelOf(objects, part.owner)}.${part.field}`;
}

const UNNAMED = /^unnamed /;

/** What a thing is called that was just made: where it has no name yet, the name that it gets within some steps. */
export function newLabelOf(m: ChangeMessages, cursor: Cursor, id: number): string {
  const label = labelOf(cursor, id);
  if (!UNNAMED.test(label)) return label;
  const { position, rec } = cursor;
  let later = label;
  for (let ahead = 8; ahead <= 512 && UNNAMED.test(later); ahead *= 4) {
    cursor.seek(Math.min(position + ahead, rec.trace.length));
    if (cursor.isAlive(id)) later = labelOf(cursor, id);
  }
  cursor.seek(position);
  return UNNAMED.test(later) ? label : m.becomes({ label, later });
}

/** "IRQD_ACTIVATED IRQD_LEVEL 0x4" for a number made of named bits. */
export function bitNames(value: number, names: Readonly<Record<string, number>>): string[] {
  const found: string[] = [];
  let rest = value;
  for (const [name, bit] of Object.entries(names)) {
    if (bit !== 0 && (rest & bit) === bit) {
      found.push(name);
      rest &= ~bit;
    }
  }
  if (rest !== 0) found.push(hex(rest >>> 0));
  return found;
}

/** A traced function, or what the record keeps of one, by its name. */
function functionName(value: object | null): string {
  return value !== null && 'fname' in value && typeof value.fname === 'string' ? value.fname : '?';
}

/** A field's value, decoded, as text. */
export function formatValue(m: ChangeMessages, objects: Objects, spec: FieldSpec<unknown>, value: unknown): string {
  if (value === undefined) return spec.kind === 'ref' || spec.kind === 'fn' || spec.kind === 'data' ? 'NULL' : '–';
  if (spec.kind === 'data') return formatData(m, value);
  switch (typeof value) {
    case 'number':
      return formatNumber(spec, value);
    case 'bigint':
      return spec.show === 'cpus' ? m.cpus({ cpus: cpumaskList(value) }) : hex(value);
    case 'object':
      if (value instanceof RecordedObject) return labelOf(objects, value.$id);
      return functionName(value);
    case 'function':
      return functionName(value);
    case 'string':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return '?';
  }
}

function formatNumber({ show }: FieldSpec<unknown>, value: number): string {
  if (show === 'hex') return hex(value);
  if (typeof show === 'object' && 'bits' in show) return value === 0 ? '0' : bitNames(value, show.bits).join(' ');
  if (typeof show === 'object') {
    return Object.entries(show.values).find(([, each]) => each === value)?.[0] ?? `${value}`;
  }
  return `${value}`;
}

/** Tables show their name, anything else its kind. */
function formatData(m: ChangeMessages, value: unknown): string {
  if (Array.isArray(value)) return m.entries({ count: value.length });
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string')
    return value.name;
  return '…';
}

/** An argument or result of a call. */
export function formatArgument(objects: Objects, argument: Argument): string {
  switch (argument.kind) {
    case 'nothing':
      return 'NULL';
    case 'number':
      return argument.value > 4095 ? hex(argument.value) : `${argument.value}`;
    case 'boolean':
      return String(argument.value);
    case 'value':
      return typeof argument.value === 'bigint' ? hex(argument.value) : `"${argument.value}"`;
    case 'object':
      return labelOf(objects, argument.id);
    case 'function':
      return argument.name;
    case 'opaque':
      return '…';
  }
}
