/** Macros as #define gives them (ISO C 6.10.3). */
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import { tokenize, trimTokens } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface Macro {
  readonly name: string;
  /** Names of the parameters; undefined for an object-like macro. */
  readonly params: readonly string[] | undefined;
  /** The last parameter takes all arguments that are left. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
}

/** Why an expansion or a definition failed; the caller knows the place. */
export interface MacroFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Reads what follows "#define": `NAME body`, `NAME(a, b) body`, `NAME(a, ...) body`. */
export function parseDefinition(say: DeviceTreeMessages['preprocessor'], text: string): Macro | MacroFault {
  const match = /^\s*([A-Za-z_$][\w$]*)(\(([^)]*)\))?/.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) {
    return { code: 'dts-bad-directive', message: say.defineNeedsName };
  }
  const body = trimTokens(tokenize(text.slice(match[0].length)));
  const list = match[3];
  if (list === undefined) {
    const opens = text[match[0].length] === '(';
    if (opens) return { code: 'dts-bad-directive', message: say.parametersOpen({ macro: name }) };
    return { name, params: undefined, variadic: false, body };
  }
  const params = list.trim() === '' ? [] : list.split(',').map((param) => param.trim());
  const last = params.at(-1) ?? '';
  const variadic = last.endsWith('...');
  if (variadic) params[params.length - 1] = last === '...' ? '__VA_ARGS__' : last.slice(0, -3).trim();
  if (!params.every((param) => /^[A-Za-z_$][\w$]*$/.test(param)) || new Set(params).size !== params.length) {
    return { code: 'dts-bad-directive', message: say.badParameters({ macro: name }) };
  }
  return { name, params, variadic, body };
}
