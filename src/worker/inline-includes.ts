/** Makes one text of a DTS and the files it includes, so that it fits into a link. */
import { fail, ok, type Result } from '../base/result.ts';
import type { EngineMessages } from '../engine/api/messages/index.ts';
import type { Files } from './contract.ts';

const INCLUDE = /^\s*(?:#\s*include|\/include\/)\s*["<]([^">]+)[">]/;
/** Far more than a board has; a file that includes itself under a guard ends here. */
const MAX_DEPTH = 64;

export function inlineIncludes(name: string, files: Files, say: EngineMessages['worker'], depth = 0): Result<string> {
  const bytes = files.get(name);
  if (bytes === undefined) return fail('file-missing', say.fileMissing({ name }), { file: name });
  if (depth > MAX_DEPTH) {
    return fail('share-includes', say.includesItself({ name }), { file: name }, say.includesItselfHint);
  }
  const lines: string[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const wanted = INCLUDE.exec(line)?.[1];
    if (wanted === undefined) lines.push(line);
    else {
      const path = beside(name, wanted);
      const inner = inlineIncludes(files.has(path) ? path : wanted, files, say, depth + 1);
      if (!inner.ok) return inner;
      lines.push(inner.value);
    }
  }
  return ok(lines.join('\n'));
}

/** "a/b.dts" and "../c.dtsi" make "c.dtsi". */
function beside(from: string, wanted: string): string {
  const out: string[] = [];
  for (const part of [...from.split('/').slice(0, -1), ...wanted.split('/')]) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}
