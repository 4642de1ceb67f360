/** A command to begin with: its fields filled with what there is on the board. */
import type { BoardFacts, CommandForm, FieldForm } from '../../engine/index.ts';
import { getAt, isObject, type Json, listAt, textAt } from '../store/draft/json-value.ts';

/** What a command can name. */
export interface Surroundings {
  /** Addresses of functions. */
  readonly functions: readonly string[];
  readonly board: BoardFacts | undefined;
}

export function surroundings(draft: Json, board: BoardFacts | undefined): Surroundings {
  const functions = listAt(draft, ['pci']).flatMap((fn) => textAt(fn, ['bdf']) ?? []);
  return { functions, board };
}

/** The command, with what `before` says where a field of that name is there too. */
export function newCommand(form: CommandForm, around: Surroundings, before?: Json): Json {
  return { do: form.do, ...filled(form.fields, around, before) };
}

/** One way to name an irq, or the fields of a command. */
export function filled(fields: readonly FieldForm[], around: Surroundings, before?: Json): { [key: string]: Json } {
  const entries = fields.flatMap((field) => {
    const kept = getAt(before, [field.name]);
    if (kept !== undefined && fits(field, kept)) return [[field.name, kept] as const];
    return field.required ? [[field.name, proposal(field, around)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function fits({ kind }: FieldForm, value: Json): boolean {
  switch (kind.is) {
    case 'choice':
      return typeof value === 'string' && kind.of.includes(value);
    case 'number':
    case 'cpu':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'irq':
      return isObject(value);
    default:
      return typeof value === 'string';
  }
}

function proposal({ name, kind }: FieldForm, around: Surroundings): Json {
  switch (kind.is) {
    case 'bdf':
      // Device 0 of a bus is as a rule the host bridge, of which there is nothing to ask.
      return around.functions.find((bdf) => !bdf.endsWith(':00.0')) ?? around.functions[0] ?? '';
    case 'node':
      return around.board?.lines[0]?.path ?? '';
    case 'cpu':
      return Math.min(1, (around.board?.cpus ?? 1) - 1);
    case 'cpus':
      return '0';
    case 'number':
      return kind.min ?? 0;
    case 'choice':
      return kind.of[0] ?? '';
    case 'irq':
      return filled(kind.ways[0] ?? [], around);
    case 'flag':
      return false;
    case 'list':
      return [];
    case 'text':
      return name;
  }
}
