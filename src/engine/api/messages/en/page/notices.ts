/** Notices: what went wrong and what is worth knowing. */

export const notices = {
  couldNotSpeak: ({ language }: { language: string }) => `Could not load the words of ${language}`,
  couldNotMend: 'Could not make the change',
  mended: 'The tree was changed, and the scenario ran again',
  nowMapped: ({ node, index, irq }: { node: string; index: number; irq: number }) =>
    `Linux now maps interrupt ${index} of ${node} to irq ${irq}.`,
  findingGone: 'The finding is gone.',
  findingStays: 'The finding is still there: it needs more than this change.',
  couldNotExplain: 'Could not explain the log',
  sourceDiffers: 'The source does not say there what the change would replace.',
  dismiss: ({ title }: { title: string }) => `Dismiss: ${title}`,
  /** The button of the list, and the list. */
  list: 'Notices',
  listOf: ({ count }: { count: number }) => `Notices (${count})`,
  stillOpen: 'The scenario that was open before is still open.',
  /** While something is under way. */
  starting: 'Starting',
  reading: 'Reading',
  comparing: 'Comparing',
  readingFile: ({ name }: { name: string }) => `Reading ${name}`,
  opening: ({ name }: { name: string }) => `Opening ${name}`,
  running: ({ command }: { command: string }) => `Running ${command}`,
  /** What could not be done. */
  couldNotRun: ({ command }: { command: string }) => `Could not run ${command}`,
  couldNotOpen: ({ name }: { name: string }) => `Could not open ${name}`,
  couldNotOpenLink: 'Could not open the link',
  couldNotShow: 'Could not show the run',
  couldNotRewire: 'Could not wire it so',
  couldNotGo: 'Could not go there',
  couldNotCopy: ({ name }: { name: string }) => `Could not copy ${name}`,
  theFile: 'the file',
  theScenario: 'the scenario',
  noSelection: 'Nothing is selected',
  noSelectionAbout: 'Select an interrupt, a domain, a device or a CPU; then play can stop at it.',
  /** Files that were chosen or dropped. */
  noFile: 'There was no file in what was dropped.',
  noFileHint: 'Drop a .dtb, a .dts with its includes, a scenario, a tour, or a folder or zip of them.',
  couldNotOpenDrop: 'Could not open what was given',
  dropUnreadable: ({ why }: { why: string }) => `What was given could not be read: ${why}`,
  dropUnreadableHint: 'Is it still there, and may the browser read it?',
  /** Tours. */
  couldNotTour: 'Could not begin the tour',
  tourElsewhere: 'None of its stops is found in this run.',
  tourNeedsBoard: 'This tour walks through what is open, and no board is.',
  tourUnbundled: ({ name }: { name: string }) =>
    `The tour walks through the scenario ${name}, which is not bundled here.`,
  tourUnbundledHint: ({ known }: { known: readonly string[] }) => `There are: ${known.join(', ')}.`,
  tourUnknown: ({ name }: { name: string }) => `The link names the tour ${name}, which is not bundled here.`,
  tourAlone: 'This is a tour, and nothing to compare with.',
  noTour: 'No tour is being walked.',
  /** Overlays. */
  overlayAlone: ({ names }: { names: readonly string[] }) =>
    names.length === 1
      ? `${names.join()} is an overlay: it changes the tree of a board, and is none by itself.`
      : `${names.join(', ')} are overlays: they change the tree of a board, and are none by themselves.`,
  overlayAloneHint:
    'Drop the board’s .dtb or .dts with it, or open that first. Open, Overlays lays it over the bundled board.',
  functionsAlone: 'This is a list of PCI functions, and no board is open that they could be put on.',
  functionsAloneHint: 'Open the board first.',
  noOverlay: 'What was given is no overlay.',
  noOverlayHint: 'An overlay is a .dtbo, or a source with /plugin/ at its top.',
  boardMissing: ({ path, status }: { path: string; status: number }) => `${path} is not here (${status}).`,
  boardUnreadable: ({ path }: { path: string }) => `${path} could not be read.`,
  boardUnreadableHint: 'Is the page’s server still there?',
  /** Runs. */
  aboutBoard: 'About this board',
  panicked: 'Linux did not get to the end',
  /** After a change of the kernel. */
  placeLost: 'Another place of the run',
  placeLostAbout: ({ name, kernel, near }: { name: string | undefined; kernel: string; near: boolean }) =>
    `${name === undefined ? 'The command that had ended' : `What was happening in ${name}()`} is not found in the run on Linux ${kernel}: ${
      near ? 'the innermost of its callers that is there is shown' : 'the end of the run is shown'
    }.`,
  overtaken: 'Another scenario was opened meanwhile.',
  modelChanged: 'The model has changed',
  modelChangedAbout:
    'This link was made with another version of irqscope. The same scenario now gives another run, so the picture may differ.',
  /** Where a run parts from the one that a link was made from. */
  parts: ({ same, differs }: { same: number; differs: number }) =>
    `Up to step ${same} the two are alike; the first step that differs is between ${same + 1} and ${differs}.`,
  pastEnd: 'The link is for a longer run',
  pastEndAbout: ({ step, steps }: { step: number; steps: number }) =>
    `It names step ${step}, and this run ends at step ${steps}: that is shown.`,
  nothingOpen: 'No scenario is open.',
  /** The engine. */
  engineStopped: 'The engine stopped.',
  engineStoppedWhy: ({ why }: { why: string }) => `The engine stopped: ${why}.`,
  endedSilently: 'its worker ended without an error message',
  notUnderstood: ({ why }: { why: string }) => `The call to the engine failed: ${why}.`,
  closing: 'The page is closing.',
  restartFailed: 'The engine stopped and could not be started again',
  restarted: 'The engine was started again',
  restartedAbout: ({ died }: { died: string }) => `${died} Your scenario was run again from power-on.`,
};
