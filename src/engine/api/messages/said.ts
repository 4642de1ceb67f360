/**
 * What is said only later, and in any language: the key of a message in a part of the catalogue, with what the message is
 * about. Hardware speaks so: a record and a machine know no language, and whoever shows what they say words it.
 */

/** What a message is told. */
type About<Message> = Message extends (about: infer A) => unknown ? A : never;

/** What each message of a part of the catalogue is told. */
export type Abouts<Part> = { readonly [Key in keyof Part]: About<Part[Key]> };

/** Any message of a part of the catalogue. */
export type Said<Part> = { [Key in keyof Part]: { readonly code: Key } & About<Part[Key]> }[keyof Part];

export function word<All, Key extends keyof All>(
  part: { readonly [K in keyof All]: (about: All[K]) => string },
  said: { readonly code: Key } & All[Key],
): string {
  return part[said.code](said);
}
