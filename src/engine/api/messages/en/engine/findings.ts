/**
 * What is wrong with a board, by the code of the finding: what it is, what follows, and what to write instead. Names with an
 * underscore are dtc's.
 */

const cells = (values: readonly number[]): string => `<${values.map((value) => `0x${value.toString(16)}`).join(' ')}>`;
const some = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const TRIGGERS: Readonly<Record<number, string>> = {
  0: 'none',
  1: 'edge rising',
  2: 'edge falling',
  3: 'both edges',
  4: 'level high',
  8: 'level low',
};
const trigger = (flags: number): string => TRIGGERS[flags] ?? `0x${flags.toString(16)}`;
const UNPROVEN = ' A stand-in asked in place of the driver, so the run cannot prove it.';
const SILENT = 'Its driver asks for the interrupt and gets none.';

/** An input of a controller, in words. */
interface Input {
  readonly name: string;
  readonly controller: string;
}

interface OfParent {
  readonly node: string;
  readonly parent: string;
}

/** Why a request was refused, as far as Linux's lines or the way of the interrupt tell. */
export type RefusedBecause =
  | { readonly kind: 'trigger'; readonly mode: number }
  | { readonly kind: 'too-large'; readonly hwirq: number; readonly domain: string; readonly size: number | undefined }
  /** The line is an output or taken, whatever the tree says. */
  | { readonly kind: 'resources' }
  | { readonly kind: 'no-domain'; readonly controller: string }
  | { readonly kind: 'controller'; readonly controller: string; readonly cells: readonly number[] }
  | { readonly kind: 'unknown' };

function reasonText(because: RefusedBecause): string {
  switch (because.kind) {
    case 'trigger':
      return `: the controller cannot do the trigger “${trigger(because.mode)}”`;
    case 'too-large':
      return `: line ${because.hwirq} is beyond the ${because.size === undefined ? 'last one' : some(because.size, 'line')} of ${because.domain}`;
    case 'resources':
      return ': the line cannot be an interrupt as the hardware is set: it is an output, or taken';
    case 'no-domain':
      return `: there is no domain for ${because.controller}`;
    case 'controller':
      return `: ${because.controller} refuses ${cells(because.cells)}`;
    case 'unknown':
      return '';
  }
}

function reasonFix(because: RefusedBecause): string {
  switch (because.kind) {
    case 'trigger':
      return 'Write another trigger in the last cell: the controller’s binding says which it can do. A driver may ask for one of its own, whatever the cell says.';
    case 'too-large':
      return because.size === undefined
        ? 'Write the number of a line that the controller has.'
        : `Write a number up to ${because.size - 1}.`;
    case 'resources':
      return 'Name a line that is an input after reset, or have the firmware make it one.';
    case 'no-domain':
      return `Find out why ${because.controller} does not come up: its status, its compatible, its own interrupts, a driver in the kernel.`;
    case 'controller':
      return `Compare the cells with the binding of ${because.controller}: which lines can interrupt there, and with which trigger.`;
    case 'unknown':
      return 'See the way that Linux took, and its lines.';
  }
}

