/** Registers by the names, fields and meanings of their manuals: IHI 0069 (GICv3), IHI 0048 (GICv2), IHI 0070 (SMMU). */

/** A field: name, lowest bit, width, and what it means; values that have a name of their own. */
export interface FieldDef {
  readonly name: string;
  readonly low: number;
  readonly width: number;
  readonly about: string;
  readonly values?: Readonly<Record<number, string>>;
}

/** A register: `on` names the struct field whose change changes it. */
export interface RegisterDef {
  readonly name: string;
  readonly offset: number;
  readonly bytes: 4 | 8;
  readonly on: string;
  readonly about: string;
  readonly fields: readonly FieldDef[];
}

const f = (name: string, low: number, width: number, about: string, values?: FieldDef['values']): FieldDef => ({
  name,
  low,
  width,
  about,
  ...(values === undefined ? {} : { values }),
});
const r = (
  name: string,
  offset: number,
  bytes: 4 | 8,
  on: string,
  about: string,
  fields: readonly FieldDef[] = [],
): RegisterDef => ({ name, offset, bytes, on, about, fields });

const IIDR = [
  f('ProductID', 24, 8, 'which product'),
  f('Variant', 16, 4, 'major revision'),
  f('Revision', 12, 4, 'minor revision'),
  f('Implementer', 0, 12, 'JEP106 code of who made it'),
];

/** Memory attributes of what the GIC reads and writes, as GICR_* and GITS_* encode them. */
const INNER = {
  0: 'Device-nGnRnE',
  1: 'Normal, non-cacheable',
  2: 'read-allocate, write-through',
  3: 'read-allocate, write-back',
  4: 'write-allocate, write-through',
  5: 'write-allocate, write-back',
  6: 'read- and write-allocate, write-through',
  7: 'read- and write-allocate, write-back',
} as const;
const OUTER = { ...INNER, 0: 'as the inner one' } as const;
const SHAREABILITY = { 0: 'non-shareable', 1: 'inner shareable', 2: 'outer shareable', 3: 'reserved' } as const;
const inner = (low: number): FieldDef => f('InnerCache', low, 3, 'inner cacheability', INNER);
const outer = (low: number): FieldDef => f('OuterCache', low, 3, 'outer cacheability', OUTER);
const shareability = f('Shareability', 10, 2, 'shareability', SHAREABILITY);

const gicd3 = (ctlr: readonly FieldDef[]): readonly RegisterDef[] => [
  r('GICD_CTLR', 0x0, 4, 'ctlr', 'switches the distributor', ctlr),
  r('GICD_TYPER', 0x4, 4, 'typer', 'what the distributor has', [
    f('ESPI_range', 27, 5, 'extended SPIs, where ESPI is 1: 32 × (n + 1)'),
    f('RSS', 26, 1, 'range of SGIs', { 0: 'SGIs reach Aff0 0 to 15', 1: 'SGIs reach Aff0 0 to 255' }),
    f('No1N', 25, 1, '1-of-N routing is not there'),
    f('A3V', 24, 1, 'affinity level 3 can be non-zero'),
    f('IDbits', 19, 5, 'bits of an INTID, less one'),
    f('DVIS', 18, 1, 'direct injection of virtual LPIs'),
    f('LPIS', 17, 1, 'LPIs'),
    f('MBIS', 16, 1, 'SPIs by message'),
    f('num_LPIs', 11, 5, 'LPIs: 2 to the power of (n + 1); 0: as IDbits allow'),
    f('SecurityExtn', 10, 1, 'two security states'),
    f('NMI', 9, 1, 'non-maskable interrupts'),
    f('ESPI', 8, 1, 'extended SPIs'),
    f('CPUNumber', 5, 3, 'CPUs that can be used without affinity routing, less one'),
    f('ITLinesNumber', 0, 5, 'INTIDs 0 to 32 × (n + 1) − 1, at most 1019'),
  ]),
  r('GICD_IIDR', 0x8, 4, 'iidr', 'who made it', IIDR),
  r('GICD_TYPER2', 0xc, 4, 'typer2', 'what else it has', [
    f('nASSGIcap', 8, 1, 'SGIs without active state'),
    f('VIL', 7, 1, 'bits of a vPEID: VID says how many', { 0: 'a vPEID has 16 bits' }),
    f('VID', 0, 5, 'bits of a vPEID, less one, where VIL is 1'),
  ]),
];

