/** Registers by the names, fields and meanings of IHI 0069: the ITS. */
import { f, IIDR, inner, outer, r, shareability, type RegisterDef } from './def.ts';

const BASER = [
  f('Valid', 63, 1, 'tableThere'),
  f('Indirect', 62, 1, 'twoLevels', { 0: 'oneLevel' }),
  inner(59),
  f('Type', 56, 3, 'whatItHolds', { 0: 'notImplemented', 1: 'devices', 2: 'vpes', 4: 'collections' }),
  outer(53),
  f('Entry_Size', 48, 5, 'bytesOfAnEntryLessOne'),
  f('Physical_Address', 12, 36, 'addressBits47To12'),
  shareability,
  f('Page_Size', 8, 2, 'sizeOfPage', { 0: 'kb4', 1: 'kb16', 2: 'kb64' }),
  f('Size', 0, 8, 'pagesLessOne'),
];

export const GITS: readonly RegisterDef[] = [
  r('GITS_CTLR', 0x0, 4, 'ctlr', 'switchesIts', [
    f('Quiescent', 31, 1, 'itHasNothingLeftToDo'),
    f('UMSIirq', 8, 1, 'anInterruptForEachMessageThat'),
    f('ITS_Number', 4, 4, 'itsNumberInVmovpForItss'),
    f('ImDe', 1, 1, 'implementationDefined'),
    f('Enabled', 0, 1, 'itTranslates'),
  ]),
  r('GITS_IIDR', 0x4, 4, 'iidr', 'whoMadeIt', IIDR),
  r('GITS_TYPER', 0x8, 8, 'typer', 'whatItsHas', [
    f('UMSIirq', 45, 1, 'itCanInterruptForMessageThat'),
    f('UMSI', 44, 1, 'itTellsOfMessagesThatNot'),
    f('nID', 43, 1, 'noIndividualDoorbellsForVpes'),
    f('SVPET', 41, 2, 'vpeTableSharedWithRedistributors'),
    f('VMAPP', 40, 1, 'vmappAsOfGicv41'),
    f('VSGI', 39, 1, 'directInjectionOfVirtualSgis'),
    f('MPAM', 38, 1, 'memoryPartitioningAndMonitoring'),
    f('VMOVP', 37, 1, 'oneVmovpDoesForAllItss'),
    f('CIL', 36, 1, 'bitsOfAnIcidCidbitsSays', { 0: 'anIcidHas16Bits' }),
    f('CIDbits', 32, 4, 'bitsOfAnIcidLessOne'),
    f('HCC', 24, 8, 'collectionsItHoldsWithoutMemory'),
    f('PTA', 19, 1, 'commandsNameRedistributorsByAddress', { 0: 'commandsNameRedistributorsByNumber' }),
    f('SEIS', 18, 1, 'systemErrorsForErrorsOfCommands'),
    f('Devbits', 13, 5, 'bitsOfDeviceidLessOne'),
    f('ID_bits', 8, 5, 'bitsOfAnEventidLessOne'),
    f('ITT_entry_size', 4, 4, 'bytesOfAnIttEntryLess'),
    f('CCT', 2, 1, 'collectionsInMemoryComeOnTop', {
      0: 'allCollectionsInMemoryWhereThere',
    }),
    f('Virtual', 1, 1, 'virtualLpis'),
    f('Physical', 0, 1, 'physicalLpis'),
  ]),
  r('GITS_CBASER', 0x80, 8, 'cbaser', 'commandQueue', [
    f('Valid', 63, 1, 'queueThere'),
    inner(59),
    outer(53),
    f('Physical_Address', 12, 40, 'addressBits51To12'),
    shareability,
    f('Size', 0, 8, 'pagesOf4KbLessOne'),
  ]),
  r('GITS_CWRITER', 0x88, 8, 'cwriter', 'whereSoftwareWritesNextCommand', [
    f('Offset', 5, 15, 'bits19To5OfOffset'),
    f('Retry', 0, 1, 'tryStalledCommandAgain'),
  ]),
  r('GITS_CREADR', 0x90, 8, 'creadr', 'nextCommandItsReads', [
    f('Offset', 5, 15, 'bits19To5OfOffset'),
    f('Stalled', 0, 1, 'itCannotGoOn'),
  ]),
  ...Array.from({ length: 8 }, (_, i) => r(`GITS_BASER${i}`, 0x100 + 8 * i, 8, 'baser', 'tableOfIts', BASER)),
];