export const findings = {
  // --- interrupts and interrupts-extended of a node
  badParentPhandle: ({ phandle }: { phandle: number }) => ({
    message: `interrupt-parent is <0x${phandle.toString(16)}>, and no node has this phandle`,
    consequence: 'Linux finds no controller for the node’s interrupts. The driver’s request fails with -ENXIO.',
    fix: 'Name the controller: interrupt-parent = <&LABEL>;',
  }),
  noParent: {
    message:
      'the node has interrupts, and neither it nor a node above it has an interrupt-parent that leads to a controller',
    consequence: 'Linux finds no controller for the node’s interrupts. The driver’s request fails with -ENXIO.',
    fix: 'Add interrupt-parent = <&LABEL>; to the node or to the root.',
  },
  /** `fits`: whether the cells are whole entries of `taken`, the controller that Linux comes to. `near`: whom siblings name. */
  parentIsNoProvider: ({
    parent,
    taken,
    fits,
    near,
  }: {
    parent: string;
    taken: string | undefined;
    fits: 'whole' | 'short' | 'over';
    near: string | undefined;
  }) => ({
    message: `interrupt-parent names ${parent}, which is no interrupt controller and has no interrupt-map`,
    consequence:
      taken === undefined
        ? 'Linux goes on to the parent of that node and finds no controller. The driver’s request fails.'
        : `Linux goes on to the parent of that node${
            {
              whole: ` and hands the cells to ${taken}, without a message.`,
              short: ` and comes to ${taken}, for which the cells are too few. The driver’s request fails.`,
              over: ` and hands the first of the cells to ${taken}, without a message: not the line that is meant.`,
            }[fits]
          }`,
    fix: `${taken === undefined || fits !== 'whole' ? 'Name' : 'Remove the interrupt-parent, or name'} the controller that is meant${near === undefined ? '.' : `: ${near}, as nodes beside this one do?`}`,
  }),
  oddSize: ({ property, bytes }: { property: string; bytes: number }) => ({
    message: `${property} has ${some(bytes, 'byte')}, which is no whole number of cells`,
    consequence: 'Linux ignores the bytes that are left over.',
    fix: 'Write 32-bit cells: <…>.',
  }),
  tooFewCells: ({ parent, wanted, given }: { parent: string; wanted: number; given: number }) => ({
    message: `the interrupt has ${some(given, 'cell')}, and ${parent} takes ${wanted}`,
    consequence: 'Linux cannot read the entry. The driver’s request fails.',
    fix:
      wanted === 3
        ? 'Write three cells: kind (0 SPI, 1 PPI), number, trigger.'
        : `Write ${some(wanted, 'cell')} for each interrupt.`,
  }),
  leftoverCells: ({
    parent,
    width,
    all,
    first,
    saidBy,
  }: {
    parent: string;
    width: number;
    all: readonly number[];
    first: readonly number[];
    saidBy: string | undefined;
  }) => ({
    message: `interrupts has ${some(all.length, 'cell')}, and ${parent} takes ${width} for each: ${some(all.length % width, 'cell is', 'cells are')} left over`,
    consequence: `Linux takes ${cells(first)} for the first interrupt of ${parent}, without a message, and ignores the rest: a line is taken by accident.`,
    fix:
      saidBy === undefined
        ? `Write ${some(width, 'cell')} for each interrupt, or name the controller that the cells are for: interrupt-parent = <&LABEL>;`
        : `The interrupt-parent is that of ${saidBy}. Name the controller that the cells are for: interrupt-parent = <&LABEL>;`,
  }),
  extendedDangling: ({ phandle, index }: { phandle: number; index: number }) => ({
    message: `entry ${index} of interrupts-extended names the phandle 0x${phandle.toString(16)}, which no node has`,
    consequence: 'Linux cannot read this entry nor those after it. The driver’s request fails with -ENXIO.',
    fix: 'Name a controller: interrupts-extended = <&LABEL …>;',
  }),
  extendedNoCells: ({ to, index }: { to: string; index: number }) => ({
    message: `entry ${index} of interrupts-extended names ${to}, which has no #interrupt-cells`,
    consequence: 'Linux cannot read this entry nor those after it. The driver’s request fails with -ENXIO.',
    fix: 'Name an interrupt controller.',
  }),
  extendedShort: ({ to, index, wanted, given }: { to: string; index: number; wanted: number; given: number }) => ({
    message: `entry ${index} of interrupts-extended has ${some(given, 'cell')}, and ${to} takes ${wanted}`,
    consequence: 'Linux cannot read the entry. The driver’s request fails with -ENXIO.',
    fix: `Write ${some(wanted, 'cell')} after the phandle.`,
  }),
  extendedFallsBack: ({ message }: { message: string }) => ({
    message: `${message}; interrupts is there too`,
    consequence: 'Linux logs it, and takes the entry of interrupts instead.',
    fix: 'Mend or remove interrupts-extended.',
  }),
  both: {
    message: 'the node has interrupts and interrupts-extended',
    consequence: 'Linux takes interrupts-extended and ignores interrupts, as the specification says.',
    fix: 'Remove one of the two.',
  },
  moreNames: ({ names, interrupts }: { names: number; interrupts: number }) => ({
    message: `interrupt-names has ${some(names, 'name')}, and the node has ${some(interrupts, 'interrupt')}`,
    consequence: 'A driver that asks by one of the last names gets none.',
    fix: 'Give each interrupt one name.',
  }),
  notACell: ({ property }: { property: string }) => ({
    message: `${property} is not a single cell`,
    consequence: 'Linux reads its first 32 bits where there are as many, and else takes the property as missing.',
    fix: `Write ${property} = <N>;`,
  }),
  circle: ({ node }: { node: string }) => ({
    message: `the interrupt parents of ${node} lead round in a circle`,
    consequence: 'Linux follows them for ever as soon as somebody asks: the boot hangs.',
    fix: 'Let the chain end at the root controller.',
  }),
  circleUnused: ({ node }: { node: string }) => ({
    message: `the interrupt parents of ${node} lead round in a circle, and no interrupt uses them yet`,
    consequence: 'Linux would follow them for ever: the boot hangs as soon as a device asks for an interrupt there.',
    fix: 'Let the chain end at the root controller.',
  }),
  zeroCells: ({ node }: { node: string }) => ({
    message: `#interrupt-cells of ${node} is 0`,
    consequence: 'Linux counts the interrupts of a node below it for ever: the boot hangs.',
    fix: 'Write how many cells an interrupt of this controller takes: 3 for a GIC.',
  }),
  deadEnd: ({ node }: { node: string }) => ({
    message: `the way of the interrupt ends at ${node}, which is no controller and has no interrupt parent`,
    consequence: SILENT,
    fix: 'Lead the chain to a controller.',
  }),

  // --- providers
  noInterruptCells: ({ node, users, read }: { node: string; users: number; read: string | undefined }) => ({
    message: `${node} is an interrupt-controller without #interrupt-cells`,
    consequence:
      users === 0
        ? 'No device can name one of its interrupts.'
        : read === undefined
          ? `Linux steps over it and finds no other controller: it walks on to the parent, and then looks for a domain of ${node}, which there is not. Whoever asks for the ${some(users, 'interrupt')} wired to it is deferred for ever, without a message.`
          : `Linux steps over it: the cells of ${some(users, 'interrupt')} wired to it are read by ${read}, without a message.`,
    fix: 'Add #interrupt-cells = <2>; (the number that its binding says).',
  }),
  notAController: ({ node, users, read }: { node: string; users: number; read: string | undefined }) => ({
    message: `${node} has #interrupt-cells, and is neither an interrupt-controller nor has an interrupt-map`,
    consequence:
      users === 0
        ? 'Linux does not take it for a controller. No interrupt leads to it.'
        : read === undefined
          ? `Linux does not take it for a controller: the ${some(users, 'interrupt')} wired to it cannot be had.`
          : `Linux does not take it for a controller, and hands the cells of ${some(users, 'interrupt')} to ${read}, without a message.`,
    fix: 'Add the property interrupt-controller;',
  }),
  rootNotAController: ({ node }: { node: string }) => ({
    message: `the GIC ${node} lacks the property interrupt-controller`,
    consequence: 'of_irq_init() passes it over. There is no root controller, and Linux stops early in boot.',
    fix: 'Add the property interrupt-controller;',
  }),
  duplicatePhandle: ({
    phandle,
    first,
    node,
    used,
  }: {
    phandle: number;
    first: string;
    node: string;
    used: boolean;
  }) => ({
    message: `phandle 0x${phandle.toString(16)} of ${node} is also that of ${first}`,
    consequence: used
      ? `Linux takes the first node in the tree, ${first}, for every reference, also for interrupts that mean the other.`
      : `Linux takes the first node in the tree, ${first}, for every reference.`,
    fix: 'Give each node a phandle of its own; let dtc choose it.',
  }),
  obsoleteChosen: {
    message: '/chosen has the obsolete property interrupt-controller',
    consequence: 'Linux does not read it.',
    fix: 'Remove it.',
  },

  // --- interrupt-map
  mapSize: ({ bytes }: { bytes: number }) => ({
    message: `interrupt-map has ${some(bytes, 'byte')}, which is no whole number of rows`,
    consequence: 'Linux reads rows up to the first that it cannot cut.',
    fix: 'Write for each row: unit address, specifier, parent, its unit address, its specifier.',
  }),
  mapRow: ({ row, why, lost }: { row: number; why: 'phandle' | 'no-cells' | 'short' | 'long'; lost: number }) => ({
    message: `row ${row} of interrupt-map ${
      {
        phandle: 'names a phandle that no node has',
        'no-cells': 'names a node without #interrupt-cells',
        short: 'is cut off: fewer cells are left than its parent takes',
        long: 'has more cells than Linux reads',
      }[why]
    }`,
    consequence: `Linux stops reading at this row: what only it or a later row covers gets no interrupt${lost === 0 ? '' : ` (${some(lost, 'interrupt')} here)`}.`,
    fix: 'Write the row anew. A row has the #address-cells and #interrupt-cells of this node, the parent’s phandle, and the parent’s own #address-cells (0 where it has none) and #interrupt-cells.',
  }),
  mapMask: ({ given, wanted }: { given: number; wanted: number }) => ({
    message: `interrupt-map-mask has ${some(given, 'cell')}, and a row’s child side ${wanted}`,
    consequence: 'Linux takes missing cells of the mask from beyond its end, or ignores the rest.',
    fix: `Write ${some(wanted, 'cell')}.`,
  }),
  mapNoAddressCells: {
    message: 'the node has an interrupt-map and no #address-cells',
    consequence: 'Linux takes the #address-cells of the nearest node above.',
    fix: 'Add #address-cells.',
  },
  mapNoRow: ({ nexus, wanted, row }: { nexus: string; wanted: readonly number[]; row: string | undefined }) => ({
    message: `interrupt-map of ${nexus} has no row for ${cells(wanted)}`,
    consequence: `${SILENT} Linux logs no reason.${row === undefined ? '' : ` The nearest row is ${row}.`}`,
    fix: `Add a row for ${cells(wanted)}, or correct the cells of the interrupt.`,
  }),
  mapNoPinRow: ({ nexus, bdf, pin, slot }: { nexus: string; bdf: string; pin: string; slot: number }) => ({
    message: `interrupt-map of ${nexus} has no row for INT${pin} of slot ${slot}, at which the INTx of ${bdf} comes out`,
    consequence: 'The function has no INTx: a driver without MSI gets no interrupt.',
    fix: `Add a row for slot ${slot}, INT${pin}. A bridge in a slot turns the pins of what is behind it: a slot needs rows for INTA to INTD.`,
  }),
  mapSomePins: ({ pins }: { pins: readonly string[] }) => ({
    message: `interrupt-map has rows for ${pins.map((pin) => `INT${pin}`).join(', ')} alone`,
    consequence:
      'A function behind a bridge, or with several functions beside it, may use the other pins, and would have no INTx. The run cannot tell whether there is one.',
    fix: 'Add rows for INTA to INTD, where the board wires them.',
  }),
  mapOverlap: ({ row, first }: { row: number; first: number }) => ({
    message: `row ${row} of interrupt-map is for the same interrupt as row ${first}, and leads elsewhere`,
    consequence: `Linux takes row ${first}. Row ${row} is never used.`,
    fix: 'Remove one of them, or correct its child side.',
  }),
  mapUnreachable: ({ row, pin }: { row: number; pin: number }) => ({
    message: `row ${row} of interrupt-map is for pin ${pin}, which no PCI function has`,
    consequence: 'No device can reach the row.',
    fix: 'The pins are 1 (INTA) to 4 (INTD).',
  }),
  mapDisabled: ({ row, parent, used }: { row: number; parent: string; used: boolean }) => ({
    message: `row ${row} of interrupt-map leads to ${parent}, which is disabled`,
    consequence: used ? `Linux passes over the row. ${SILENT}` : 'Linux passes over the row, as if it were not there.',
    fix: 'Enable the controller, or lead the row elsewhere.',
  }),

  // --- messages
  msiParentDangling: ({ phandle }: { phandle: number }) => ({
    message: `msi-parent names the phandle 0x${phandle.toString(16)}, which no node has`,
    consequence: 'Linux finds no controller for the device’s messages: it has no MSI.',
    fix: 'Name the MSI controller: msi-parent = <&LABEL>;',
  }),
  msiParentShort: ({ parent, wanted, given }: { parent: string; wanted: number; given: number }) => ({
    message: `msi-parent has ${some(given, 'cell')} for ${parent}, which takes ${wanted}`,
    consequence: 'Linux cannot read the entry: the device has no MSI.',
    fix: `Write ${some(wanted, 'cell')} after the phandle.`,
  }),
  msiMapSize: ({ bytes }: { bytes: number }) => ({
    message: `msi-map has ${some(bytes, 'byte')}, which is no whole number of rows of four cells`,
    consequence: 'Linux refuses the whole map: no function gets MSI.',
    fix: 'Write rows of four: first RequesterID, controller, first DeviceID, count.',
  }),
  msiMapDangling: ({ row, phandle }: { row: number; phandle: number }) => ({
    message: `row ${row} of msi-map names the phandle 0x${phandle.toString(16)}, which no node has`,
    consequence: 'Functions in this row have no MSI: their drivers take INTx, or fail.',
    fix: 'Name the MSI controller.',
  }),
  msiMapTarget: ({ row, target }: { row: number; target: string }) => ({
    message: `row ${row} of msi-map names ${target}, which is no msi-controller`,
    consequence: 'Functions in this row have no MSI: their drivers take INTx, or fail.',
    fix: 'Name the MSI controller.',
  }),
  msiMapOverlap: ({ row, first }: { row: number; first: number }) => ({
    message: `row ${row} of msi-map covers RequesterIDs that row ${first} covers too`,
    consequence: `Linux takes row ${first} for them.`,
    fix: 'Let each RequesterID be in one row.',
  }),
  msiMapMask: ({ row, mask }: { row: number; mask: number }) => ({
    message: `row ${row} of msi-map begins at an ID that msi-map-mask 0x${mask.toString(16)} leaves out`,
    consequence: 'Linux refuses the map from there on: those functions have no MSI.',
    fix: 'Correct the mask or the first ID of the row.',
  }),
  msiMapHole: ({ bdf, requester }: { bdf: string; requester: number }) => ({
    message: `no row of msi-map covers the RequesterID 0x${requester.toString(16)} of ${bdf}`,
    consequence: 'The function has no MSI: its driver takes INTx, or fails.',
    fix: 'Widen a row of msi-map, or add one.',
  }),
  msiMapOffset: ({ row, first, out }: { row: number; first: number; out: number }) => ({
    message: `row ${row} of msi-map turns RequesterIDs from 0x${first.toString(16)} on into DeviceIDs from 0x${out.toString(16)} on`,
    consequence:
      'Linux programs the ITS for those DeviceIDs. Whether the host bridge sends them cannot be seen in the tree: where it sends RequesterIDs as they are, no message arrives.',
    fix: 'Compare with the manual of the SoC; where the IDs are not shifted, the third cell equals the first.',
  }),
  noMsiMap: ({ controller }: { controller: string }) => ({
    message: `the host bridge has neither msi-map nor msi-parent, and the board has the MSI controller ${controller}`,
    consequence: 'PCI functions have no MSI and no MSI-X: drivers take INTx, or fail.',
    fix: 'Add msi-map = <0x0 &LABEL 0x0 0x10000>; with the label of the MSI controller.',
  }),
  itsNotMsiController: ({ node }: { node: string }) => ({
    message: `the ITS ${node} lacks the property msi-controller`,
    consequence: 'Linux ignores the ITS: no device of the board has LPIs, and PCI functions fall back to INTx.',
    fix: 'Add msi-controller; and #msi-cells = <1>;',
  }),
  itsNonCoherent: {
    message: 'the ITS is marked dma-noncoherent, and Linux 6.1 does not read that',
    consequence:
      'Linux 6.1 maps the ITS tables cacheable. Where the ITS does not snoop the caches it reads stale tables, and LPIs get lost. A run of the model cannot show it.',
    fix: 'Use Linux 6.6 or later, or a kernel with that change.',
  },
  v2mOverlap: ({ node, other, first, last }: { node: string; other: string; first: number; last: number }) => ({
    message: `the MSI frames ${node} and ${other} both hand out SPIs ${first} to ${last}`,
    consequence: 'Two devices can be given the same SPI for their messages.',
    fix: 'Give each frame its own arm,msi-base-spi and arm,msi-num-spis.',
  }),
  tooFewVectors: ({ bdf, wanted, got }: { bdf: string; wanted: number; got: number }) => ({
    message: `${bdf} asked for ${some(wanted, 'vector')} and was given ${got}`,
    consequence:
      got === 0
        ? 'The MSI controller has no block that large: the driver takes fewer, or INTx, or fails.'
        : 'The driver goes on with fewer queues.',
    fix: 'An MSI frame hands out as many as its SPIs; an ITS has room for thousands.',
  }),

  // --- cells of a GIC
  gicKind: ({ kind, node, meant }: { kind: number; node: string; meant: string | undefined }) => ({
    message: `the first cell is ${kind}, and ${node} knows 0 (SPI), 1 (PPI) and, as a GICv3, 2 and 3 for the extended ranges`,
    consequence: 'Linux cannot translate the interrupt. The driver’s request fails with -ENXIO.',
    fix:
      meant === undefined
        ? 'Write 0 for an SPI, 1 for a PPI.'
        : `${kind} is the phandle of ${meant}: write interrupts-extended = <…>; in place of interrupts.`,
  }),
  gicRange: ({ kind, number, last }: { kind: string; number: number; last: number }) => ({
    message: `${kind} ${number} does not exist: the last one is ${kind} ${last}`,
    consequence: 'The number is no INTID of that kind. The request fails, or takes an interrupt of another kind.',
    fix: `Write a number up to ${last}. An SPI’s cell is its INTID less 32, a PPI’s its INTID less 16.`,
  }),
  gicImplemented: ({ number, lines }: { number: number; lines: number }) => ({
    message: `SPI ${number} is INTID ${number + 32}, and the distributor implements INTIDs up to ${lines - 1}`,
    consequence:
      'The registers of the line are not there. Setting its trigger fails with -EINVAL, so the driver’s request fails; where the trigger is not set it never fires.',
    fix: `Write a number up to ${lines - 33}.`,
  }),
  gicTrigger: ({ number, flags, as }: { number: number; flags: number; as: number }) => ({
    message: `SPI ${number} asks for trigger “${trigger(flags)}”, and an SPI of a GIC is level high or edge rising`,
    consequence: `Linux refuses the trigger when the driver requests the interrupt: it gets -EINVAL, and most drivers give up.`,
    fix: `Write <0x${as.toString(16)}> (${trigger(as)}). Where the device’s line is active low, something between inverts it, or the board is wired wrong.`,
  }),
  triggerNone: ({ versionWarns }: { versionWarns: boolean }) => ({
    message: 'the trigger cell is 0 (IRQ_TYPE_NONE)',
    consequence: `The line keeps the trigger that it has after reset${versionWarns ? ', and Linux prints a warning with a stack trace' : ''}.`,
    fix: 'Write 4 (level high) or 1 (edge rising), as the device drives it.',
  }),
  looksLikeIntid: ({ number, why }: { number: number; why: string }) => ({
    message: `SPI ${number} looks like an INTID: ${why}`,
    consequence: `SPI ${number} is INTID ${number + 32}. If ${number} is the INTID of the manual, the cell must be ${number - 32}. The run cannot prove which wire it is; Linux says nothing, and the interrupt never comes.`,
    fix: `If the manual’s number is an INTID, write ${number - 32}.`,
  }),
  likeSiblings: ({ siblings, expected }: { siblings: string; expected: number }) =>
    `its siblings ${siblings} go in steps that lead to SPI ${expected}, which is 32 less`,
  likeNode: ({ other, number }: { other: string; number: number }) =>
    `${other} has SPI ${number} too, and SPI ${number - 32} is nobody’s`,

  // --- lines of several
  intid: ({ intid }: { intid: number }) => `INTID ${intid}`,
  line: ({ line }: { line: number }) => `line ${line}`,
  twoTriggers: ({
    controller,
    line,
    first,
    firstFlags,
    flags,
    refused,
  }: {
    controller: string;
    line: string;
    first: string;
    firstFlags: number;
    flags: number;
    refused: boolean;
  }) => ({
    message: `${line} of ${controller} is asked for with trigger “${trigger(flags)}” here and “${trigger(firstFlags)}” at ${first}`,
    consequence: refused
      ? `Linux mapped the line for ${first} first. It refuses the second trigger: the request gets no interrupt.`
      : 'Linux keeps the trigger of whoever asks first, and refuses the other. In this run not both ask.',
    fix: 'Give both the same trigger, or correct the number of one.',
  }),
  notShared: ({ other, irq, proven }: { other: string; irq: number; proven: boolean }) => ({
    message: `irq ${irq} is requested already${other === '' ? '' : ` by ${other}`}, and not both drivers share it (IRQF_SHARED)`,
    consequence: `The second request fails with -EBUSY, and with it the probe.${proven ? '' : UNPROVEN}`,
    fix: 'Correct the number of one of the two; if the line is really shared, both drivers must say IRQF_SHARED.',
  }),
  storm: ({ irq }: { irq: number }) => ({
    message: `irq ${irq} came 100,000 times and nobody handled it`,
    consequence: 'Linux switches the line off. Nobody on it gets an interrupt any more.',
    fix: 'Correct the number or the trigger: the line is active when nobody asks for service.',
  }),

  wireElsewhere: ({ to, says, cell }: { to: Input | undefined; says: Input; cell: number | undefined }) => ({
    message: `the line of this interrupt leads ${to === undefined ? 'nowhere' : `to ${to.name} of ${to.controller}`}, and the tree says ${says.name} of ${says.controller}`,
    consequence:
      'The device drives a line that nobody listens to. Its driver waits for an interrupt that never comes; Linux says nothing.',
    fix: cell === undefined ? 'Write the cells of the line as it is.' : `Write ${cell} for the number.`,
  }),

  // --- controllers
  controllerDisabled: ({ node, users }: { node: string; users: number }) => ({
    message: `${node} is disabled, and ${some(users, 'interrupt is', 'interrupts are')} wired to it`,
    consequence: 'Linux makes no domain for it. Requests are deferred for ever, without a message.',
    fix: 'Write status = "okay"; there, or give its users another controller.',
  }),
  gicDisabled: ({ node }: { node: string }) => ({
    message: `the GIC ${node} is disabled`,
    consequence: 'of_irq_init() passes it over. There is no root controller, and Linux stops early in boot.',
    fix: 'Write status = "okay";',
  }),
  noControllerDriver: ({
    node,
    compatible,
    users,
    version,
  }: {
    node: string;
    compatible: string;
    users: number;
    version: string;
  }) => ({
    message: `no driver of Linux ${version} is for the controller ${node} (${compatible}), and ${some(users, 'interrupt is', 'interrupts are')} wired to it`,
    consequence: 'There is never a domain for it. Requests are deferred for ever, without a message.',
    fix: 'Check the compatible; else the kernel needs a driver.',
  }),
  leftBehind: ({ node, parent }: OfParent) => ({
    message: `of_irq_init() leaves ${node} behind: it waits for its parent ${parent}, which never comes up`,
    consequence: 'The controller and all that is wired to it get no interrupt.',
    fix: 'Name a parent that this kernel brings up, or remove the node.',
  }),
  initFailed: ({ node }: { node: string }) => ({
    message: `the driver of the controller ${node} gave up`,
    consequence: 'The controller and all that is wired to it get no interrupt.',
    fix: 'See the lines of Linux; check reg, interrupts and compatible.',
  }),
  noDistributor: ({ node, at }: { node: string; at: string }) => ({
    message: `the first reg entry of ${node} (${at}) is no GIC distributor`,
    consequence:
      'Linux finds another ID there and gives up, or reads where nothing answers and dies. There is no root controller, and Linux stops early in boot.',
    fix: 'Give the distributor’s address first.',
  }),
  shortDistributor: ({ node, size }: { node: string; size: number }) => ({
    message: `the first reg entry of ${node} is 0x${size.toString(16)} long, and a GICv3’s distributor has 0x10000`,
    consequence: 'Linux reads the distributor’s ID beyond the end of what it mapped, and dies of a data abort.',
    fix: 'Write 0x10000 for the size of the first reg entry.',
  }),
  noRedistributors: ({ node, wanted, given }: { node: string; wanted: number; given: number }) => ({
    message: `reg of ${node} has ${some(given, 'entry', 'entries')}, and a GICv3 needs the distributor and ${some(wanted, 'redistributor region')}`,
    consequence:
      'Linux cannot map the redistributors and gives up. There is no root controller, and it stops early in boot.',
    fix: 'Add the redistributors’ region as the second entry of reg.',
  }),
  shortRedistributors: ({ node, room, cpus, size }: { node: string; room: number; cpus: number; size: number }) => ({
    message: `the redistributor regions of ${node} have room for ${room} of ${some(cpus, 'CPU')}`,
    consequence: 'Linux looks for the redistributor of a CPU beyond the region’s end and dies of a data abort.',
    fix: `Make the region at least 0x${size.toString(16)} long: 0x20000 for each CPU, 0x40000 with GICv4.`,
  }),
  stride: ({ said, real }: { said: number; real: number | undefined }) => ({
    message:
      real === undefined
        ? `redistributor-stride is 0x${said.toString(16)}, and a GIC has its redistributors 0x20000 apart, or 0x40000 with GICv4`
        : `redistributor-stride is 0x${said.toString(16)}, and the hardware has its redistributors 0x${real.toString(16)} apart`,
    consequence:
      real === undefined
        ? 'Linux looks for them where the property says. Where they are not there it dies of an external abort, or finds no redistributor for a CPU. The run takes the tree at its word, so it cannot prove it; hardware.gicr.stride of a scenario says otherwise.'
        : 'Linux looks for a redistributor where there is none: an external abort, and the kernel dies.',
    fix: 'Remove the property: without it Linux reads from GICR_TYPER how large a redistributor is.',
  }),
  noMaintenance: {
    message: 'the GIC has no maintenance interrupt',
    consequence: 'KVM cannot give guests a virtual GIC; nothing else needs it.',
    fix: 'Add interrupts = <1 9 4>; where the GIC has it.',
  },

  bankAlone: ({ node, users }: { node: string; users: number }) => ({
    message: `${node} is an interrupt-controller and has no interrupt of its own, and ${some(users, 'interrupt is', 'interrupts are')} wired to it`,
    consequence:
      'Its driver hands out lines, so every request succeeds. Nothing tells the CPU when one of them is active: no interrupt ever comes.',
    fix: 'Add interrupts = <…>; as the bank is wired to its parent, or name the lines by gpios and let the driver poll.',
  }),

  // --- interrupts of one CPU each
  pmuShort: ({ given, wanted }: { given: number; wanted: number }) => ({
    message: `interrupt-affinity has ${some(given, 'entry', 'entries')}, and the PMU ${some(wanted, 'interrupt')}`,
    consequence: `Linux finds no CPU for interrupt ${given} and gives up: the probe fails with -EINVAL, and perf has no hardware events.`,
    fix: 'Name the CPU of each interrupt, in their order.',
  }),
  pmuNoCpu: ({
    index,
    target,
    dangling,
    reached,
  }: {
    index: number;
    target: string | undefined;
    dangling: boolean;
    reached: boolean;
  }) => ({
    message: `entry ${index} of interrupt-affinity names ${target ?? 'a phandle that no node has'}${dangling ? '' : reached ? ', which is no CPU' : ', which is not there'}`,
    consequence: dangling
      ? 'Linux finds no CPU for that interrupt and gives up: the probe fails with -EINVAL, and perf has no hardware events.'
      : 'Linux passes over that interrupt: nobody asks for it, and the CPU that is meant has no counter overflow interrupt, so that perf cannot sample there.',
    fix: 'Name the CPU whose counters the interrupt is for.',
  }),
  pmuTwice: ({ index, cpu, first }: { index: number; cpu: string; first: number }) => ({
    message: `entry ${index} of interrupt-affinity names ${cpu}, as entry ${first} does`,
    consequence: 'A CPU has one interrupt of a PMU. Linux gives up: the probe fails with -EINVAL.',
    fix: 'Name another CPU for one of the two.',
  }),
  pmuSeveralPpis: ({ interrupts }: { interrupts: number }) => ({
    message: `the PMU has ${some(interrupts, 'interrupt')}, among them a PPI`,
    consequence: 'A PPI is one for all CPUs. Linux gives up: the probe fails with -EINVAL.',
    fix: 'Write one PPI, or an SPI for each CPU with interrupt-affinity.',
  }),
  pmuMore: ({ given, cpus }: { given: number; cpus: number }) => ({
    message: `the PMU has ${some(given, 'interrupt')} without interrupt-affinity, and the board ${some(cpus, 'CPU')}`,
    consequence: 'Linux takes interrupt 0 for CPU 0 and so on, and passes over those that are left.',
    fix: 'Write interrupt-affinity = <&CPU …>; with one CPU for each interrupt.',
  }),
  pmuGuesses: ({ given }: { given: number }) => ({
    message: `the PMU has ${given === 1 ? 'an SPI' : `${given} SPIs`} and no interrupt-affinity`,
    consequence:
      given === 1
        ? 'Linux guesses that the interrupt is CPU 0’s, and says so. Other CPUs have no hardware events.'
        : 'Linux guesses that interrupt 0 is CPU 0’s and so on, and says so. Where that is wrong perf counts what another CPU does.',
    fix: 'Add interrupt-affinity = <&CPU …>; with one CPU for each interrupt.',
  }),
  pmuLeaves: ({ cpus }: { cpus: readonly string[] }) => ({
    message: `interrupt-affinity of the only PMU does not name ${cpus.join(', ')}`,
    consequence: 'perf has no hardware events on these CPUs.',
    fix: 'Add their interrupts and CPUs, where the hardware has them.',
  }),
  timerShared: ({ count }: { count: number }) => ({
    message: `${some(count, 'interrupt')} of the architected timer ${count === 1 ? 'is an SPI' : 'are SPIs'}, and each CPU’s timer has PPIs`,
    consequence:
      'Linux asks for an interrupt of each CPU’s own and is refused with -EINVAL: the timer is not there, and the kernel goes on with ticks of another, if there is one.',
    fix: 'Write 1 (PPI) for the kind: a CPU’s timers are PPIs 13, 14, 11 and 10.',
  }),

  // --- what the run says
  noInterrupts: ({ device, fate }: { device: string; fate: string }) => ({
    message: `the driver of ${device} asks for an interrupt, and the node lists none`,
    consequence: `The request fails. ${fate}`,
    fix: 'Add interrupts = <…>; as the device is wired.',
  }),
  refused: ({
    index,
    result,
    because,
    fate,
  }: {
    index: number;
    result: string | undefined;
    because: RefusedBecause;
    /** What becomes of the device; undefined where the kernel dies of it. */
    fate: string | undefined;
  }) => ({
    message:
      fate === undefined
        ? `Linux does not come back from the request for interrupt ${index} of the node`
        : `the request for interrupt ${index} of the node failed${result === undefined ? '' : ` with ${result}`}${reasonText(because)}`,
    consequence: fate ?? 'The kernel stops here.',
    fix: reasonFix(because),
  }),
  misspelt: ({ property, name, fate }: { property: string; name: string; fate: string }) => ({
    message: `the property ${property} is nearly ${name}, and a driver asked for an interrupt and found none`,
    consequence: `Linux does not read ${property}, and says nothing of it. The request fails. ${fate}`,
    fix: `Write ${name}.`,
  }),
  noDriver: ({ compatible, version, near }: { compatible: string; version: string; near: string | undefined }) => ({
    message: `no driver that Linux ${version} can have on arm64 matches ${compatible}`,
    consequence:
      'No driver takes the node by its compatible, so nobody asks for its interrupts. The driver of another node may use this one; that is not modelled.',
    ...(near === undefined ? {} : { fix: `Check the spelling of compatible: Linux knows ${near}.` }),
  }),
  commandRefused: ({ command, error, why }: { command: string; error: string; why: string }) => ({
    message: `${command} was refused with ${error}: ${why}`,
    consequence: 'Nothing changed.',
  }),
  waitsForDisabled: ({ supplier }: { supplier: string }) => ({
    message: `the device waits for ${supplier}, which is disabled`,
    consequence: 'It is deferred for ever and never asks for its interrupts.',
    fix: 'Enable the supplier.',
  }),

  // --- lines that were pasted
  explain: {
    noRow: 'This run has no such interrupt.',
    irq: ({ irq, source }: { irq: number; source: string | undefined }) =>
      `irq ${irq}${source === undefined ? '' : ` of ${source}`}`,
    otherNumber: ({ irq }: { irq: number }) => `Here it is irq ${irq}; numbers differ from boot to boot.`,
    otherLine: ({ chip, hwirq }: { chip: string; hwirq: number }) =>
      `Here these handlers are on ${chip} ${hwirq}: another line.`,
    otherActions: ({ actions }: { actions: string }) =>
      actions === '' ? 'Here nobody has requested it.' : `Here its handlers are ${actions}.`,
    /** What a line of the kernel means. */
    meaning: {
      storm: ({ irq, off }: { irq: number; off: boolean }) =>
        off
          ? `Linux has switched the line of irq ${irq} off, because nobody handled it (“nobody cared”): none of its devices gets an interrupt any more.`
          : `irq ${irq} came and came, and its handlers said that it was none of theirs, 99,900 times of 100,000. Linux switches the line off. Mostly the trigger or the number in the tree is wrong, or a device asks whose driver is not there.`,
      flags: ({
        irq,
        asker,
        owner,
        differ,
      }: {
        irq: number;
        asker: string;
        owner: string;
        differ: readonly ('shared' | 'trigger' | 'oneshot')[];
      }) =>
        `${asker} asked for irq ${irq}, which ${owner} has, and was refused with -EBUSY.${differ
          .map(
            (each) =>
              ` ${
                {
                  shared: 'Who shares a line must say IRQF_SHARED, and not both do.',
                  trigger: 'The two want different triggers.',
                  oneshot: 'One keeps the line off until its thread has run (IRQF_ONESHOT), and the other does not.',
                }[each]
              }`,
          )
          .join('')}`,
      type: ({ hwirq, controller }: { hwirq: number; controller: string }) =>
        `Input ${hwirq} of ${controller} was mapped with one trigger, and then asked for with another. The second request fails: its driver gets no interrupt.`,
    },
  },

  // --- the way of a request
  walk: {
    specifier: ({ cells: given, node }: { cells: readonly number[]; node: string }) =>
      `${node} is given ${cells(given)}`,
    row: ({ row, child, fate }: { row: number; child: readonly number[]; fate: 'differs' | 'disabled' | 'taken' }) =>
      `row ${row} for ${cells(child)}: ${{ differs: 'differs', disabled: 'fits, and its parent is disabled', taken: 'fits' }[fate]}`,
    passed: 'neither a controller nor a nexus: the same cells go to its interrupt parent',
    'no-parent': 'no interrupt parent is found',
    circle: 'the interrupt parents lead round in a circle',
    short: ({ wanted, given }: { wanted: number; given: number }) =>
      `takes ${some(wanted, 'cell')}, and ${given} are left`,
    'no-row': 'no row fits',
    'bad-row': ({ row }: { row: number }) => `row ${row} cannot be read`,
    'no-controller': 'no controller, and no interrupt parent',
    'name-kept': 'Linux looks for the domain of this node, and there is none',
    'too-long': 'more cells than Linux reads',
    controller: 'the controller',
    gpio: 'the interrupt of the line that gpios names',
    unlisted: 'the node lists no such interrupt',
    pin: ({ bdf, pin }: { bdf: string; pin: string }) => `${bdf} is at INT${pin} of the root bus`,
  },
  /** Why a supplier is not there. */
  supplier: {
    disabled: 'which is disabled',
    deferred: 'which is deferred too',
    'no-driver': 'for which there is no driver',
    'no-device': 'of which Linux makes no device',
    'not-probed': 'which no driver has taken',
    up: 'which has its driver, and makes no domain for this',
    failed: ({ error }: { error: string }) => `whose probe failed with ${error}`,
  },
  outcomes: {
    deferred: ({ chain }: { chain: readonly { readonly path: string; readonly why: string }[] }) =>
      `The probe is deferred for ever${chain.length === 0 ? '' : `. It waits for ${chain.map(({ path, why }) => `${path}, ${why}`).join('; ')}`}. /sys/kernel/debug/devices_deferred lists it.`,
    fixSupplier: ({ path, why }: { path: string; why: string }) =>
      `Bring up ${path}, ${why}: check its status, its compatible, and that the kernel has its driver.`,
    refused: 'Its initialisation fails, or goes on without the interrupt.',
    without: 'The driver goes on without the interrupt: it polls, or does without.',
    /** `core`: what stands between the tree and the driver, and goes on. */
    withoutStandIn: ({ core }: { core: string | undefined }) =>
      `${core === undefined ? 'The stand-in goes on without the interrupt.' : `${core} goes on without the interrupt and calls the driver’s probe.`} Whether the driver itself does is not modelled: many give up without an interrupt.`,
    probeFails: ({ error }: { error: string }) => `The driver’s probe fails with ${error}: the device is not there.`,
    probeFailsStandIn: ({ error }: { error: string }) =>
      `Most drivers’ probe fails with ${error} then, as that of the stand-in does here, and says so in the log; its own driver is not modelled, and may go on without an interrupt (polling).`,
    noPin: 'The function has no INTx: a driver without MSI gets no interrupt, or polls.',
    died: ({ panic }: { panic: string }) => `Linux does not come back from this request: ${panic}`,
    gaveUp: ({ driver, error, line }: { driver: string; error: string; line: string | undefined }) =>
      `${driver} gave up the device with ${error} for another reason${line === undefined ? '' : `: ${line}`}. Nobody asks for its interrupts, and what is behind it is not found.`,
    elsewhere: ({ controller, cells: given }: { controller: string; cells: readonly number[] }) =>
      `Linux takes ${cells(given)} of ${controller}, without a message: not the line that is meant.`,
  },
  results: {
    deferred: '-EPROBE_DEFER',
    none: 'no irq',
    died: 'panic',
    elsewhere: 'another line',
    notAsked: ({ error }: { error: string }) => `not asked: its probe failed with ${error}`,
  },
};
