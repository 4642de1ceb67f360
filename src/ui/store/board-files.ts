/** Files that are served beside the page, from our own origin: boards, and what else is fetched when it is asked for. */
import { fail, ok, type Result } from '../../base/result.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { Files } from '../../worker/contract.ts';

/** The file of a bundled board, under the name that the engine looks for. */
export async function boardFiles(name: string, messages: PageMessages): Promise<Result<Files>> {
  const path = `dts/${name}.dts`;
  return served(
    path,
    'board-missing',
    async (response) => new Map([[path, new Uint8Array(await response.arrayBuffer())]]),
    messages,
  );
}

/** What `read` makes of the file; a problem with this code where it is not there, or cannot be read. */
export async function served<T>(
  path: string,
  code: string,
  read: (response: Response) => Promise<T>,
  { notices: say }: PageMessages,
): Promise<Result<T>> {
  try {
    const response = await fetch(`./${path}`);
    if (!response.ok) return fail(code, say.boardMissing({ path, status: response.status }));
    return ok(await read(response));
  } catch {
    return fail(code, say.boardUnreadable({ path }), undefined, say.boardUnreadableHint);
  }
}
