/** The function trace up to a moment, as the goldens have it, with the depth below the context's first function. */
import { type Cursor, EventKind } from '../recorder/index.ts';

export function reportCalls(cursor: Cursor): string {
  const { trace, functions, contexts } = cursor.rec;
  const out: string[] = [];
  // Names of open functions; a context starts anew on top of its own base.
  const stack: (string | undefined)[] = [];
  let context = contexts[0];
  for (let i = 0; i < cursor.position; i++) {
    const subject = trace.subject[i] ?? 0;
    switch (trace.kind[i]) {
      case EventKind.call: {
        const name = functions[subject]?.fname ?? '?';
        const base = stack.lastIndexOf(undefined);
        const caller = stack.at(-1) ?? context?.task ?? '?';
        out.push(
          `${context?.task} ${context?.cpu} ${context?.hardirq ? 'h' : '-'} ${name} <-${caller} @${stack.length - base - 1}`,
        );
        stack.push(name);
        break;
      }
      case EventKind.return:
        stack.pop();
        break;
      case EventKind.enter:
        stack.push(undefined);
        context = contexts[subject];
        break;
      case EventKind.leave:
        stack.pop();
        context = contexts[subject];
        break;
      default:
    }
  }
  return out.map((line) => `${line}\n`).join('');
}
