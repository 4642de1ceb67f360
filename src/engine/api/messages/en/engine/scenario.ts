/** What does not fit in a scenario, and remarks on one. */
import { counted } from '../words.ts';

export const scenario = {
  newer: ({ schema }: { schema: number }) => `this scenario has schema ${schema}, and this irqscope reads schema 1`,
  newerHint: 'Open it with a newer irqscope.',
  /** What lspci printed. */
  lspciEmpty: 'there is no PCI function in this text',
  lspciLine: 'this line is not one of lspci’s',
  lspciIds: 'this function has no vendor and device IDs',
  lspciTwice: ({ bdf, line }: { bdf: string; line: number }) => `${bdf} is in line ${line} already`,
  lspciBar: ({ index }: { index: number }) => `region ${index} is neither memory nor I/O ports`,
  lspciMessages: 'this does not say how many messages the function has',
  lspciHint: 'Give the text of: sudo lspci -nn -vv',
  lspciDenied: 'the function’s capabilities are hidden, and with them its MSI and MSI-X',
  lspciDeniedHint: 'lspci shows them to root only: sudo lspci -nn -vv',
  /** What the schema finds. */
  unknownKeyAt: ({ path }: { path: string }) => `the scenario has a key that schema 1 does not know: ${path}`,
  misfit: ({ path, why }: { path: string; why: string }) =>
    `the scenario does not fit schema 1 at ${path === '' ? 'its top' : path}: ${why}`,
  unknownKey: 'schema 1 does not know this key',
  needed: 'this is needed',
  atMost: ({ limit }: { limit: string }) => `it must be at most ${limit}`,
  atLeast: ({ limit }: { limit: string }) => `it must be at least ${limit}`,
  oneOf: ({ choices, received }: { choices: string; received: string }) =>
    `it must be one of ${choices}, not ${received}`,
  notEmpty: 'it must not be empty',
  mostEntries: ({ limit }: { limit: string }) => `it must have at most ${limit} entries`,
  didYouMean: ({ word }: { word: string }) => `Did you mean “${word}”?`,
  known: ({ words }: { words: readonly string[] }) => `Known here: ${words.join(', ')}.`,
  /** What does not fit in a tour. */
  tour: {
    newer: ({ schema }: { schema: number }) => `this tour has schema ${schema}, and this irqscope reads schema 1`,
    unknownKeyAt: ({ path }: { path: string }) => `the tour has a key that schema 1 of tours does not know: ${path}`,
    misfit: ({ path, why }: { path: string; why: string }) =>
      `the tour does not fit schema 1 of tours at ${path === '' ? 'its top' : path}: ${why}`,
    twoScenarios: 'a tour walks through one scenario, “bundled” or “scenario”',
    kernelAlone: 'this key goes with “bundled” only',
    kernelAloneHint: 'A scenario has a key “kernel” of its own.',
    noCommand: 'this command is not one that a script can have',
    rightHint: 'Answers are counted from 0.',
  },
  /** The board, and what is put on it. */
  notBase64: 'the scenario’s board is not base64url',
  notBase64Hint: 'Drop the .dtb itself.',
  boardMissing: ({ name }: { name: string }) => `the scenario’s board ${name} is not here`,
  chooseBundled: 'Choose one of the bundled boards.',
  putBeside: ({ name }: { name: string }) => `Put ${name} beside the scenario, or drop both together.`,
  overlayAlone: ({ name }: { name: string }) =>
    `${name} is an overlay: it changes the tree of a board, and is none by itself.`,
  overlayAloneHint: 'Give the board’s .dtb or .dts, with the overlay on top of it.',
  overlayMissing: ({ name }: { name: string }) => `the scenario’s overlay ${name} is not here`,
  overlayNotBase64: 'the scenario’s overlay is not base64url',
  overlayNotBase64Hint: 'Drop the .dtbo itself.',
  overlayIsBoard: ({ name }: { name: string }) => `${name} is the tree of a board, not an overlay.`,
  oneBoardHint: 'A run has one board. An overlay is a .dtbo, or a source with /plugin/ at its top.',
  noSlot: ({ node }: { node: string }) => `${node} is no virtio-mmio slot of this board`,
  noSlots: 'This board has none: leave the entry out.',
  nameSlot: ({ example }: { example: string }) => `Name one of them, e.g. ${example}.`,
  slotTaken: ({ node, by }: { node: string; by: number }) => `${node} is taken by mmio[${by}]`,
  slotTakenHint: 'A slot holds one device.',
  noMmioModel: ({ model }: { model: string }) => `there is no virtio-mmio model ${model}`,
  models: ({ models }: { models: readonly string[] }) => `There are: ${models.join(', ')}.`,
  /** The table of Linux's drivers. */
  noDriverTable: 'This is no driver table of the format that this version reads.',
  badDriverRow: ({ row }: { row: number }) =>
    `Row ${row} of the driver table names a bus or folder that it does not have.`,
  /** Lines that are not wired as the tree says. */
  wires: {
    noNode: ({ path }: { path: string }) => `the tree has no node ${path}`,
    didYouMean: ({ path }: { path: string }) => `Did you mean “${path}”?`,
    nameNode: ({ example }: { example: string }) => `A node is named by its path in the tree, e.g. ${example}.`,
    noSuchNodes: 'This board has none that could stand here: leave the entry out.',
    noInterrupts: ({ path }: { path: string }) => `${path} has no interrupts in the tree`,
    noInterruptsHint: 'Name the node that has the property “interrupts”, or give it one.',
    noIndex: ({ path, index, count }: { path: string; index: number; count: number }) =>
      `${path} has no interrupt ${index}: the tree lists ${counted(count, 'interrupt', 'interrupts')}`,
    noIndexHint: ({ last }: { last: number }) =>
      last === 0 ? 'They are counted from 0: its only one is 0.' : `They are counted from 0: 0 to ${last}.`,
    isPrivate: ({ path, index }: { path: string; index: number }) =>
      `interrupt ${index} of ${path} is a PPI, which each CPU has a line of its own for`,
    isPrivateHint: 'Only lines to shared inputs can be wired otherwise: leave the entry out.',
    noController: ({ path }: { path: string }) => `${path} is no interrupt controller`,
    notModelled: ({ path }: { path: string }) => `${path} is an interrupt controller that is not modelled`,
    controllers: ({ paths }: { paths: readonly string[] }) =>
      paths.length === 0
        ? 'This board has no controller that is modelled: use null for a line that leads nowhere.'
        : `Name one of ${paths.join(', ')}, or use null for a line that leads nowhere.`,
    notShared: ({ input }: { input: number }) =>
      `INTID ${input} is private to each CPU: no line of a device leads there`,
    noInput: ({ path, input, isGic }: { path: string; input: number; isGic: boolean }) =>
      `${path} has no ${isGic ? 'INTID' : 'line'} ${input}`,
    noInputHint: ({ inputs }: { inputs: readonly (readonly [first: number, last: number])[] }) =>
      `It has ${inputs.map(([first, last]) => `${first} to ${last}`).join(' and ')}.`,
    taken: ({ node, index, by }: { node: string; index: number; by: number }) =>
      `interrupt ${index} of ${node} is in wires[${by}] already`,
    takenHint: 'A line leads to one place: keep one of the two.',
    /** A remark. */
    noChange: 'it says neither where the line leads nor what is driven on it, so it changes nothing',
  },
  /** Remarks: what has no effect. */
  fewerCpus: ({ cpus }: { cpus: number }) => `the tree lists ${cpus}, so there are no more than that`,
  noDriver: ({ name, kernel, near }: { name: string; kernel: string; near: string | undefined }) =>
    `Linux ${kernel} has no driver named ${name} for arm64, so this adds none${near === undefined ? '' : `. Did you mean “${near}”?`}`,
  noFunction: ({ bdf }: { bdf: string }) => `there is no function ${bdf}`,
  noNode: ({ path }: { path: string }) => `the tree has no node ${path}`,
};
