/** Finding in another run of a scenario the moment at which the same happens: steps are numbered otherwise there. */
import type { RunInfo, Screen } from '../../engine/index.ts';
import type { EngineApi } from '../../worker/contract.ts';

/** What is happening at a moment: the calls that are open, outermost first; between commands the one that has ended. */
export interface Place {
  readonly frames: readonly { readonly name: string; readonly args: readonly string[] }[];
  /** Number of the command that ended here. */
  readonly command: number | undefined;
}

/** A moment of another run; `isSame` unless only some of the outer calls were found there. */
export interface Found {
  readonly step: number;
  readonly isSame: boolean;
}

/** So many calls are looked at before the search ends: each is a question to the engine. */
const MOST = 400;

/** undefined at the end of the run, which is the end of any other. */
export function placeOf(screen: Screen | undefined, info: RunInfo | undefined): Place | undefined {
  if (screen === undefined || info === undefined || screen.step >= info.steps) return undefined;
  const command = info.commands.findIndex(({ to }) => to === screen.step);
  return {
    frames: screen.frames.map(({ name, args }) => ({ name, args })),
    command: command === -1 ? undefined : command,
  };
}

/** Looks in the run that the engine has open. undefined where nothing like it happens there. */
export async function findPlace(
  engine: EngineApi,
  { frames, command }: Place,
  info: RunInfo,
): Promise<Found | undefined> {
  if (frames.length === 0) {
    if (command === undefined) return { step: 0, isSame: true };
    const step = info.commands[command]?.to;
    return step === undefined ? undefined : { step, isSame: true };
  }
  let found: Found | undefined;
  let tries = 0;
  let now = await engine.move({ to: 'start' }, {});
  for (const [depth, frame] of frames.entries()) {
    // Of calls of the same function in one caller that with the same arguments, else the first.
    let first: number | undefined;
    for (let at = -1; now.ok && now.value.step !== at && tries < MOST; tries++) {
      at = now.value.step;
      now = await engine.move({ to: 'next', what: 'call', text: frame.name, direction: 1 }, {});
      if (!now.ok || now.value.step === at) break;
      const { step, frames: open } = now.value;
      const inside = frames.slice(0, depth).every(({ name }, i) => open[i]?.name === name);
      if (!inside) {
        if (depth > 0) break;
        continue;
      }
      const call = open[depth];
      if (open.length !== depth + 1 || call?.name !== frame.name) continue;
      first ??= step;
      if (call.args.join() !== frame.args.join()) continue;
      first = step;
      break;
    }
    if (first === undefined) return found === undefined ? undefined : { ...found, isSame: false };
    found = { step: first, isSame: true };
    now = await engine.move({ to: 'step', step: first }, {});
  }
  return found;
}
