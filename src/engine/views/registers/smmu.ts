/** Registers by the names, fields and meanings of IHI 0070: an SMMUv3. */
import { f, r, type FieldDef, type Meaning, type RegisterDef } from './def.ts';

const CR0 = [
  f('ATSCHK', 4, 1, 'translatedAccessesChecked'),
  f('CMDQEN', 3, 1, 'commandsRead'),
  f('EVENTQEN', 2, 1, 'eventsWritten'),
  f('PRIQEN', 1, 1, 'pageRequestsWritten'),
  f('SMMUEN', 0, 1, 'accessesTranslated'),
];
const IRQ_CTRL = [
  f('EVENTQ_IRQEN', 2, 1, 'interruptForEvents'),
  f('PRIQ_IRQEN', 1, 1, 'interruptForPageRequests'),
  f('GERROR_IRQEN', 0, 1, 'interruptForGlobalErrors'),
];
const GERROR = [f('EVENTQ_ABT_ERR', 2, 1, 'eventsCouldNotWritten'), f('CMDQ_ERR', 0, 1, 'commandBad')];
const queueBase = (hint: string, about: Meaning): readonly FieldDef[] => [
  f(hint, 62, 1, about),
  f('ADDR', 5, 47, 'addressBits51To5'),
  f('LOG2SIZE', 0, 5, 'entriesAsPowerOfTwo'),
];

export const SMMU: readonly RegisterDef[] = [
  r('SMMU_IDR0', 0x0, 4, 'idr', 'whatSmmuHas', [
    f('ST_LEVEL', 27, 2, 'streamTable', { 0: 'linear', 1: 'twoLevels' }),
    f('PRI', 16, 1, 'pageRequests'),
    f('MSI', 13, 1, 'itCanSendItsOwnInterrupts'),
    f('ATS', 10, 1, 'translationsForDevicesPcieAts'),
    f('COHACC', 4, 1, 'coherentAccesses'),
    f('TTF', 2, 2, 'tableFormats', { 1: 'aarch32', 2: 'aarch64', 3: 'aarch32And64' }),
    f('S1P', 1, 1, 'stage1'),
    f('S2P', 0, 1, 'stage2'),
  ]),
  r('SMMU_IDR1', 0x4, 4, 'idr', 'sizes', [
    f('CMDQS', 21, 5, 'largestCommandQueueLog2'),
    f('EVENTQS', 16, 5, 'largestEventQueueLog2'),
    f('PRIQS', 11, 5, 'largestPageRequestQueueLog2'),
    f('SSIDSIZE', 6, 5, 'bitsOfSubstreamid'),
    f('SIDSIZE', 0, 6, 'bitsOfStreamid'),
  ]),
  r('SMMU_CR0', 0x20, 4, 'cr0', 'switchesSmmu', CR0),
  r('SMMU_CR0ACK', 0x24, 4, 'cr0ack', 'whatHasTakenEffect', CR0),
  r('SMMU_GBPA', 0x44, 4, 'gbpa', 'whatBecomesOfAccessesWhileIt', [
    f('Update', 31, 1, 'writeStillOnItsWay'),
    f('ABORT', 20, 1, 'theyAborted'),
  ]),
  r('SMMU_IRQ_CTRL', 0x50, 4, 'irq_ctrl', 'itsOwnInterrupts', IRQ_CTRL),
  r('SMMU_GERROR', 0x60, 4, 'gerror', 'globalErrorsThereOneWhereBit', GERROR),
  r('SMMU_GERRORN', 0x64, 4, 'gerrorn', 'thoseThatSoftwareHasAcknowledged', GERROR),
  r('SMMU_STRTAB_BASE', 0x80, 8, 'strtab_base', 'theStreamTable', [
    f('RA', 62, 1, 'readAllocateHint'),
    f('ADDR', 6, 46, 'addressBits51To6'),
  ]),
  r('SMMU_STRTAB_BASE_CFG', 0x88, 4, 'strtab_base_cfg', 'howItLaidOut', [
    f('FMT', 16, 2, 'format', { 0: 'linear', 1: 'twoLevels' }),
    f('SPLIT', 6, 5, 'bitsThatSecondLevelTakes'),
    f('LOG2SIZE', 0, 6, 'bitsOfStreamidItCovers'),
  ]),
  r('SMMU_CMDQ_BASE', 0x90, 8, 'cmdq_base', 'commandQueue', queueBase('RA', 'readAllocateHint')),
  r('SMMU_CMDQ_PROD', 0x98, 4, 'cmdq_prod', 'whereSoftwareWritesNext'),
  r('SMMU_CMDQ_CONS', 0x9c, 4, 'cmdq_cons', 'whatSmmuReadsNext', [f('ERR', 24, 7, 'whyCommandBad')]),
  r('SMMU_EVENTQ_BASE', 0xa0, 8, 'eventq_base', 'eventQueue', queueBase('WA', 'writeAllocateHint')),
  r('SMMU_EVENTQ_PROD', 0x100a8, 4, 'eventq_prod', 'whereSmmuWritesNext'),
  r('SMMU_EVENTQ_CONS', 0x100ac, 4, 'eventq_cons', 'whatSoftwareReadsNext'),
];
