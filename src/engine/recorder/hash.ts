/**
 * One number for a whole state. It goes over every living object in order of creation, field by field, in a form that
 * does not depend on slots, tables or engines: so a live model, a replayed one, Node and browsers agree.
 */
import type { Cursor } from './cursor.ts';
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import { Live, type RecordedList, type RecordedMap } from './struct.ts';
import { View } from './view.ts';

/** The state of a running model. */
export function hashLive(rec: Recorder): string {
  const hash = new Hash();
  for (const object of rec.objects) if (object instanceof Live) addObject(hash, object);
  return hash.text();
}

/** The state at a cursor's position. */
export function hashAt(cursor: Cursor): string {
  const hash = new Hash();
  for (let id = 1; id < cursor.rec.objects.length; id++) {
    if (!cursor.isAlive(id)) continue;
    const object = cursor.object(id);
    if (object instanceof View) addObject(hash, object);
  }
  return hash.text();
}

function addObject(hash: Hash, object: Live | View): void {
  hash.number(object.$id);
  hash.string(object.$type.name);
  const values = object as unknown as Record<string, unknown>;
  object.$type.fields.forEach((field, i) => {
    addValue(hash, object.$type.specs[i] as FieldSpec<unknown>, values[field]);
  });
}

function addValue(hash: Hash, spec: FieldSpec<unknown>, value: unknown): void {
  const item = spec.item as FieldSpec<unknown>;
  if (spec.kind === 'map') {
    const entries = (value as RecordedMap<unknown>).entries();
    hash.number(entries.length);
    for (const [key, each] of entries) {
      hash.number(key);
      addValue(hash, item, each);
    }
  } else if (spec.kind === 'list') {
    const entries = (value as RecordedList<unknown>).toArray();
    hash.number(entries.length);
    for (const each of entries) addValue(hash, item, each);
  } else if (value === undefined) hash.number(-1);
  else if (spec.kind === 'ref') hash.number((value as { $id: number }).$id);
  else if (spec.kind === 'num') hash.number(value as number);
  else if (spec.kind === 'bool') hash.number(value === true ? 1 : 0);
  else if (spec.kind === 'fn') hash.string((value as { fname: string }).fname);
  else if (spec.kind === 'data') hash.string(nameOf(value));
  else hash.string(typeof value === 'bigint' ? value.toString() : (value as string));
}

/** Immutable tables are told apart by their names; cells and the like by their numbers. */
function nameOf(value: unknown): string {
  if (Array.isArray(value)) return value.join();
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return typeof value;
}

/** FNV-1a in two lanes of 32 bits: a fingerprint, no protection against malice. */
class Hash {
  private a = 0x811c9dc5;
  private b = 0xcbf29ce4;
  private readonly view = new DataView(new ArrayBuffer(8));

  private word(word: number): void {
    this.a = Math.imul(this.a ^ word, 0x01000193);
    this.b = Math.imul(this.b ^ (word + 0x9e3779b9), 0x85ebca6b) ^ (this.b >>> 13);
  }

  number(value: number): void {
    this.view.setFloat64(0, value);
    this.word(this.view.getInt32(0));
    this.word(this.view.getInt32(4));
  }

  string(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  /** 16 hex digits. */
  text(): string {
    return [this.a, this.b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
