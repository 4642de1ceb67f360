/** The text of a board, for editing: of a blob it is made, of a DTS with includes one text is. */
import { decodeBase64Url } from '../base/base64url.ts';
import { ok, type Result } from '../base/result.ts';
import type { EngineMessages } from '../engine/api/messages/index.ts';
import { type BoardChoice, decompile } from '../engine/index.ts';
import type { BoardSource, Files } from './contract.ts';
import { inlineIncludes } from './inline-includes.ts';
import { selfContainedBoard } from './scenario-files.ts';

export function boardSource(board: BoardChoice, files: Files, say: EngineMessages): Result<BoardSource> {
  const whole = selfContainedBoard(board, files, say.worker);
  if (!whole.ok) return whole;
  const choice = whole.value;
  if ('dts' in choice) return ok({ text: choice.dts, choice, decompiled: false });
  if ('dtb' in choice) {
    const text = decompile(say.devicetree, decodeBase64Url(choice.dtb) ?? new Uint8Array());
    return text.ok ? ok({ text: text.value, choice, decompiled: true }) : text;
  }
  const text = inlineIncludes('bundled' in choice ? `dts/${choice.bundled}.dts` : choice.file, files, say.worker);
  return text.ok ? ok({ text: text.value, choice, decompiled: false }) : text;
}
