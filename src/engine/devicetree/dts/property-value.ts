/** What stands behind the "=" of a property: cells, strings, bytes, references, files, in any mix. */
import type { Problem } from '../../../base/result.ts';
import { bareHex } from '../../../base/hex.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_MEGABYTES, MAX_PLACES, MAX_WARNINGS } from '../limits.ts';
import type { DraftValue } from './draft.ts';
import { unescapeLiteral } from './escape.ts';
import { parseInteger, seesInteger, unknownMacro } from './numbers.ts';
import type { Scanner } from './scanner.ts';
import { ValueBuilder } from './value-builder.ts';

/** Finds a binary file for /incbin/; `from` is the file that asks. */
export type BinaryResolver = (name: string, from: string) => Uint8Array | undefined;

export interface ValueContext {
  readonly scanner: Scanner;
  /** The text was decoded one byte a character. */
  readonly oneByte: boolean;
  readonly incbin: BinaryResolver | undefined;
  readonly warnings: Problem[];
  /** Headers are missing, so that a name may be a macro of theirs. */
  readonly allowsUnknown: boolean;
}

export class ValueParser {
  readonly #context: ValueContext;
  readonly #scanner: Scanner;
  readonly #builder = new ValueBuilder();
  #places = 0;
  #included = 0;

  constructor(context: ValueContext) {
    this.#context = context;
    this.#scanner = context.scanner;
  }

  /** Reads up to, not including, the ";". */
  parse(path: string): DraftValue {
    do {
      this.#skipLabels();
      this.#element(path);
      this.#skipLabels();
    } while (this.#scanner.eat(','));
    return this.#builder.take();
  }

  /** Labels inside values name addresses for assembler output; no tree shows them. */
  #skipLabels(): void {
    let found: string | undefined;
    do found = this.#scanner.label();
    while (found !== undefined);
  }

  #place(at: number, path: string, unknown?: string): void {
    // Absurdly many cells keep only the place of their property: places cost far more memory than bytes.
    if (++this.#places <= MAX_PLACES) this.#builder.place({ ...this.#scanner.where(at), path }, unknown);
  }

