/** Scenarios as files: what one holds, and how one is packed without the files beside it. */
import { encodeBase64Url } from '../base/base64url.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { engineMessages, type EngineMessages, type Language } from '../engine/api/messages/index.ts';
import { checkScenario, checkTour, isTour, type OverlayChoice, type Scenario, type Tour } from '../engine/index.ts';
import type { Files, TreeParts } from './contract.ts';
import { inlineIncludes } from './inline-includes.ts';
import { isBlob } from './intake/gather.ts';

/** The scenario, or the tour, that a file holds. */
export function readScenario(
  name: string,
  files: Files,
  language: Language,
): Result<{ readonly scenario: Scenario } | { readonly tour: Tour }> {
  const { worker: say } = engineMessages(language);
  const bytes = files.get(name);
  if (bytes === undefined) return fail('file-missing', say.fileMissing({ name }), { file: name });
  const json = parseJson(name, bytes, say);
  if (!json.ok) return json;
  const checked = isTour(json.value) ? checkTour(json.value, language) : checkScenario(json.value, language);
  if (checked.ok) return ok('stops' in checked.value ? { tour: checked.value } : { scenario: checked.value });
  const { code, message, where, hint } = checked.error;
  return fail(code, message, { file: name, ...where }, hint);
}

function parseJson(name: string, bytes: Uint8Array, say: EngineMessages['worker']): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail('scenario-json', say.notJson({ why }), { file: name }, say.notJsonHint);
  }
}

/** A board and overlays without a file beside them. A bundled board stays a name. */
export function selfContained(
  { board, overlays }: TreeParts,
  files: Files,
  say: EngineMessages['worker'],
): Result<TreeParts> {
  const whole = selfContainedBoard(board, files, say);
  if (!whole.ok) return whole;
  if (overlays === undefined) return ok({ board: whole.value });
  const packed: OverlayChoice[] = [];
  for (const overlay of overlays) {
    const one = typeof overlay === 'string' ? packedFile(overlay, files, say) : ok(overlay);
    if (!one.ok) return one;
    packed.push('dtb' in one.value ? { dtbo: one.value.dtb } : one.value);
  }
  return ok({ board: whole.value, overlays: packed });
}

export function selfContainedBoard(
  board: Scenario['board'],
  files: Files,
  say: EngineMessages['worker'],
): Result<Scenario['board']> {
  return 'file' in board ? packedFile(board.file, files, say) : ok(board);
}

function packedFile(
  name: string,
  files: Files,
  say: EngineMessages['worker'],
): Result<{ readonly dts: string } | { readonly dtb: string }> {
  const bytes = files.get(name);
  if (bytes === undefined) return fail('file-missing', say.fileMissing({ name }), { file: name });
  if (isBlob(bytes)) return ok({ dtb: encodeBase64Url(bytes) });
  const text = inlineIncludes(name, files, say);
  return text.ok ? ok({ dts: text.value }) : text;
}
