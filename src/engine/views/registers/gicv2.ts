/** Registers by the names, fields and meanings of IHI 0048 (GICv2), and of its message frames (GICv2m). */
import { f, IIDR, r, type FieldDef, type RegisterDef } from './def.ts';

const gicd2 = (ctlr: readonly FieldDef[]): readonly RegisterDef[] => [
  r('GICD_CTLR', 0x0, 4, 'ctlr', 'switchesDistributor', ctlr),
  r('GICD_TYPER', 0x4, 4, 'typer', 'whatDistributorHas', [
    f('LSPI', 11, 5, 'spisThatCanLocked'),
    f('SecurityExtn', 10, 1, 'twoSecurityStates'),
    f('CPUNumber', 5, 3, 'cpuInterfacesLessOne'),
    f('ITLinesNumber', 0, 5, 'intidsByLines'),
  ]),
  r('GICD_IIDR', 0x8, 4, 'iidr', 'whoMadeIt', IIDR),
];
/** With one security state. */
export const GICD2 = gicd2([
  f('EnableGrp1', 1, 1, 'group1InterruptsForwarded'),
  f('EnableGrp0', 0, 1, 'group0InterruptsForwarded'),
]);
/** With two security states, as non-secure software reads it. */
export const GICD2_NS = gicd2([f('Enable', 0, 1, 'group1InterruptsForwarded')]);

/** As MSI_IIDR and GICC_IIDR have it. */
const IIDR2 = [
  f('ProductID', 20, 12, 'whichProduct'),
  f('Architecture', 16, 4, 'versionOfArchitecture'),
  f('Revision', 12, 4, 'itsRevision'),
  f('Implementer', 0, 12, 'jep106CodeOfWhoMadeIt'),
];

export const V2M: readonly RegisterDef[] = [
  r('MSI_TYPER', 0x8, 4, 'typer', 'whichSpisFramePulses', [
    f('Base', 16, 10, 'firstIntid'),
    f('Count', 0, 10, 'howMany'),
  ]),
  r('MSI_IIDR', 0xfcc, 4, 'iidr', 'whoMadeIt', IIDR2),
];

const gicc = (ctlr: readonly FieldDef[]): readonly RegisterDef[] => [
  r('GICC_CTLR', 0x0, 4, 'ctlr', 'switchesInterface', ctlr),
  r('GICC_PMR', 0x4, 4, 'pmr', 'onlyWhatMoreUrgentSignalled', [f('Priority', 0, 8, 'mask')]),
  r('GICC_BPR', 0x8, 4, 'bpr', 'bitsThatDecideAboutPreemption', [f('BinaryPoint', 0, 3, 'point')]),
  r('GICC_HPPIR', 0x18, 4, 'hppi', 'bestInterruptThatWaits', [f('PENDINTID', 0, 10, 'none1023')]),
  r('GICC_ABPR', 0x1c, 4, 'abpr', 'group1BitsThatDecideAbout', [f('BinaryPoint', 0, 3, 'point')]),
  r('GICC_IIDR', 0xfc, 4, 'iidr', 'whoMadeIt', IIDR2),
];
const EOI_MODE = { 0: 'eoiDropsPriorityAndDeactivates' } as const;
const BYPASS = 'legacyWiresDoNotBypassInterface';
/** With one security state. */
export const GICC = gicc([
  f('EOImode', 9, 1, 'eoiOnlyDropsPriority', EOI_MODE),
  f('IRQBypDisGrp1', 8, 1, BYPASS),
  f('FIQBypDisGrp1', 7, 1, BYPASS),
  f('IRQBypDisGrp0', 6, 1, BYPASS),
  f('FIQBypDisGrp0', 5, 1, BYPASS),
  f('CBPR', 4, 1, 'oneBinaryPointForBothGroups'),
  f('FIQEn', 3, 1, 'group0GoesToFiq'),
  f('AckCtl', 2, 1, 'giccIarTakesGroup1Too'),
  f('EnableGrp1', 1, 1, 'group1Signalled'),
  f('EnableGrp0', 0, 1, 'group0Signalled'),
]);
/** With two security states, as non-secure software reads it. */
export const GICC_NS = gicc([
  f('EOImodeNS', 9, 1, 'eoiOnlyDropsPriority', EOI_MODE),
  f('IRQBypDisGrp1', 6, 1, BYPASS),
  f('FIQBypDisGrp1', 5, 1, BYPASS),
  f('EnableGrp1', 0, 1, 'group1Signalled'),
]);
