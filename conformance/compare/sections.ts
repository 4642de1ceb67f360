/** The dump format: a line `@@@@ NAME` starts a section, whose body runs to the next such line. */

/** Section name to its lines. A section that is there has at least one line, so that being there counts. */
export type Sections = ReadonlyMap<string, readonly string[]>;

const HEAD = '@@@@ ';

/** What stands before the first head belongs to no section and is left out. */
export function parseSections(dump: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let body: string[] | undefined;
  for (const line of splitLines(dump)) {
    if (line.startsWith(HEAD)) {
      body = [];
      sections.set(line.slice(HEAD.length), body);
    } else {
      body?.push(line);
    }
  }
  // `cat` of an empty file and an empty body look alike here: one empty line.
  for (const lines of sections.values()) if (lines.length === 0) lines.push('');
  return sections;
}

/** The lines of a text; its last newline ends the last line and starts no other. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
