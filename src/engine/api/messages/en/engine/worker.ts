/** What the worker says of the scenarios and files that it is given. */

export const worker = {
  nothingOpen: 'No scenario is open.',
  nothingOpenHint: 'Choose a board or drop a file.',
  /** While a scenario is opened. */
  readingBoard: 'Reading the board',
  booting: 'Booting Linux',
  drawing: 'Drawing the picture',
  nothingSelected: 'Nothing is selected.',
  /** What "next" looks for; calls are looked for by name. */
  kinds: {
    domain: 'domain created',
    descriptor: 'descriptor allocated',
    request: 'irq requested',
    message: 'message sent',
    delivery: 'interrupt delivered',
    log: 'log line',
    error: 'error logged',
    mark: 'script command',
    call: 'such call',
    object: 'change of the selection',
  },
  suchStep: 'such step',
  noneBefore: ({ what }: { what: string }) => `Nothing to go to: no ${what} before this one.`,
  noneAfter: ({ what }: { what: string }) => `Nothing to go to: no ${what} after this one.`,
  fault: ({ what }: { what: string }) => `irqscope made a mistake: ${what}.`,
  faultHint: ({ at }: { at: string }) => `Please report it with this scenario. ${at}`.trim(),
  fileMissing: ({ name }: { name: string }) => `${name} is not among the files.`,
  includesItself: ({ name }: { name: string }) => `${name} includes itself.`,
  includesItselfHint: 'Share the files themselves.',
  notJson: ({ why }: { why: string }) => `This is not JSON: ${why}.`,
  notJsonHint: 'A scenario is a JSON file; a board is a .dtb or .dts file.',
};