const RWP = f('RWP', 31, 1, 'a write is still on its way');
/** With one security state. */
export const GICD3 = gicd3([
  RWP,
  f('nASSGIreq', 8, 1, 'SGIs without active state are asked for'),
  f('E1NWF', 7, 1, '1-of-N interrupts may wake a CPU'),
  f('DS', 6, 1, 'one security state for all'),
  f('ARE', 4, 1, 'affinity routing'),
  f('EnableGrp1', 1, 1, 'group 1 interrupts are forwarded'),
  f('EnableGrp0', 0, 1, 'group 0 interrupts are forwarded'),
]);
/** With two security states, as non-secure software reads it. */
export const GICD3_NS = gicd3([
  RWP,
  f('ARE_NS', 4, 1, 'affinity routing for the non-secure state'),
  f('EnableGrp1A', 1, 1, 'non-secure group 1 interrupts are forwarded'),
  f('EnableGrp1', 0, 1, 'the same without affinity routing'),
]);

const gicd2 = (ctlr: readonly FieldDef[]): readonly RegisterDef[] => [
  r('GICD_CTLR', 0x0, 4, 'ctlr', 'switches the distributor', ctlr),
  r('GICD_TYPER', 0x4, 4, 'typer', 'what the distributor has', [
    f('LSPI', 11, 5, 'SPIs that can be locked'),
    f('SecurityExtn', 10, 1, 'two security states'),
    f('CPUNumber', 5, 3, 'CPU interfaces, less one'),
    f('ITLinesNumber', 0, 5, 'INTIDs 0 to 32 × (n + 1) − 1, at most 1019'),
  ]),
  r('GICD_IIDR', 0x8, 4, 'iidr', 'who made it', IIDR),
];
/** With one security state. */
export const GICD2 = gicd2([
  f('EnableGrp1', 1, 1, 'group 1 interrupts are forwarded'),
  f('EnableGrp0', 0, 1, 'group 0 interrupts are forwarded'),
]);
/** With two security states, as non-secure software reads it. */
export const GICD2_NS = gicd2([f('Enable', 0, 1, 'group 1 interrupts are forwarded')]);

