/**
 * How many type assertions there are outside tests: `npm run casts` counts them by room, `npm run casts -- src/base` lists those
 * below a path.
 */
import { type Cast, castsOf } from './assertions.ts';
import { ROOT } from './stale.mjs';

function list(casts: readonly Cast[], below: string): void {
  for (const { place, text } of casts) if (place.startsWith(below)) console.log(`${place}: ${text.split('\n')[0]}`);
}

function count(casts: readonly Cast[]): void {
  console.log('room                     casts  as never  double');
  for (const room of [...new Set(casts.map((cast) => cast.room)), 'all']) {
    const here = casts.filter((cast) => room === 'all' || cast.room === room);
    const ofKind = (kind: Cast['kind']): number => here.filter((cast) => cast.kind === kind).length;
    const numbers = [here.length, ofKind('never'), ofKind('double')].map((number) => String(number).padStart(8));
    console.log(`${room.padEnd(22)}${numbers.join('')}`);
  }
}

const below = process.argv[2];
if (below === undefined) count(castsOf(ROOT));
else list(castsOf(ROOT), below);