  #element(path: string): void {
    const scanner = this.#scanner;
    const at = scanner.position();
    if (scanner.sees('"')) {
      this.#place(at, path);
      this.#string(at);
    } else if (scanner.eat('<')) {
      this.#cells(32, path);
    } else if (scanner.eat('/bits/')) {
      this.#sizedCells(path);
    } else if (scanner.eat('[')) {
      this.#place(at, path);
      this.#byteString();
    } else if (scanner.eat('/incbin/')) {
      this.#place(at, path);
      this.#file(at);
    } else if (scanner.sees('&')) {
      this.#place(at, path);
      this.#reference('path', at, path);
    } else if (this.#unknownHere(at, path)) {
      // What it stands for may be of any length.
    } else {
      scanner.failExpected(scanner.say.dts.wanted.value);
    }
  }

  /** Passes over a macro that nobody has defined, and notes it. */
  #unknownHere(at: number, path: string): boolean {
    const name = this.#context.allowsUnknown ? unknownMacro(this.#scanner) : undefined;
    if (name !== undefined) this.#place(at, path, name);
    return name !== undefined;
  }

  #string(at: number): void {
    const bytes = unescapeLiteral(this.#scanner.quoted('"') ?? '', this.#context.oneByte);
    if (bytes === undefined) this.#scanner.fail('dts-bad-escape', this.#scanner.say.dts.badEscape, at);
    else this.#builder.append(bytes);
    this.#builder.integer(0n, 1);
  }

  #sizedCells(path: string): void {
    const scanner = this.#scanner;
    const at = scanner.position();
    const bits = scanner.literal();
    if (bits !== 8n && bits !== 16n && bits !== 32n && bits !== 64n) {
      scanner.fail('dts-bad-bits', scanner.say.dts.badBits, at);
      return;
    }
    scanner.expectAfter('/bits/', '<');
    this.#cells(Number(bits), path);
  }

  #cells(bits: number, path: string): void {
    const scanner = this.#scanner;
    while (scanner.problem === undefined) {
      this.#skipLabels();
      const at = scanner.position();
      if (seesInteger(scanner)) {
        this.#integer(at, bits, path);
      } else if (scanner.sees('&')) {
        this.#place(at, path);
        if (bits === 32) this.#reference('phandle', at, path);
        else scanner.fail('dts-bad-bits', scanner.say.dts.referenceBits, at);
      } else if (scanner.sees('>')) {
        break;
      } else if (this.#unknownHere(at, path)) {
        this.#builder.integer(0n, bits / 8);
      } else {
        this.#failInCells();
      }
    }
    scanner.eat('>');
  }

  #failInCells(): void {
    const scanner = this.#scanner;
    const isWord = /[A-Za-z_]/.test(scanner.text[scanner.position()] ?? '');
    const hint = isWord ? scanner.say.dts.macroHint : undefined;
    scanner.failExpected(scanner.say.dts.wanted.cell, hint);
  }

  #integer(at: number, bits: number, path: string): void {
    let unknown: string | undefined;
    const note = (name: string): void => {
      unknown ??= name;
    };
    const value = parseInteger(this.#scanner, this.#context.allowsUnknown ? note : undefined);
    this.#place(at, path, unknown);
    const mask = (1n << BigInt(bits)) - 1n;
    // The bits that do not fit must all be zero, or all be one: a negative number.
    const fits = value <= mask || (value | mask) === (1n << 64n) - 1n;
    if (!fits && this.#context.warnings.length < MAX_WARNINGS) {
      const kept = bareHex(value & mask, bits / 4);
      this.#context.warnings.push({
        code: 'dts-value-truncated',
        message: this.#scanner.say.dts.truncated({ value: bareHex(value), bits, kept }),
        where: this.#scanner.where(at),
      });
    }
    this.#builder.integer(value, bits / 8);
  }

  #byteString(): void {
    const scanner = this.#scanner;
    while (!scanner.eat(']') && scanner.problem === undefined) {
      this.#skipLabels();
      const byte = scanner.byte();
      if (byte !== undefined) this.#builder.integer(BigInt(byte), 1);
      else if (!scanner.sees(']')) scanner.failExpected(scanner.say.dts.wanted.bytePair);
    }
  }

  #reference(kind: 'phandle' | 'path', at: number, path: string): void {
    const target = this.#scanner.reference();
    if (target === undefined) this.#scanner.failExpected(this.#scanner.say.dts.wanted.reference);
    else this.#builder.reference(kind, target, { ...this.#scanner.where(at), path });
  }

  /** `("name")` or `("name", offset, size)`. */
  #file(at: number): void {
    const scanner = this.#scanner;
    const say = scanner.say.dts;
    scanner.expectAfter('/incbin/', '(');
    const name = scanner.quoted('"');
    if (name === undefined) scanner.failExpected(say.wanted.fileName);
    let part: readonly [offset: bigint, size: bigint] | undefined;
    if (scanner.eat(',')) {
      const offset = parseInteger(scanner);
      scanner.expect(',', say.wanted.incbinMiddle);
      part = [offset, parseInteger(scanner)];
    }
    scanner.expect(')', say.wanted.incbinEnd);
    if (name === undefined || scanner.problem !== undefined) return;
    const bytes = this.#context.incbin?.(name, scanner.where(at).file ?? '');
    if (bytes === undefined) {
      scanner.fail('dts-incbin', say.noIncbin({ name }), at, say.noIncbinHint);
      return;
    }
    this.#filePart(bytes, part, name, at);
  }

  /** As dtc, takes what there is where the file is shorter than asked. */
  #filePart(bytes: Uint8Array, part: readonly [bigint, bigint] | undefined, name: string, at: number): void {
    const size = BigInt(bytes.length);
    const [from, to] = part === undefined ? [0n, size] : [part[0], part[0] + part[1]];
    if (to > size && this.#context.warnings.length < MAX_WARNINGS) {
      this.#context.warnings.push({
        code: 'dts-incbin-short',
        message: this.#scanner.say.dts.incbinShort({ name, from, to, size }),
        where: this.#scanner.where(at),
      });
    }
    const wanted = bytes.subarray(Number(from < size ? from : size), Number(to < size ? to : size));
    this.#included += wanted.length;
    if (this.#included <= MAX_INPUT_BYTES) this.#builder.append(wanted);
    else
      this.#scanner.fail('dt-too-large', this.#scanner.say.dts.incbinTooLarge({ megabytes: MAX_INPUT_MEGABYTES }), at);
  }
}
