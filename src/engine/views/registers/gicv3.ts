/** Registers by the names, fields and meanings of IHI 0069: distributor, redistributors and CPU interfaces of a GICv3. */
import { f, IIDR, inner, outer, r, shareability, type FieldDef, type RegisterDef } from './def.ts';

const gicd3 = (ctlr: readonly FieldDef[]): readonly RegisterDef[] => [
  r('GICD_CTLR', 0x0, 4, 'ctlr', 'switchesDistributor', ctlr),
  r('GICD_TYPER', 0x4, 4, 'typer', 'whatDistributorHas', [
    f('ESPI_range', 27, 5, 'extendedSpisByRange'),
    f('RSS', 26, 1, 'rangeOfSgis', { 0: 'sgisReachAff00To15', 1: 'sgisReachAff00To255' }),
    f('No1N', 25, 1, 'noOneOfN'),
    f('A3V', 24, 1, 'affinityLevel3CanNonZero'),
    f('IDbits', 19, 5, 'bitsOfAnIntidLessOne'),
    f('DVIS', 18, 1, 'directInjectionOfVirtualLpis'),
    f('LPIS', 17, 1, 'lpis'),
    f('MBIS', 16, 1, 'spisByMessage'),
    f('num_LPIs', 11, 5, 'lpisByPower'),
    f('SecurityExtn', 10, 1, 'twoSecurityStates'),
    f('NMI', 9, 1, 'nonMaskableInterrupts'),
    f('ESPI', 8, 1, 'extendedSpis'),
    f('CPUNumber', 5, 3, 'cpusThatCanUsedWithoutAffinity'),
    f('ITLinesNumber', 0, 5, 'intidsByLines'),
  ]),
  r('GICD_IIDR', 0x8, 4, 'iidr', 'whoMadeIt', IIDR),
  r('GICD_TYPER2', 0xc, 4, 'typer2', 'whatElseItHas', [
    f('nASSGIcap', 8, 1, 'sgisWithoutActiveState'),
    f('VIL', 7, 1, 'bitsOfVpeidVidSaysHow', { 0: 'vpeidHas16Bits' }),
    f('VID', 0, 5, 'bitsOfVpeidLessOneWhere'),
  ]),
];

const RWP = f('RWP', 31, 1, 'writeStillOnItsWay');
/** With one security state. */
export const GICD3 = gicd3([
  RWP,
  f('nASSGIreq', 8, 1, 'sgisWithoutActiveStateAskedFor'),
  f('E1NWF', 7, 1, 'oneOfNMayWake'),
  f('DS', 6, 1, 'oneSecurityStateForAll'),
  f('ARE', 4, 1, 'affinityRouting'),
  f('EnableGrp1', 1, 1, 'group1InterruptsForwarded'),
  f('EnableGrp0', 0, 1, 'group0InterruptsForwarded'),
]);
/** With two security states, as non-secure software reads it. */
export const GICD3_NS = gicd3([
  RWP,
  f('ARE_NS', 4, 1, 'affinityRoutingForNonSecureState'),
  f('EnableGrp1A', 1, 1, 'nonSecureGroup1InterruptsForwarded'),
  f('EnableGrp1', 0, 1, 'sameWithoutAffinityRouting'),
]);

