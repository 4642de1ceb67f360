/** What others may know of a GIC: its state, and how its registers read. All of it works on a cursor's views. */
export { type Bank, pendingWord, priorityOf } from './bank.ts';
export { bit } from './bits.ts';
export * from './forecast.ts';
export { intidKind, intidName } from './interface.ts';
export { lineCount, oneSecurityState, readGicdWord } from './v3/distributor.ts';
export { isLpiPending, peekConfig } from './v3/lpi.ts';
export { processorNumber, readGicrWord } from './v3/redistributor.ts';
export { gic_cpu_interface, gic_distributor, gic_redistributor } from './v3/state.ts';
export { type ItsCommand, commandWords, formatCommand } from './its/command.ts';
export { GITS_TRANSLATER, readGitsWord } from './its/its.ts';
export { lookUp as lookUpEvent } from './its/execute.ts';
export { gic_its, type its_device_entry } from './its/state.ts';
export { readGicdWord2 } from './v2/distributor.ts';
export { gic_v2m, gicv2_cpu_interface, gicv2_distributor } from './v2/state.ts';
