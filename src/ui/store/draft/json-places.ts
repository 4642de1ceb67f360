/** Reads JSON as a person types it: where each path stands in the text, or the line and column at which it ends to be JSON. */
import type { EditorMessages } from '../../../engine/api/messages/editor.ts';
import { type Json, jsonOf } from './json-value.ts';

export interface TextPlace {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export type ReadJson =
  | { readonly ok: true; readonly value: Json; readonly places: ReadonlyMap<string, number> }
  | { readonly ok: false; readonly fault: JsonFault; readonly at: TextPlace };

/** Why a text is not JSON, for the catalogue to say. */
export type JsonFault = Parameters<EditorMessages['notJson']>[0];

class NotJson extends Error {
  readonly fault: JsonFault;
  readonly offset: number;

  constructor(fault: JsonFault, offset: number) {
    super(fault.is);
    this.fault = fault;
    this.offset = offset;
  }
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
/** Deeper than any scenario; far less than the stack. */
const DEEPEST = 200;

/** Walks over the text and notes places; the values themselves are left to JSON.parse. */
class Scanner {
  readonly places = new Map<string, number>();
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  all(): void {
    this.value('', 0);
    this.take(SPACE);
    if (this.at < this.text.length) throw this.wrong('more');
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** A string's value; undefined, and nothing is taken, where there is none or it is not quite one. */
  private string(): string | undefined {
    const start = this.at;
    const raw = this.take(STRING);
    if (raw === undefined) return undefined;
    try {
      return String(JSON.parse(raw));
    } catch {
      this.at = start;
      return undefined;
    }
  }

  private takes(char: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private value(path: string, depth: number): void {
    this.take(SPACE);
    if (!this.places.has(path)) this.places.set(path, this.at);
    if (depth > DEEPEST) throw this.wrong('deep');
    if (this.takes('{')) this.items('}', () => this.member(path, depth));
    else if (this.takes('[')) {
      let index = 0;
      this.items(']', () => this.value(`${path}[${index++}]`, depth + 1));
    } else if (this.string() === undefined && this.take(NUMBER) === undefined && this.take(WORD) === undefined) {
      throw this.wrong('value');
    }
  }

  private items(end: string, item: () => void): void {
    if (this.takes(end)) return;
    do item();
    while (this.takes(','));
    if (!this.takes(end)) throw this.wrong('comma', end);
  }

  private member(path: string, depth: number): void {
    this.take(SPACE);
    const start = this.at;
    const key = this.string();
    if (key === undefined) throw this.wrong('key');
    const inner = `${path}${path === '' ? '' : '.'}${key}`;
    this.places.set(inner, start);
    if (!this.takes(':')) throw this.wrong('colon');
    this.value(inner, depth + 1);
  }

  private wrong(is: JsonFault['is'], close = ''): NotJson {
    const found = this.at >= this.text.length ? 'end' : this.text[this.at] === '"' ? 'string' : 'other';
    return new NotJson({ is, close, found }, this.at);
  }
}

/** Line and column of an offset. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

export function readJson(text: string): ReadJson {
  const scanner = new Scanner(text);
  try {
    scanner.all();
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return { ok: false, fault: error.fault, at: placeAt(text, error.offset) };
  }
  return { ok: true, value: jsonOf(JSON.parse(text)), places: scanner.places };
}

/** Where a path stands; of what is missing, where it should be: the nearest thing around it. */
export function offsetOf(places: ReadonlyMap<string, number>, path: string): number {
  for (let at = path; at !== ''; at = at.replace(/(\[\d+\]|\.?[^.[\]]+)$/, '')) {
    const offset = places.get(at);
    if (offset !== undefined) return offset;
  }
  return 0;
}
