/** Registers by the names, fields and meanings of IHI 0070: an SMMUv3. */
import { f, r, type FieldDef, type RegisterDef } from './def.ts';

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