export const GICR: readonly RegisterDef[] = [
  r('GICR_CTLR', 0x0, 4, 'ctlr', 'switches the redistributor', [
    f('UWP', 31, 1, 'a write upstream is still on its way'),
    f('DPG1S', 26, 1, 'no 1-of-N secure group 1 interrupts for this CPU'),
    f('DPG1NS', 25, 1, 'no 1-of-N non-secure group 1 interrupts for this CPU'),
    f('DPG0', 24, 1, 'no 1-of-N group 0 interrupts for this CPU'),
    f('RWP', 3, 1, 'a write is still on its way'),
    f('IR', 2, 1, 'GICR_INVLPIR and GICR_INVALLR are there'),
    f('CES', 1, 1, 'EnableLPIs can be cleared again'),
    f('EnableLPIs', 0, 1, 'LPIs are on'),
  ]),
  r('GICR_IIDR', 0x4, 4, 'iidr', 'who made it', IIDR),
  r('GICR_TYPER', 0x8, 8, 'typer', 'what the redistributor has', [
    f('Affinity_Value', 32, 32, 'affinity of its CPU'),
    f('PPInum', 27, 5, 'extended PPIs', { 0: 'no extended PPIs', 1: 'PPIs to INTID 1087', 2: 'PPIs to INTID 1119' }),
    f('VSGI', 26, 1, 'direct injection of virtual SGIs'),
    f('CommonLPIAff', 24, 2, 'redistributors that share an LPI configuration table', {
      0: 'all share an LPI configuration table',
      1: 'those of the same Aff3 share an LPI configuration table',
      2: 'those of the same Aff3.Aff2 share an LPI configuration table',
      3: 'those of the same Aff3.Aff2.Aff1 share an LPI configuration table',
    }),
    f('Processor_Number', 8, 16, 'its number in ITS commands, where GITS_TYPER.PTA is 0'),
    f('RVPEID', 7, 1, 'the resident vPE is named by its number (GICv4.1)'),
    f('MPAM', 6, 1, 'memory partitioning and monitoring'),
    f('DPGS', 5, 1, 'DPG bits are there'),
    f('Last', 4, 1, 'the last of its region'),
    f('DirectLPI', 3, 1, 'LPIs by register'),
    f('Dirty', 2, 1, 'GICR_VPENDBASER.Dirty is there'),
    f('VLPIS', 1, 1, 'virtual LPIs'),
    f('PLPIS', 0, 1, 'physical LPIs'),
  ]),
  r('GICR_WAKER', 0x14, 4, 'waker', 'whether the CPU interface sleeps', [
    f('ChildrenAsleep', 2, 1, 'the interface is asleep'),
    f('ProcessorSleep', 1, 1, 'software asked it to sleep'),
  ]),
  r('GICR_PROPBASER', 0x70, 8, 'propbaser', 'the LPI configuration table', [
    outer(56),
    f('Physical_Address', 12, 40, 'bits 51 to 12 of its address'),
    shareability,
    inner(7),
    f('IDbits', 0, 5, 'bits of an INTID it covers, less one'),
  ]),
  r('GICR_PENDBASER', 0x78, 8, 'pendbaser', 'the LPI pending table', [
    f('PTZ', 62, 1, 'the table is all zeroes; reads as 0'),
    outer(56),
    f('Physical_Address', 16, 36, 'bits 51 to 16 of its address'),
    shareability,
    inner(7),
  ]),
];

const BASER = [
  f('Valid', 63, 1, 'the table is there'),
  f('Indirect', 62, 1, 'two levels', { 0: 'one level' }),
  inner(59),
  f('Type', 56, 3, 'what it holds', { 0: 'not implemented', 1: 'devices', 2: 'vPEs', 4: 'collections' }),
  outer(53),
  f('Entry_Size', 48, 5, 'bytes of an entry, less one'),
  f('Physical_Address', 12, 36, 'bits 47 to 12 of its address; with pages of 64 KB, 15 to 12 are its bits 51 to 48'),
  shareability,
  f('Page_Size', 8, 2, 'size of a page', { 0: '4 KB', 1: '16 KB', 2: '64 KB' }),
  f('Size', 0, 8, 'pages, less one'),
];

