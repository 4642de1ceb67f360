/** A breakpoint as a link says it: "domain", "call:gic_of_init", "object:irq:13"; with a "!" before it, it is off. */
import { NEXT_KINDS } from '../engine/api/move.ts';
import type { Stop } from '../engine/index.ts';
import { parseSelection, selectionText } from './selection-text.ts';

export interface LinkStop {
  readonly stop: Stop;
  readonly on: boolean;
}

export function stopText({ stop: { what, text, selection }, on }: LinkStop): string {
  const about = what === 'call' ? text : selection === undefined ? undefined : selectionText(selection);
  return `${on ? '' : '!'}${what}${about === undefined ? '' : `:${about}`}`;
}

/** undefined when the text names nothing to stop at. */
export function parseStop(text: string): LinkStop | undefined {
  const [, off, kind = '', about = ''] = /^(!?)([a-z]+)(?::(.{1,200}))?$/s.exec(text) ?? [];
  const on = off === '';
  if (kind === 'call') return /^[\w.]{1,100}$/.test(about) ? { stop: { what: kind, text: about }, on } : undefined;
  const what = NEXT_KINDS.find((each) => each === kind);
  if (what === 'object') {
    const selection = parseSelection(about);
    return selection === undefined ? undefined : { stop: { what, selection }, on };
  }
  return what === undefined || about !== '' ? undefined : { stop: { what }, on };
}
