/** Scenarios as files: what a dropped one holds, and how one is packed without the files beside it. */
import { encodeBase64Url } from '../base/base64url.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { DEFAULT_KERNEL } from '../engine/api/kernel-versions.ts';
import { type EngineMessages, engineMessages, type Language } from '../engine/api/messages/index.ts';
import { checkScenario, loadScenario, type Scenario } from '../engine/index.ts';
import type { Files } from './contract.ts';
import { inlineIncludes } from './inline-includes.ts';

/** The scenario that a dropped file is, or makes: a scenario as JSON, or a board alone. */
export function readScenario(name: string, files: Files, language: Language): Result<Scenario> {
  const say = engineMessages(language).worker;
  const bytes = files.get(name);
  if (bytes === undefined) return fail('file-missing', say.fileMissing({ name }), { file: name });
  if (!looksLikeJson(name, bytes)) {
    const scenario: Scenario = { irqscope: 1, title: name, board: { file: name }, kernel: DEFAULT_KERNEL };
    const loaded = loadScenario(scenario, files, language);
    return loaded.ok ? ok(scenario) : loaded;
  }
  const json = parseJson(name, bytes, say);
  if (!json.ok) return json;
  const scenario = checkScenario(json.value, language);
  if (scenario.ok) return scenario;
  const { code, message, where, hint } = scenario.error;
  return fail(code, message, { file: name, ...where }, hint);
}

function looksLikeJson(name: string, bytes: Uint8Array): boolean {
  return /\.json$/i.test(name) || bytes.find((byte) => byte > 0x20) === 0x7b;
}

function parseJson(name: string, bytes: Uint8Array, say: EngineMessages['worker']): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail('scenario-json', say.notJson({ why }), { file: name }, say.notJsonHint);
  }
}

/** The board without a file beside it. A bundled one stays a name. */
export function selfContained(
  board: Scenario['board'],
  files: Files,
  say: EngineMessages['worker'],
): Result<Scenario['board']> {
  if (!('file' in board)) return ok(board);
  const bytes = files.get(board.file);
  if (bytes === undefined) return fail('file-missing', say.fileMissing({ name: board.file }), { file: board.file });
  if (bytes[0] === 0xd0 && bytes[1] === 0x0d) return ok({ dtb: encodeBase64Url(bytes) });
  const text = inlineIncludes(board.file, files, say);
  return text.ok ? ok({ dts: text.value }) : text;
}