export const GITS: readonly RegisterDef[] = [
  r('GITS_CTLR', 0x0, 4, 'ctlr', 'switches the ITS', [
    f('Quiescent', 31, 1, 'it has nothing left to do'),
    f('UMSIirq', 8, 1, 'an interrupt for each message that is not mapped'),
    f('ITS_Number', 4, 4, 'its number in VMOVP, for ITSs that need one'),
    f('ImDe', 1, 1, 'implementation defined'),
    f('Enabled', 0, 1, 'it translates'),
  ]),
  r('GITS_IIDR', 0x4, 4, 'iidr', 'who made it', IIDR),
  r('GITS_TYPER', 0x8, 8, 'typer', 'what the ITS has', [
    f('UMSIirq', 45, 1, 'it can interrupt for a message that is not mapped'),
    f('UMSI', 44, 1, 'it tells of messages that are not mapped'),
    f('nID', 43, 1, 'no individual doorbells for vPEs'),
    f('SVPET', 41, 2, 'vPE table shared with redistributors'),
    f('VMAPP', 40, 1, 'VMAPP as of GICv4.1'),
    f('VSGI', 39, 1, 'direct injection of virtual SGIs'),
    f('MPAM', 38, 1, 'memory partitioning and monitoring'),
    f('VMOVP', 37, 1, 'one VMOVP does for all ITSs'),
    f('CIL', 36, 1, 'bits of an ICID: CIDbits says how many', { 0: 'an ICID has 16 bits' }),
    f('CIDbits', 32, 4, 'bits of an ICID, less one, where CIL is 1'),
    f('HCC', 24, 8, 'collections it holds without memory'),
    f('PTA', 19, 1, 'commands name redistributors by address', { 0: 'commands name redistributors by number' }),
    f('SEIS', 18, 1, 'system errors for errors of commands'),
    f('Devbits', 13, 5, 'bits of a DeviceID, less one'),
    f('ID_bits', 8, 5, 'bits of an EventID, less one'),
    f('ITT_entry_size', 4, 4, 'bytes of an ITT entry, less one'),
    f('CCT', 2, 1, 'collections in memory come on top of HCC', {
      0: 'all collections are in memory, where there is a table for them',
    }),
    f('Virtual', 1, 1, 'virtual LPIs'),
    f('Physical', 0, 1, 'physical LPIs'),
  ]),
  r('GITS_CBASER', 0x80, 8, 'cbaser', 'the command queue', [
    f('Valid', 63, 1, 'the queue is there'),
    inner(59),
    outer(53),
    f('Physical_Address', 12, 40, 'bits 51 to 12 of its address'),
    shareability,
    f('Size', 0, 8, 'pages of 4 KB, less one'),
  ]),
  r('GITS_CWRITER', 0x88, 8, 'cwriter', 'where software writes the next command', [
    f('Offset', 5, 15, 'bits 19 to 5 of the offset: commands of 32 bytes'),
    f('Retry', 0, 1, 'try a stalled command again'),
  ]),
  r('GITS_CREADR', 0x90, 8, 'creadr', 'the next command the ITS reads', [
    f('Offset', 5, 15, 'bits 19 to 5 of the offset: commands of 32 bytes'),
    f('Stalled', 0, 1, 'it cannot go on'),
  ]),
  ...Array.from({ length: 8 }, (_, i) => r(`GITS_BASER${i}`, 0x100 + 8 * i, 8, 'baser', 'a table of the ITS', BASER)),
];

/** As MSI_IIDR and GICC_IIDR have it. */
const IIDR2 = [
  f('ProductID', 20, 12, 'which product'),
  f('Architecture', 16, 4, 'version of the architecture'),
  f('Revision', 12, 4, 'its revision'),
  f('Implementer', 0, 12, 'JEP106 code of who made it'),
];

export const V2M: readonly RegisterDef[] = [
  r('MSI_TYPER', 0x8, 4, 'typer', 'which SPIs the frame pulses', [
    f('Base', 16, 10, 'first INTID'),
    f('Count', 0, 10, 'how many'),
  ]),
  r('MSI_IIDR', 0xfcc, 4, 'iidr', 'who made it', IIDR2),
];

const CR0 = [
  f('ATSCHK', 4, 1, 'translated accesses are checked'),
  f('CMDQEN', 3, 1, 'commands are read'),
  f('EVENTQEN', 2, 1, 'events are written'),
  f('PRIQEN', 1, 1, 'page requests are written'),
  f('SMMUEN', 0, 1, 'accesses are translated'),
];
const IRQ_CTRL = [
  f('EVENTQ_IRQEN', 2, 1, 'interrupt for events'),
  f('PRIQ_IRQEN', 1, 1, 'interrupt for page requests'),
  f('GERROR_IRQEN', 0, 1, 'interrupt for global errors'),
];
const GERROR = [f('EVENTQ_ABT_ERR', 2, 1, 'events could not be written'), f('CMDQ_ERR', 0, 1, 'a command is bad')];
const queueBase = (hint: string, about: string): readonly FieldDef[] => [
  f(hint, 62, 1, about),
  f('ADDR', 5, 47, 'bits 51 to 5 of its address'),
  f('LOG2SIZE', 0, 5, 'entries, as a power of two'),
];

