/** Boards that are served beside the page, from our own origin. */
import { fail, ok, type Result } from '../../base/result.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { Files } from '../../worker/contract.ts';

/** The file of a bundled board, under the name that the engine looks for. */
export async function boardFiles(name: string, { notices: say }: PageMessages): Promise<Result<Files>> {
  const path = `dts/${name}.dts`;
  try {
    const response = await fetch(`./${path}`);
    if (!response.ok) return fail('board-missing', say.boardMissing({ path, status: response.status }));
    return ok(new Map([[path, new Uint8Array(await response.arrayBuffer())]]));
  } catch {
    return fail('board-missing', say.boardUnreadable({ path }), undefined, say.boardUnreadableHint);
  }
}
