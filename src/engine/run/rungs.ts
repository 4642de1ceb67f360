/** State hashes along a run, short enough for a link, so that another run can tell where it parts from this one. */
import { hashAt } from '../recorder/index.ts';
import type { Session } from './session.ts';

/** So many places, evenly over the run, and so many hex digits of each hash: one chance in 65,536 to miss a difference at a place. */
const RUNGS = 32;
const DIGITS = 4;
const TEXT = /^(\d{1,9})\.((?:[0-9a-f]{4}){1,64})$/;

/** "STEPS.HASHES": how many steps there are, and the hashes at parts of them. */
export function rungsOf(session: Session): string {
  return `${session.steps}.${hashesOf(session, session.steps, RUNGS).join('')}`;
}

/** Between which steps the run parts from that of `text`: at `same` both are alike, at `differs` no more. undefined where they do not. */
export function partingOf(
  session: Session,
  text: string,
): { readonly same: number; readonly differs: number } | undefined {
  const [, steps = '', digits = ''] = TEXT.exec(text) ?? [];
  const given = digits.match(/.{4}/g) ?? [];
  const own = hashesOf(session, Number(steps), given.length);
  const at = given.findIndex((hash, i) => hash !== own[i]);
  if (at < 0) return undefined;
  return { same: stepOf(at - 1, Number(steps), given.length), differs: stepOf(at, Number(steps), given.length) };
}

/** The step of a rung; the one before the first is power-on. */
const stepOf = (rung: number, steps: number, count: number): number => Math.round(((rung + 1) * steps) / count);

/** A step past the end has the hash of none. The cursor stays where it was. */
function hashesOf({ cursor, rec, steps: own }: Session, steps: number, count: number): string[] {
  const { position } = cursor;
  const hashes = Array.from({ length: count }, (_, rung) => {
    const step = stepOf(rung, steps, count);
    if (step > own) return '';
    cursor.seek(rec.origin + step);
    return hashAt(cursor).slice(0, DIGITS);
  });
  cursor.seek(position);
  return hashes;
}
