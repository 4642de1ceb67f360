/**
 * One number for a whole state. It goes over every living object in order of creation, field by field, in a form that
 * does not depend on slots, tables or engines: so a live model, a replayed one, Node and browsers agree.
 */
import { must } from '../../base/assert.ts';
import type { Cursor } from './cursor.ts';
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import { LiveList, LiveMap } from './containers.ts';
import { Live } from './struct.ts';
import { nameOf } from './traced.ts';
import { RecordedObject } from './types.ts';
import { ListView, MapView, View } from './view.ts';

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

function addObject(hash: Hash, object: RecordedObject): void {
  hash.number(object.$id);
  hash.string(object.$type.name);
  object.$type.specs.forEach((spec, i) => {
    const value = object.$at(i);
    if (spec.isRequired !== true && spec.item === undefined && spec.isLater === true && value === spec.initial) return;
    addValue(hash, spec, value);
  });
}

function addValue(hash: Hash, spec: FieldSpec<unknown>, value: unknown): void {
  if (value instanceof LiveMap || value instanceof MapView) {
    const entries = value.entries();
    hash.number(entries.length);
    for (const [key, each] of entries) {
      hash.number(key);
      addValue(hash, value.item, each);
    }
  } else if (value instanceof LiveList || value instanceof ListView) {
    const entries = value.toArray();
    hash.number(entries.length);
    for (const each of entries) addValue(hash, value.item, each);
  } else if (value === undefined) hash.number(-1);
  else if (spec.kind === 'data') hash.string(textOf(value));
  else addPlain(hash, value);
}

function addPlain(hash: Hash, value: unknown): void {
  if (value instanceof RecordedObject) hash.number(value.$id);
  else if (typeof value === 'number') hash.number(value);
  else if (typeof value === 'boolean') hash.number(value ? 1 : 0);
  else if (typeof value === 'string') hash.string(value);
  else if (typeof value === 'bigint') hash.string(value.toString());
  else hash.string(must(nameOf(value), 'the name of a function in a field'));
}

/** Immutable tables are told apart by their names; cells and the like by their numbers. */
function textOf(value: unknown): string {
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
