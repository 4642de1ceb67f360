/** Error numbers for people: their names, and what user space's strerror says. */
import type { EngineMessages } from '../api/messages/index.ts';
import * as errnos from '../linux/include/linux/errno.ts';

export function errorOf(
  { words, number: numbered, unknown }: EngineMessages['errno'],
  number: number,
): { readonly name: string; readonly number: number; readonly words: string } {
  const name = Object.entries(errnos).find(([, value]) => value === number)?.[0];
  return {
    name: name ?? numbered({ number }),
    number,
    words: name !== undefined && isKnown(words, name) ? words[name] : unknown({ number }),
  };
}

function isKnown<Words extends object>(words: Words, name: string | symbol | number): name is keyof Words {
  return Object.hasOwn(words, name);
}
