/** Registers by the names, fields and meanings of IHI 0048 (GICv2), and of its message frames (GICv2m). */
import { f, IIDR, r, type FieldDef, type RegisterDef } from './def.ts';

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
