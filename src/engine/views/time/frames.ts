/** The call stack with a sentence a frame. */
import { type Cursor, getArguments } from '../../recorder/index.ts';
import type { FrameView } from '../../api/screen.ts';
import { formatArgument } from '../words/format.ts';

export function frameViews(cursor: Cursor): FrameView[] {
  const { functions, trace, origin } = cursor.rec;
  return cursor.frames().map(({ call, fn }) => {
    const info = functions[fn];
    return {
      name: info?.fname ?? '?',
      file: info?.file ?? '',
      about: info?.about ?? '',
      args: getArguments(cursor.rec, trace.next[call] ?? -1).map((arg) => formatArgument(cursor, arg)),
      step: call - origin,
    };
  });
}