export const GICR: readonly RegisterDef[] = [
  r('GICR_CTLR', 0x0, 4, 'ctlr', 'switchesRedistributor', [
    f('UWP', 31, 1, 'writeUpstreamStillOnItsWay'),
    f('DPG1S', 26, 1, 'noOneOfNSecureGroup1'),
    f('DPG1NS', 25, 1, 'noOneOfNNonSecureGroup1'),
    f('DPG0', 24, 1, 'noOneOfNGroup0'),
    f('RWP', 3, 1, 'writeStillOnItsWay'),
    f('IR', 2, 1, 'gicrInvlpirAndGicrInvallrThere'),
    f('CES', 1, 1, 'enablelpisCanClearedAgain'),
    f('EnableLPIs', 0, 1, 'lpisAreOn'),
  ]),
  r('GICR_IIDR', 0x4, 4, 'iidr', 'whoMadeIt', IIDR),
  r('GICR_TYPER', 0x8, 8, 'typer', 'whatRedistributorHas', [
    f('Affinity_Value', 32, 32, 'affinityOfItsCpu'),
    f('PPInum', 27, 5, 'extendedPpis', { 0: 'noExtendedPpis', 1: 'ppisToIntid1087', 2: 'ppisToIntid1119' }),
    f('VSGI', 26, 1, 'directInjectionOfVirtualSgis'),
    f('CommonLPIAff', 24, 2, 'redistributorsThatShareAnLpiConfiguration', {
      0: 'allShareAnLpiConfigurationTable',
      1: 'sameAff3ShareTable',
      2: 'sameAff2ShareTable',
      3: 'sameAff1ShareTable',
    }),
    f('Processor_Number', 8, 16, 'itsNumberInItsCommandsWhere'),
    f('RVPEID', 7, 1, 'residentVpeNamedByItsNumber'),
    f('MPAM', 6, 1, 'memoryPartitioningAndMonitoring'),
    f('DPGS', 5, 1, 'dpgBitsThere'),
    f('Last', 4, 1, 'lastOfItsRegion'),
    f('DirectLPI', 3, 1, 'lpisByRegister'),
    f('Dirty', 2, 1, 'gicrVpendbaserDirtyThere'),
    f('VLPIS', 1, 1, 'virtualLpis'),
    f('PLPIS', 0, 1, 'physicalLpis'),
  ]),
  r('GICR_WAKER', 0x14, 4, 'waker', 'whetherCpuInterfaceSleeps', [
    f('ChildrenAsleep', 2, 1, 'interfaceAsleep'),
    f('ProcessorSleep', 1, 1, 'softwareAskedItToSleep'),
  ]),
  r('GICR_PROPBASER', 0x70, 8, 'propbaser', 'lpiConfigurationTable', [
    outer(56),
    f('Physical_Address', 12, 40, 'addressBits51To12'),
    shareability,
    inner(7),
    f('IDbits', 0, 5, 'bitsOfAnIntidItCovers'),
  ]),
  r('GICR_PENDBASER', 0x78, 8, 'pendbaser', 'lpiPendingTable', [
    f('PTZ', 62, 1, 'tableAllZeroesReadsAs0'),
    outer(56),
    f('Physical_Address', 16, 36, 'addressBits51To16'),
    shareability,
    inner(7),
  ]),
];

/** System registers of a CPU interface: `on` is their field in the state. */
export const ICC: readonly RegisterDef[] = [
  r('ICC_CTLR_EL1', 0, 4, 'ctlr', 'howInterruptsEndAndWhatInterface', [
    f('ExtRange', 19, 1, 'intids1024To8191'),
    f('RSS', 18, 1, 'sgisReachAff00To255', { 0: 'sgisReachAff00To15' }),
    f('A3V', 15, 1, 'affinityLevel3CanNonZero'),
    f('SEIS', 14, 1, 'systemErrorsForErrorsOfInterface'),
    f('IDbits', 11, 3, 'bitsOfAnIntid', { 0: 'anIntidHas16Bits', 1: 'anIntidHas24Bits' }),
    f('PRIbits', 8, 3, 'bitsOfPriorityLessOne'),
    f('PMHE', 6, 1, 'priorityMaskHintFor1Of'),
    f('EOImode', 1, 1, 'eoiOnlyDropsPriority', { 0: 'eoiDropsPriorityAndDeactivates' }),
    f('CBPR', 0, 1, 'oneBinaryPointForBothGroups'),
  ]),
  r('ICC_PMR_EL1', 0, 4, 'pmr', 'onlyWhatMoreUrgentSignalled', [f('Priority', 0, 8, 'mask')]),
  r('ICC_BPR0_EL1', 0, 4, 'bpr0', 'group0BitsThatDecideAbout', [f('BinaryPoint', 0, 3, 'point')]),
  r('ICC_BPR1_EL1', 0, 4, 'bpr1', 'group1BitsThatDecideAbout', [f('BinaryPoint', 0, 3, 'point')]),
  r('ICC_IGRPEN0_EL1', 0, 4, 'igrpen0', 'group0', [f('Enable', 0, 1, 'itSignalled')]),
  r('ICC_IGRPEN1_EL1', 0, 4, 'igrpen1', 'group1', [f('Enable', 0, 1, 'itSignalled')]),
  r('ICC_HPPIR1_EL1', 0, 4, 'hppi', 'bestInterruptThatWaits', [f('INTID', 0, 24, 'none1023')]),
];
