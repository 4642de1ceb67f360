/** The frame of the page: top bar, menus, panes, dialogs, what stands on it while nothing is open. */
import { counted, number, plural } from '../words.ts';

export const app = {
  /** Of every dialog. */
  close: 'Close',
  board: {
    label: 'board',
    choose: 'choose…',
    /** The menu of what can be opened; the same can be dropped on the page. */
    open: 'Open',
    openFiles: 'Files or a zip…',
    openFolder: 'A folder…',
    openOverlays: 'Overlays…',
    /** A button beside the name of a board that has some. */
    overlays: ({ count }: { count: number }) => `+ ${counted(count, 'overlay', 'overlays')}`,
    overlaysTitle: 'Show, add, move and remove overlays',
    edit: 'Edit',
    editTitle: 'Edit PCI functions, machine, script and device tree (e)',
    files: 'Files to open',
    folder: 'Folder to open',
  },
  /** Asks which of several boards to open. */
  chooseBoard: {
    title: 'Which board?',
    about: ({ count }: { count: number }) => `There are ${number(count)} boards in what was given.`,
    filter: 'Part of the board’s path',
    boards: 'Boards',
    none: 'No board has that in its path.',
    more: ({ count }: { count: number }) => `… and ${number(count)} more: type part of a name.`,
    overlays: ({ chosen, count }: { chosen: number; count: number }) =>
      `Overlays on top of it: ${chosen === 0 ? 'none' : number(chosen)} of ${number(count)}`,
    overlayFilter: 'Part of the overlay’s path',
    noOverlay: 'No overlay has that in its path.',
  },
  /** The overlays of the open board. */
  overlays: {
    title: 'Overlays',
    about: 'They are applied to the device tree from the top down; a later one changes what an earlier one has added.',
    none: 'The board has none: its device tree is as it came.',
    up: ({ name }: { name: string }) => `Move ${name} up`,
    down: ({ name }: { name: string }) => `Move ${name} down`,
    removeOne: ({ name }: { name: string }) => `Remove ${name}`,
    remove: 'remove',
    add: 'Add…',
    files: 'Overlays to add',
    notApplied: 'Not applied; the board is as it was.',
    /** An overlay that has no file, by its place. */
    unnamed: ({ place }: { place: number }) => `overlay ${place}`,
  },
  topBar: {
    kernel: 'kernel',
    compareWith: ({ version }: { version: string }) => `compare with ${version}`,
    find: 'Find an irq, node, function or command',
    findText: 'Find irq, function…',
    share: 'Share',
    newer: 'New version',
    newerTitle: 'A newer version of this page is ready: load it. What is open stays until then.',
    theme: 'Light or dark',
    themeTitle: 'Light or dark (d)',
    language: 'Language',
    /** On the button: in which language the page is now. */
    languageIcon: 'EN',
    keys: 'Show all keys',
    keysTitle: 'Show all keys (?)',
    /** The counts stand in bold between these words. */
    onlineOf: ({ online, possible }: { online: number; possible: number }) => `${online} of ${possible}`,
    cpus: ({ count }: { count: number }) => plural(count, 'CPU', 'CPUs'),
    cpusOnline: ({ count }: { count: number }) => `${plural(count, 'CPU', 'CPUs')} online`,
    domains: ({ count }: { count: number }) => plural(count, 'domain', 'domains'),
    irqs: ({ count }: { count: number }) => plural(count, 'irq', 'irqs'),
    /** Interrupts of the tree; by whom, and why others are not, is told where it is pointed at. */
    asked: ({ all, requested }: { all: number; requested: number }) => `${requested} of ${all} requested`,
    progress: ({ what }: { what: string }) => `${what} …`,
  },
  /** What was open before, kept in the browser. */
  kept: {
    title: 'Recent',
    section: 'Recent',
    all: 'All recent boards…',
    about:
      'What was open before, as it was left: board, dropped files, script, step and selection. It is kept in this browser alone; nothing is sent.',
    entry: ({ name, kernel }: { name: string; kernel: string }) => `${name} on Linux ${kernel}`,
    isOpen: 'open now',
    none: 'Nothing is kept.',
    remove: 'remove',
    removeOne: ({ name }: { name: string }) => `Remove ${name}`,
    clear: 'Remove all',
    keep: 'Keep what I open in this browser',
    notKept: 'Your work is not kept',
    notKeptAbout: ({ why }: { why: string }) =>
      `The browser does not store it: ${why} All else works; share a link or save the scenario to keep it.`,
    gone: 'It is no longer kept',
    goneAbout: 'What was open there is not in this browser any more.',
  },
  /** What was changed in the scenario. */
  history: {
    undo: ({ change }: { change: string }) => `Undo: ${change}`,
    redo: ({ change }: { change: string }) => `Redo: ${change}`,
    nothingToUndo: 'Nothing to undo',
    nothingToRedo: 'Nothing to redo',
    edit: 'edit of the scenario',
    fix: ({ node }: { node: string }) => `fix of ${node}`,
    rewire: ({ node, index }: { node: string; index: number }) => `wiring of interrupt ${index} of ${node}`,
    overlays: 'overlays of the board',
    kernel: ({ version }: { version: string }) => `Linux ${version}`,
  },
  findings: {
    title: 'Findings',
    open: 'What is wrong with the board (w)',
    count: ({ count }: { count: number }) => `${count} ${plural(count, 'finding', 'findings')}`,
    none: 'Nothing is found to be wrong.',
    severities: { error: 'error:', warning: 'warning:', note: 'note:' },
    openSource: 'Select the node, and open its source',
    at: ({ node, property, line }: { node: string; property: string | undefined; line: number | undefined }) =>
      `${node}${property === undefined ? '' : ` ${property}`}${line === undefined ? '' : `, line ${line}`}`,
    silent: ({ kernel }: { kernel: string }) => `Linux ${kernel} says nothing here.`,
    mend: ({ remove, insert, more }: { remove: string; insert: string; more: number }) =>
      `${insert === '' ? `Remove ${remove}` : remove === '' ? `Add ${insert.trim()}` : `Change ${remove} to ${insert}`}${more === 0 ? '' : `, and ${counted(more, 'other place', 'other places')}`}`,
    refusals: 'Asked, and got nothing',
    request: ({ node, index, driver }: { node: string; index: string; driver: string | undefined }) =>
      `${node} ${index}${driver === undefined ? '' : ` (${driver})`}`,
  },
  explain: {
    title: 'Explain a log',
    about:
      'Paste lines of a log, a whole dmesg, or /proc/interrupts of a real machine. Nothing is sent anywhere: they are compared with this run.',
    field: 'Log',
    show: 'Show what the lines are about',
    known: ({ known, all }: { known: number; all: number }) =>
      `${known} of ${counted(all, 'line', 'lines')} known here`,
    lines: 'Lines',
    go: ({ name, step }: { name: string; step: number | undefined }) =>
      step === undefined ? name : `${name}, at step ${number(step)}`,
    finding: ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  },
  menus: {
    tours: 'Tours',
    more: 'More',
    panes: 'Panes',
    /** The panes that a menu folds and unfolds. */
    folds: {
      'fold-left': 'Picture and steps',
      'fold-steps': 'Call stack and changes',
      'fold-right': 'Tables and selection',
      'fold-selected': 'Selection',
      'fold-chart': 'Chart',
    },
  },
  panes: {
    noRun: 'A machine as it printed itself: there is one moment, and no run to step through.',
    picture: 'Picture',
    picturePane: 'The machine',
    left: { hardware: 'Hardware', domains: 'irq_domain tree', table: 'As table' },
    tables: 'Tables',
    right: {
      irqs: 'irqs',
      msix: 'MSI-X',
      its: 'ITS',
      registers: 'registers',
      proc: '/proc',
      dmesg: 'dmesg',
      script: 'script',
    },
    phone: { topology: 'Picture', tables: 'Tables', steps: 'Steps', selected: 'Selected' },
    running: ({ command }: { command: string }) => `running ${command}`,
    /** A message that was sent, and why it went no further. */
    stopped: ({ text, why }: { text: string; why: string }) => `${text}: stopped, ${why}`,
    resizeSteps: 'Resize picture and steps',
    resizeSides: 'Resize left and right',
    resizeSelection: 'Resize tables and selection',
    resizeChart: 'Resize panes and chart',
  },
  start: {
    opening: 'Opening',
    title: 'See how Linux sets up the interrupts of a board',
    about:
      'irqscope boots the interrupt code of Linux on a device tree, here in this tab, and lets you step through all of it.',
    choose: 'Drop a .dtb, a .dts, or a folder or zip with one anywhere, or start with a bundled board:',
    drop: 'Drop it: the board boots here',
    dropAbout:
      '.dtb, .dts with its includes, .dtbo on top, a scenario .json, or a folder or zip of them. Nothing leaves this tab.',
  },
  firstSteps: {
    label: 'First steps',
    dismiss: 'Dismiss the first steps',
    notRun: 'Nothing has run yet.',
    failed: 'This board did not boot to the end.',
    booting: 'This board is booting.',
    booted: 'This board has booted.',
    /** After a key cap each: "n makes a step, b one back". */
    stepKey: ' makes a step, ',
    backKey: ' one back',
    touch: 'Step and play with the buttons at the bottom',
    /** Before and after the cap of the space bar. */
    playBefore: ', ',
    playAfter: ' plays, a click selects',
    stop: '. ',
    orTour: 'Or take a tour:',
  },
  /** The strip of a tour. */
  tour: {
    /** With the first stop: another kernel may have been open. */
    kernel: ({ kernel }: { kernel: string }) => `This tour runs on Linux ${kernel}.`,
    label: ({ title }: { title: string }) => `Tour: ${title}`,
    count: ({ at, of }: { at: number; of: number }) => `${at} of ${of}`,
    away: ({ count }: { count: string }) => `You have moved on from ${count}:`,
    /** Ends the title of a stop, and the words on how to step. */
    stop: '.',
    back: 'Back',
    backTitle: 'Previous stop of the tour (T)',
    backHere: 'Back to this stop',
    backHereTitle: 'Back to the step of this stop (T)',
    next: 'Next stop',
    nextTitle: 'Next stop of the tour (t)',
    end: 'End',
    done: 'Done',
    save: 'Save this tour',
    saveAbout: 'a file to change and to drop here',
    /** What follows an answer to a stop's question: at once, and at the next stop. */
    predicted: ({ answer }: { answer: string }) => `You say “${answer}”. Run on to see.`,
    answered: ({ said, isRight, right, because }: { said: string; isRight: boolean; right: string; because: string }) =>
      `You said “${said}”. ${isRight ? 'Yes' : `It is “${right}”`}: ${because}`,
  },
  find: {
    title: 'Find',
    placeholder: 'irq 33, lpi 8200, a node, a function, a log line, a command',
    about: 'irq 33, lpi 8200, hwirq 0x2006, step 1200, a node, a function, a log line, a command',
    nothing: 'Nothing fits. Try “irq 13”, “hwirq 0x2006”, “step 1200” or part of a name.',
    select: 'select',
    toStep: ({ step }: { step: number }) => `→ step ${number(step)}`,
    selectAtStep: ({ step }: { step: number }) => `select → step ${number(step)}`,
    command: 'command',
  },
  help: {
    title: 'Keys',
    version: ({ version }: { version: string }) => `irqscope ${version}`,
    chart: 'Chart, with a pointer',
    picture: 'Picture, with a pointer',
    /** What is done in the chart, and how. */
    inChart: [
      ['Go to a step', 'click, drag'],
      ['Zoom in time', 'wheel, pinch'],
      ['Move in time', 'shift wheel, shift drag'],
      ['Move by rows', 'alt wheel, bar at the right'],
      ['Zoom to a call', 'double click'],
      ['Go to a script command', 'click its flag'],
    ],
    inPicture: [
      ['Select', 'click'],
      ['Move', 'drag'],
      ['Zoom', 'wheel, pinch'],
    ],
    /** Before and after the cap of Enter. */
    noteBefore: 'In tables and trees the arrow keys move the focus and ',
    enter: 'enter',
    noteAfter:
      ' selects; in the chart they step. A key is what your keyboard layout makes of it; on a layout without Latin letters, the position of the key counts.',
  },
  exports: {
    title: 'Keep as a file',
    noPicture: 'There is no picture to keep: show the topology first.',
    pictures: { 'svg-seen': 'Picture as seen (SVG)', svg: 'Whole picture (SVG)', png: 'Whole picture (PNG)' },
    files: {
      state: 'State (debugfs, /proc, registers)',
      'tables-csv': 'Tables (CSV in a zip)',
      'tables-md': 'Tables (Markdown)',
      findings: 'Findings (Markdown)',
      perfetto: 'Trace for Perfetto',
      ftrace: 'Trace (ftrace text)',
      'trace-dat': 'Trace for trace-cmd, KernelShark',
    },
  },
  /** A part of the run as an animated picture. */
  recording: {
    title: 'Recording',
    about:
      'An SVG that plays by itself in a browser or in slides made of pages: up to 60 frames, one for each step at which something happens.',
    from: 'From step',
    to: 'to step',
    record: 'Record',
    progress: 'Recording',
    noSpan: ({ steps }: { steps: number }) =>
      `Name two steps between 0 and ${steps}, the first no later than the second.`,
    caption: ({ step, sentence }: { step: number; sentence: string }) => `${step}  ${sentence}`,
  },
  share: {
    machine:
      'A machine that is known from what it printed is shared as its file: serial numbers and MAC addresses in it are blanked.',
    title: 'Share this picture',
    blank: 'Blank what tells whose board it is',
    blankAbout:
      'Model, compatible of the root, labels, serial numbers, MAC addresses and the command line are replaced, and the title is left out. Names of nodes, phandles, compatibles and interrupts stay.',
    embedAbout: 'One view with the transport, for a page of documentation.',
    copyEmbed: 'Copy a frame for a page',
    about: 'This link holds scenario, step, selection and view. It is all in the address: nothing is uploaded.',
    link: 'Link',
    copy: 'Copy',
    copied: 'Copied',
    download: ({ name }: { name: string }) => `Download ${name}`,
    tooLarge:
      'This board is too large for a link. A file holds it all; whoever drops it on irqscope sees the same run.',
  },
  embed: {
    whole: 'Open in irqscope',
    framed: 'irqscope shows itself in no frame of another page; embed.html is made for that.',
  },
  breakpoints: {
    title: 'Breakpoints',
    about: 'Play stops right after any of these.',
    none: 'There are none.',
    off: 'off',
    removeOne: ({ name }: { name: string }) => `Remove ${name}`,
    remove: 'remove',
    at: 'at',
    call: 'call of a function',
    part: 'Part of the function’s name',
    add: 'Add',
    selectFirst: 'Select an interrupt, domain, node, device or CPU first, and play can stop where it is changed.',
    /** Names of breakpoints. */
    callOfPart: ({ text }: { text: string }) => `call of …${text}…`,
    callOf: ({ name }: { name: string }) => `call of ${name}`,
    changeOf: ({ name }: { name: string }) => `change of ${name}`,
  },
  /** What a selected thing is called. */
  selection: {
    irq: ({ virq }: { virq: number }) => `irq ${virq}`,
    cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
    vector: ({ bdf, vector }: { bdf: string; vector: number }) => `${bdf} vector ${vector}`,
    domain: 'that domain',
    object: 'that object',
  },
  editorMissing: {
    title: 'Edit the scenario',
    about: 'The editor could not be loaded. Is the page’s server still there? Load the page again to try once more.',
  },
  /** The bundled scenarios, by their names in links. */
  presets: {
    'qemu-virt-gicv3-its': 'QEMU virt · GICv3 + ITS',
    'qemu-virt-gicv3-its-smmu': 'QEMU virt · GICv3 + ITS + SMMUv3',
    'qemu-virt-gicv2m': 'QEMU virt · GICv2 + v2m',
    'vfio-nvme': 'NVMe handed to vfio-pci',
    'why-not': 'Interrupts that do not arrive',
    'fabric-line-61': 'Zynq: ID 61 as <0 61 4>',
    'fabric-line-72': 'Cyclone V: ID 72 as <0 72 4>',
  },
  commands: ({ count }: { count: number }) => counted(count, 'command', 'commands'),
};
