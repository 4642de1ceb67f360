/** The call stack with a sentence a frame. */
import { type Cursor, fileIn, getArguments } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { FrameView } from '../../api/screen.ts';
import { formatArgument } from '../words/format.ts';

/** `version` is the kernel's: a function's file has moved between some. */
export function frameViews(m: EngineMessages['functions'], cursor: Cursor, version: string): FrameView[] {
  const { functions, trace, origin } = cursor.rec;
  return cursor.frames().map(({ call, fn }) => {
    const info = functions[fn];
    return {
      name: info?.fname ?? '?',
      file: info === undefined ? '' : fileIn(info, version),
      about: info === undefined ? '' : m.about(info),
      args: getArguments(cursor.rec, trace.next[call] ?? -1).map((arg) => formatArgument(cursor, arg)),
      step: call - origin,
    };
  });
}
