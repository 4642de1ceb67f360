/** What a command gives: on standard output, or in the file that --out names. */
import { writeFileSync } from 'node:fs';
import { ok, type Result } from '../base/result.ts';
import type { CliOptions, Outcome } from './options.ts';

/** @param code the exit code, whichever way the content goes */
export function give(content: string | Uint8Array, { out }: CliOptions, code: Outcome['code'] = 0): Result<Outcome> {
  if (out === undefined) return ok(typeof content === 'string' ? { code, text: content } : { code, bytes: content });
  writeFileSync(out, content);
  return ok({ code });
}
