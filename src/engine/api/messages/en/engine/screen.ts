/** The status line: where in the run one is, and what came of a command. */

export const screen = {
  noRecord: 'The state that the machine was in.',
  start: 'Power on: nothing has run yet.',
  noChange: 'Nothing changed.',
  /** `outcome` says what its message did, where it sent one. */
  ended: ({ command, outcome }: { command: string; outcome: string | undefined }) =>
    `Command ${command} has ended.${outcome === undefined ? '' : ` ${outcome}`}`,
  refused: ({ command, error, number, words, outcome }: Refused) =>
    `Command ${command} was refused: ${error} (${number}), ${words}.${outcome === undefined ? '' : ` ${outcome}`}`,
  /** Nobody has asked for the interrupt, so it does not arrive. */
  unasked: ({ why }: { why: string }) => `Nobody has requested it: ${why}.`,
  passed: ({ text }: { text: string }) => `${text}.`,
  stopped: ({ text, why }: { text: string; why: string }) => `${text}: stopped, ${why}.`,
};

interface Refused {
  readonly command: string;
  readonly error: string;
  readonly number: number;
  readonly words: string;
  readonly outcome: string | undefined;
}
