/** What the cells of the device tree's interrupt properties say. */

export const cells = {
  triggers: {
    none: 'no trigger named',
    rising: 'edge rising',
    falling: 'edge falling',
    both: 'both edges',
    high: 'level high',
    low: 'level low',
  },
  /** A trigger that has no name. */
  trigger: ({ flags }: { flags: string }) => `trigger ${flags}`,
  extendedSpi: 'extended SPI',
  extendedPpi: 'extended PPI',
  ofIndex: ({ index, words }: { index: number; words: string }) => `${index}: ${words}`,
  leadsNowhere: 'leads nowhere: an empty entry, or no row of an interrupt-map fits',
  noParent: 'leads nowhere: no interrupt parent is named',
  more: ({ count }: { count: number }) => `and ${count} more`,
  moreRows: ({ count }: { count: number }) => `and ${count} rows more`,
  namesNone: ({ cells: raw, controller }: { cells: string; controller: string }) =>
    `<${raw}> names no interrupt of ${controller}`,
  ofController: ({ cells: raw, controller }: { cells: string; controller: string }) => `<${raw}> of ${controller}`,
  input: ({
    cells: raw,
    controller,
    input,
    trigger,
  }: {
    cells: string;
    controller: string;
    input: number;
    trigger: string;
  }) => `<${raw}> of ${controller}: input ${input}, ${trigger}`,
  interrupt: ({ cells: raw, kind, number, trigger, intid, controller, first, partition }: Interrupt) =>
    `<${raw}>: ${kind} ${number}, ${trigger}: INTID ${intid} of ${controller} (${number} + ${first})${partition === undefined ? '' : `, PPI partition by phandle ${partition}`}`,
  /** Rows of interrupt-map. */
  slot: ({ slot, pin }: { slot: number | undefined; pin: string }) =>
    `${slot === undefined ? 'any slot' : `slot ${slot}`} INT${pin}`,
  lookingFor: ({ nexus, child }: { nexus: string; child: string }) =>
    `interrupt-map of ${nexus}, looking for ${child}:`,
  unitAddress: (masked: Masked) => `  unit address ${conjunction(masked)}`,
  pin: (masked: Masked) => `  pin ${conjunction(masked)}`,
  specifier: (masked: Masked) => `  specifier ${conjunction(masked)}`,
  fits: ({ row, ...masked }: Masked & { row: number }) => `  row ${row}: ${conjunction(masked)}: it fits`,
  leadsTo: ({ cells: raw, parent, unit }: { cells: string; parent: string; unit: string | undefined }) =>
    `  → <${raw}> of ${parent}${unit === undefined ? '' : ` at unit address <${unit}>`}`,
  row: ({ row, child, to, parent }: { row: number; child: string; to: string; parent: string }) =>
    `row ${row}: ${child} → ${to} of ${parent}`,
  toIntid: ({ kind, number, intid }: { kind: string; number: number; intid: number }) =>
    `${kind} ${number} (INTID ${intid})`,
  badPhandle: 'the next row names a phandle that no node has',
  underMask: ({ mask }: { mask: string }) => `compared under the mask <${mask}>`,
  /** Rows of msi-map and iommu-map. */
  noNode: 'no node',
  idRow: ({
    first,
    last,
    id,
    masked,
    out,
    target,
  }: {
    first: string;
    last: string;
    id: string;
    masked: string;
    out: string;
    target: string;
  }) => `RequesterID ${first} to ${last}: ${id} = ${masked} − ${first} + ${out} at ${target}`,
  idMasked: ({ requester, property, mask, id }: { requester: string; property: string; mask: string; id: string }) =>
    `RequesterID ${requester} & ${property} ${mask} = ${id}`,
  idInNoRow: ({ id, to }: { id: string; to: string }) => `RequesterID ${id} is in no row: ${to} is not translated here`,
  idSum: ({ requester, row, first, last, id, base, out, name, result, target }: IdSum) =>
    `RequesterID ${requester} is in row ${row} (${first} to ${last}): ${id} − rid-base ${first} + ${base} ${out} = ${name} ${result} at ${target}`,
  /** Of a device, in the table of devices. */
  source: {
    leadsNowhere: 'leads nowhere',
    noDomain: 'no domain',
    hwirqs: ({ hwirqs, domain }: { hwirqs: readonly number[]; domain: string }) =>
      `hwirq ${hwirqs.join(', ')} of ${domain}`,
    triggers: {
      none: '',
      rising: 'edge-rising',
      falling: 'edge-falling',
      both: 'both-edges',
      high: 'level-high',
      low: 'level-low',
    },
    triggerUnknown: 'trigger-unknown',
    msix: ({ used, all }: { used: number; all: number }) => `MSI-X ${used} of ${all} vectors`,
    msi: ({ used, all }: { used: number; all: number }) => `MSI ${used} of ${all} vectors`,
  },
  /** Comments in the source of a node. */
  swizzled: ({ pin, bdf, rootPin, slot }: { pin: string; bdf: string; rootPin: string; slot: number }) =>
    `INT${pin} of ${bdf} comes out of its bridges as INT${rootPin} of slot ${slot} on the root bus`,
  noRowFits: 'no row fits: the wire leads nowhere',
  ofFunction: ({ bdf, requester }: { bdf: string; requester: string }) =>
    `what it says of ${bdf}, RequesterID ${requester}`,
  rowNumber: ({ row }: { row: number }) => `row ${row}`,
  bytes: ({ bytes }: { bytes: number }) => `${bytes} bytes`,
  noSuchPhandle: 'no node has this phandle',
  /** A macro of a header that is missing. */
  unknown: ({ names }: { names: readonly string[] }) =>
    `uncertain: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not known, since the header is missing; 0 stands for ${names.length === 1 ? 'it' : 'them'}`,
  /** Of an interrupt whose node has such names. */
  uncertain: ({ property, names }: { property: string; names: readonly string[] }) =>
    `This interrupt is uncertain: ${names.join(', ')} in ${property} of its node ${names.length === 1 ? 'is' : 'are'} not known.`,
  notRead: 'not read: interrupts-extended wins',
};

interface Interrupt {
  readonly cells: string;
  readonly kind: string;
  readonly number: number;
  readonly trigger: string;
  readonly intid: number;
  readonly controller: string;
  /** The INTID of number 0 of its kind. */
  readonly first: number;
  /** The phandle of its CPUs. */
  readonly partition: string | undefined;
}

/** Cells, the mask that they are compared under, and what is left of them. */
interface Masked {
  readonly cells: string;
  readonly mask: string;
  readonly result: string;
}

interface IdSum {
  readonly requester: string;
  readonly row: number;
  readonly first: string;
  readonly last: string;
  readonly id: string;
  readonly base: 'msi-base' | 'iommu-base';
  readonly out: string;
  readonly name: string;
  readonly result: string;
  readonly target: string;
}

function conjunction({ cells: raw, mask, result }: Masked): string {
  return `<${raw}> & <${mask}> = <${result}>`;
}