export const SMMU: readonly RegisterDef[] = [
  r('SMMU_IDR0', 0x0, 4, 'idr', 'what the SMMU has', [
    f('ST_LEVEL', 27, 2, 'stream table', { 0: 'linear', 1: 'two levels' }),
    f('PRI', 16, 1, 'page requests'),
    f('MSI', 13, 1, 'it can send its own interrupts as messages'),
    f('ATS', 10, 1, 'translations for devices (PCIe ATS)'),
    f('COHACC', 4, 1, 'coherent accesses'),
    f('TTF', 2, 2, 'table formats', { 1: 'AArch32', 2: 'AArch64', 3: 'AArch32 and 64' }),
    f('S1P', 1, 1, 'stage 1'),
    f('S2P', 0, 1, 'stage 2'),
  ]),
  r('SMMU_IDR1', 0x4, 4, 'idr', 'sizes', [
    f('CMDQS', 21, 5, 'largest command queue, log2'),
    f('EVENTQS', 16, 5, 'largest event queue, log2'),
    f('PRIQS', 11, 5, 'largest page request queue, log2'),
    f('SSIDSIZE', 6, 5, 'bits of a SubstreamID'),
    f('SIDSIZE', 0, 6, 'bits of a StreamID'),
  ]),
  r('SMMU_CR0', 0x20, 4, 'cr0', 'switches the SMMU', CR0),
  r('SMMU_CR0ACK', 0x24, 4, 'cr0ack', 'what has taken effect', CR0),
  r('SMMU_GBPA', 0x44, 4, 'gbpa', 'what becomes of accesses while it is off', [
    f('Update', 31, 1, 'a write is still on its way'),
    f('ABORT', 20, 1, 'they are aborted'),
  ]),
  r('SMMU_IRQ_CTRL', 0x50, 4, 'irq_ctrl', 'its own interrupts', IRQ_CTRL),
  r('SMMU_GERROR', 0x60, 4, 'gerror', 'global errors: there is one where a bit differs from GERRORN', GERROR),
  r('SMMU_GERRORN', 0x64, 4, 'gerrorn', 'those that software has acknowledged', GERROR),
  r('SMMU_STRTAB_BASE', 0x80, 8, 'strtab_base', 'the stream table', [
    f('RA', 62, 1, 'read-allocate hint'),
    f('ADDR', 6, 46, 'bits 51 to 6 of its address'),
  ]),
  r('SMMU_STRTAB_BASE_CFG', 0x88, 4, 'strtab_base_cfg', 'how it is laid out', [
    f('FMT', 16, 2, 'format', { 0: 'linear', 1: 'two levels' }),
    f('SPLIT', 6, 5, 'bits that the second level takes'),
    f('LOG2SIZE', 0, 6, 'bits of a StreamID it covers'),
  ]),
  r('SMMU_CMDQ_BASE', 0x90, 8, 'cmdq_base', 'the command queue', queueBase('RA', 'read-allocate hint')),
  r('SMMU_CMDQ_PROD', 0x98, 4, 'cmdq_prod', 'where software writes next'),
  r('SMMU_CMDQ_CONS', 0x9c, 4, 'cmdq_cons', 'what the SMMU reads next', [f('ERR', 24, 7, 'why a command is bad')]),
  r('SMMU_EVENTQ_BASE', 0xa0, 8, 'eventq_base', 'the event queue', queueBase('WA', 'write-allocate hint')),
  r('SMMU_EVENTQ_PROD', 0x100a8, 4, 'eventq_prod', 'where the SMMU writes next'),
  r('SMMU_EVENTQ_CONS', 0x100ac, 4, 'eventq_cons', 'what software reads next'),
];

