/** What is said beside one another of two machines; it is loaded when they are compared. */
import { compared } from '../compared.ts';
import { number } from '../words.ts';

export const compare = {
  ...compared,
  title: 'Compare',
  close: 'Close the comparison',
  with: 'with',
  choose: 'choose…',
  kernel: ({ version }: { version: string }) => `Linux ${version}`,
  bare: 'the board without its overlays',
  model: 'the model of its device tree',
  step: 'this run at step …',
  stepNumber: 'Step',
  file: 'a file …',
  fileLabel: 'A board, an overlay, a scenario or a machine’s file',
  link: 'a link …',
  other: 'what was given',
  linkField: 'Link',
  linkGo: 'Compare with the link',
  at: 'at',
  atEnd: 'the end',
  atHere: 'the step on the screen',
  /** Names of the two and what they are. */
  side: ({
    name,
    title,
    kernel,
    step,
    cpus,
    domains,
    irqs,
  }: {
    name: string;
    title: string;
    kernel: string;
    step: number | undefined;
    cpus: number;
    domains: number;
    irqs: number;
  }) =>
    `${name}: ${title}, Linux ${kernel}${step === undefined ? '' : `, step ${number(step)}`}: ${cpus} CPUs, ${domains} domains, ${irqs} irqs`,
  same: 'There is no difference.',
  about: 'Choose what the open run is compared with.',
  unknown: ({ areas }: { areas: readonly string[] }) =>
    `Not compared, as one of the two says nothing of it: ${areas.join(', ')}.`,
  head: ({ area, count }: { area: string; count: number }) => `${area} (${count})`,
  columns: { what: 'what', a: 'A', b: 'B' },
  none: 'none',
  absent: '–',
  there: 'there',
  more: ({ count }: { count: number }) => `and ${count} more`,
  all: ({ count }: { count: number }) => `Show all ${count}`,
  copy: 'Copy',
  copyText: 'as text',
  copyMarkdown: 'as Markdown',
  copied: 'Copied',
  openOther: 'Open B',
  /** A row whose thing the open run does not have. */
  notHere: 'Not in the open run',
  field: ({ field, subject }: { field: string; subject: string }) => `${field} of ${subject}`,
  failed: 'The two could not be compared.',
  several: 'There are several boards in what was given. Give one.',
};
