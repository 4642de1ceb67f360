/** Registers by the names, fields and meanings of IHI 0069: distributor, redistributors and CPU interfaces of a GICv3. */
import { f, IIDR, inner, outer, r, shareability, type FieldDef, type RegisterDef } from './def.ts';

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

/** System registers of a CPU interface: `on` is their field in the state. */
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
