/** The project's own version, from its package. */
import { version } from '../../package.json';

export const VERSION: string = version;

/** Whether a version as "1.2.3" is newer than another; what is not there is 0. */
export function isNewer(version: string, than: string): boolean {
  const parts = (text: string): number[] => text.split('.').map(Number);
  const [a, b] = [parts(version), parts(than)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [one = 0, other = 0] = [a[at], b[at]];
    if (one !== other) return one > other;
  }
  return false;
}