/** System registers of a CPU interface, and GICC_* of a GICv2: their field in the state, no offset or one. */
export const ICC: readonly RegisterDef[] = [
  r('ICC_CTLR_EL1', 0, 4, 'ctlr', 'how interrupts end, and what the interface has', [
    f('ExtRange', 19, 1, 'INTIDs 1024 to 8191'),
    f('RSS', 18, 1, 'SGIs reach Aff0 0 to 255', { 0: 'SGIs reach Aff0 0 to 15' }),
    f('A3V', 15, 1, 'affinity level 3 can be non-zero'),
    f('SEIS', 14, 1, 'system errors for errors of the interface'),
    f('IDbits', 11, 3, 'bits of an INTID', { 0: 'an INTID has 16 bits', 1: 'an INTID has 24 bits' }),
    f('PRIbits', 8, 3, 'bits of a priority, less one'),
    f('PMHE', 6, 1, 'the priority mask is a hint for 1-of-N routing'),
    f('EOImode', 1, 1, 'EOI only drops the priority', { 0: 'EOI drops the priority and deactivates' }),
    f('CBPR', 0, 1, 'one binary point for both groups'),
  ]),
  r('ICC_PMR_EL1', 0, 4, 'pmr', 'only what is more urgent is signalled', [f('Priority', 0, 8, 'the mask')]),
  r('ICC_BPR0_EL1', 0, 4, 'bpr0', 'group 0: bits that decide about preemption', [f('BinaryPoint', 0, 3, 'the point')]),
  r('ICC_BPR1_EL1', 0, 4, 'bpr1', 'group 1: bits that decide about preemption', [f('BinaryPoint', 0, 3, 'the point')]),
  r('ICC_IGRPEN0_EL1', 0, 4, 'igrpen0', 'group 0', [f('Enable', 0, 1, 'it is signalled')]),
  r('ICC_IGRPEN1_EL1', 0, 4, 'igrpen1', 'group 1', [f('Enable', 0, 1, 'it is signalled')]),
  r('ICC_HPPIR1_EL1', 0, 4, 'hppi', 'the best interrupt that waits', [f('INTID', 0, 24, '1023 for none')]),
];

const gicc = (ctlr: readonly FieldDef[]): readonly RegisterDef[] => [
  r('GICC_CTLR', 0x0, 4, 'ctlr', 'switches the interface', ctlr),
  r('GICC_PMR', 0x4, 4, 'pmr', 'only what is more urgent is signalled', [f('Priority', 0, 8, 'the mask')]),
  r('GICC_BPR', 0x8, 4, 'bpr', 'bits that decide about preemption', [f('BinaryPoint', 0, 3, 'the point')]),
  r('GICC_HPPIR', 0x18, 4, 'hppi', 'the best interrupt that waits', [f('PENDINTID', 0, 10, '1023 for none')]),
  r('GICC_ABPR', 0x1c, 4, 'abpr', 'group 1: bits that decide about preemption', [f('BinaryPoint', 0, 3, 'the point')]),
  r('GICC_IIDR', 0xfc, 4, 'iidr', 'who made it', IIDR2),
];
const EOI_MODE = { 0: 'EOI drops the priority and deactivates' } as const;
const BYPASS = 'legacy wires do not bypass the interface while it is off';
/** With one security state. */
export const GICC = gicc([
  f('EOImode', 9, 1, 'EOI only drops the priority', EOI_MODE),
  f('IRQBypDisGrp1', 8, 1, BYPASS),
  f('FIQBypDisGrp1', 7, 1, BYPASS),
  f('IRQBypDisGrp0', 6, 1, BYPASS),
  f('FIQBypDisGrp0', 5, 1, BYPASS),
  f('CBPR', 4, 1, 'one binary point for both groups'),
  f('FIQEn', 3, 1, 'group 0 goes to FIQ'),
  f('AckCtl', 2, 1, 'GICC_IAR takes group 1 too'),
  f('EnableGrp1', 1, 1, 'group 1 is signalled'),
  f('EnableGrp0', 0, 1, 'group 0 is signalled'),
]);
/** With two security states, as non-secure software reads it. */
export const GICC_NS = gicc([
  f('EOImodeNS', 9, 1, 'EOI only drops the priority', EOI_MODE),
  f('IRQBypDisGrp1', 6, 1, BYPASS),
  f('FIQBypDisGrp1', 5, 1, BYPASS),
  f('EnableGrp1', 0, 1, 'group 1 is signalled'),
]);
