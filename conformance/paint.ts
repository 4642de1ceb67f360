/** Colour on a terminal, plain text elsewhere. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly head: (text: string) => string;
}

function colour(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}

const same = (text: string): string => text;

export function paintFor(terminal: boolean): Paint {
  return terminal
    ? { good: colour(32), bad: colour(31), faint: colour(2), head: colour(1) }
    : { good: same, bad: same, faint: same, head: same };
}
