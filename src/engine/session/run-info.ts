/** The run as a whole, with why Linux refused what it refused: the record does not say, only who ran the command knows. */
import type { RunInfo } from './view-types/run.ts';
import { runInfo as recordedInfo } from './views/screen.ts';
import type { Viewer } from './views/viewer.ts';

export function runInfo(viewer: Viewer): RunInfo {
  const info = recordedInfo(viewer);
  const { results } = viewer.session;
  return { ...info, commands: info.commands.map((ran, at) => ({ ...ran, why: results[at]?.why })) };
}
