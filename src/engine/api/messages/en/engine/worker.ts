/** What the worker says of the scenarios and files that it is given. */
import { kinds } from '../kinds.ts';

export const worker = {
  nothingOpen: 'No scenario is open.',
  nothingOpenHint: 'Choose a board or drop a file.',
  /** While a scenario is opened. */
  readingBoard: 'Reading the board',
  loadingDrivers: 'Loading the table of Linux’s drivers',
  booting: 'Booting Linux',
  drawing: 'Drawing the picture',
  nothingSelected: 'Nothing is selected.',
  /** What "next" looks for; calls are looked for by name. */
  kinds: { ...kinds, call: 'such call' },
  suchStep: 'such step',
  noneBefore: ({ what }: { what: string }) => `Nothing to go to: no ${what} before this one.`,
  noneAfter: ({ what }: { what: string }) => `Nothing to go to: no ${what} after this one.`,
  fault: ({ what }: { what: string }) => `irqscope made a mistake: ${what}.`,
  faultHint: ({ at }: { at: string }) => `Please report it with this scenario. ${at}`.trim(),
  fileMissing: ({ name }: { name: string }) => `${name} is not among the files.`,
  includesItself: ({ name }: { name: string }) => `${name} includes itself.`,
  includesItselfHint: 'Share the files themselves.',
  noDriverTable: ({ why }: { why: string }) => `The table of Linux’s drivers could not be loaded: ${why}.`,
  noDriverTableHint:
    'Try again when there is a connection, or set "drivers" to "modelled" for a run without stand-ins.',
  notJson: ({ why }: { why: string }) => `This is not JSON: ${why}.`,
  notJsonHint: 'A scenario is a JSON file; a board is a .dtb or .dts file.',
};
