/** #if, #elif, #else, #endif: which lines count; and the value of a condition (ISO C 6.10.1). */
import type { Problem, Result, Where } from '../../../base/result.ts';
import { fail, ok } from '../../../base/result.ts';
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import type { Expander } from './expand.ts';
import { parseExpression } from './expression.ts';
import type { Arithmetic } from './expression.ts';
import { Scanner } from './scanner.ts';
import { joinTokens, tokenize } from './tokens.ts';

interface Group {
  /** Lines of this branch count. */
  active: boolean;
  /** A branch has counted already, or the whole group lies in lines that do not. */
  settled: boolean;
  hasElse: boolean;
  readonly where: Where;
}

/** The groups that are open, innermost last. */
export class Conditions {
  readonly #say: DeviceTreeMessages['preprocessor'];
  readonly #groups: Group[] = [];

  constructor(say: DeviceTreeMessages['preprocessor']) {
    this.#say = say;
  }

  get depth(): number {
    return this.#groups.length;
  }

  get active(): boolean {
    return this.#groups.at(-1)?.active ?? true;
  }

  /** #if, #ifdef, #ifndef. The condition is only asked for where it counts. */
  begin(where: Where, condition: () => boolean): void {
    const outer = this.active;
    const active = outer && condition();
    this.#groups.push({ active, settled: !outer || active, hasElse: false, where });
  }

  /** #elif with a condition, #else without. */
  otherwise(name: string, where: Where, condition?: () => boolean): Problem | undefined {
    const group = this.#groups.at(-1);
    if (group === undefined)
      return { code: 'dts-bad-directive', message: this.#say.without({ directive: name }), where };
    if (group.hasElse) return { code: 'dts-bad-directive', message: this.#say.afterElse({ directive: name }), where };
    if (condition === undefined) group.hasElse = true;
    group.active = !group.settled && (condition === undefined || condition());
    group.settled ||= group.active;
    return undefined;
  }

  end(where: Where): Problem | undefined {
    if (this.#groups.pop() !== undefined) return undefined;
    return { code: 'dts-bad-directive', message: this.#say.without({ directive: 'endif' }), where };
  }

  /** The problem of a file that ends with more groups open than when it began. */
  unclosed(depthBefore: number): Problem | undefined {
    const group = this.#groups.at(-1);
    if (group === undefined || this.#groups.length <= depthBefore) return undefined;
    return { code: 'dts-unterminated', message: this.#say.ifOpen, where: group.where };
  }
}

/** The preprocessor computes with 64 bits, signed; a name that is no macro counts as 0. */
const CONDITION: Arithmetic = {
  wrap: (value) => BigInt.asIntN(64, value),
  refusesZero: false,
  operand: (scanner) => {
    if (scanner.word() !== undefined) return 0n;
    const character = scanner.quoted("'");
    return character === undefined ? scanner.literal() : BigInt(character.codePointAt(0) ?? 0);
  },
};

/** The truth of what follows #if or #elif. */
export function evaluateCondition(text: string, expander: Expander, where: Where): Result<boolean> {
  const settled = text.replaceAll(
    /\bdefined\s*(?:\(\s*([A-Za-z_$][\w$]*)\s*\)|([A-Za-z_$][\w$]*))/g,
    (_, a?: string, b?: string) => (expander.macros.has(a ?? b ?? '') ? ' 1 ' : ' 0 '),
  );
  const expanded = joinTokens(expander.expand(tokenize(settled)));
  if (expander.fault !== undefined) return fail(expander.fault.code, expander.fault.message, where);
  const scanner = new Scanner(expander.say, expanded, () => where);
  const value = parseExpression(scanner, CONDITION);
  if (!scanner.atEnd()) scanner.failExpected(scanner.say.dts.wanted.conditionEnd);
  if (scanner.problem === undefined) return ok(value !== 0n);
  const message = expander.say.preprocessor.condition({ why: scanner.problem.message });
  return fail('dts-bad-directive', message, where);
}
