/** What the worker says of the scenarios and files that it is given. */
import { kinds } from '../kinds.ts';

export const worker = {
  noRun: 'This machine is known from what it printed, and has no run.',
  noRunHint: 'Open a board or a scenario for that.',
  noTree: 'There is no device tree in this file, so there is no model of this machine.',
  noTreeHint: 'Compare it with a scenario or with another file.',
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
  /** What was dropped or chosen. */
  fileTooLarge: ({ megabytes, limit }: { megabytes: number; limit: number }) =>
    `${megabytes} MB are more than irqscope reads (${limit} MB).`,
  fileTooLargeHint: 'Of a kernel tree, arch/*/boot/dts and include/dt-bindings are enough.',
  fileUnreadable: ({ name }: { name: string }) => `${name} could not be read, or is larger than irqscope reads.`,
  dropUnreadable: ({ why }: { why: string }) => `What was given could not be read: ${why}`,
  dropUnreadableHint: 'Is the file still there, and may the browser read it?',
  zipDamaged: ({ name }: { name: string }) => `${name} looks like a zip, but cannot be unpacked.`,
  zipDamagedHint: 'It may be damaged or encrypted. Unpack it, and drop the folder.',
  noBoard: 'There is no board in what was given: no .dts, no .dtb, no scenario.',
  noBoardHint: 'Drop a .dtb, a .dts with its includes, or a scenario.',
  onlyIncluded: 'A .dtsi is a part that a .dts includes; drop that .dts with it.',
  onlyOverlays: ({ count }: { count: number }) => `There are ${count} overlays, and no board to lay them over.`,
  onlyOverlaysHint: 'Drop the board’s .dtb or .dts together with the overlays that it is to have.',
  severalBoards: ({ names }: { names: readonly string[] }) =>
    `These are several boards (${names.join(', ')}), and a run has one.`,
  severalBoardsHint: 'Drop one of them. What goes on top of a board is an overlay, a .dtbo or .dtso.',
  includesItself: ({ name }: { name: string }) => `${name} includes itself.`,
  includesItselfHint: 'Share the files themselves.',
  noDriverTable: ({ why }: { why: string }) => `The table of Linux’s drivers could not be loaded: ${why}.`,
  noDriverTableHint:
    'Try again when there is a connection, or set "drivers" to "modelled" for a run without stand-ins.',
  notJson: ({ why }: { why: string }) => `This is not JSON: ${why}.`,
  notJsonHint: 'A scenario is a JSON file; a board is a .dtb or .dts file.',
};
