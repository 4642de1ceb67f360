/** Makes one text of a DTS and the files it includes, so that it fits into a link. */
import { fail, ok, type Result } from '../base/result.ts';
import type { EngineMessages } from '../engine/api/messages/index.ts';
import { findIncluded } from '../engine/index.ts';
import type { Files } from './contract.ts';
import { includesIn } from './includes.ts';

/** Far more than a board has; a file that includes itself under a guard ends here. */
const MAX_DEPTH = 64;

/** An include whose file is not there stays as it is: the text opens as the files did. */
export function inlineIncludes(name: string, files: Files, say: EngineMessages['worker'], depth = 0): Result<string> {
  const bytes = files.get(name);
  if (bytes === undefined) return fail('file-missing', say.fileMissing({ name }), { file: name });
  if (depth > MAX_DEPTH) {
    return fail('share-includes', say.includesItself({ name }), { file: name }, say.includesItselfHint);
  }
  const lines: string[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [include] = includesIn(line);
    const found = include === undefined ? undefined : findIncluded(files, include.name, name, include.angled);
    if (found === undefined) lines.push(line);
    else {
      const inner = inlineIncludes(found.path, files, say, depth + 1);
      if (!inner.ok) return inner;
      lines.push(inner.value);
    }
  }
  return ok(lines.join('\n'));
}
