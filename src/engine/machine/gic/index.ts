/** What others may know of a GIC: its state, and how its registers read. All of it works on a cursor's views. */
export { lineCount, readGicdWord } from './v3/distributor.ts';
export { readGicrWord } from './v3/redistributor.ts';
export { gic_cpu_interface, gic_distributor, gic_redistributor } from './v3/state.ts';
export { type ItsCommand, decodeCommand, formatCommand } from './its/command.ts';
export { commandQueue, readGitsWord } from './its/its.ts';
export { gic_its, its_collection_entry, its_device_entry, its_translation } from './its/state.ts';
export { readGiccWord } from './v2/cpu-interface.ts';
export { readGicdWord2, targetsOf } from './v2/distributor.ts';
export { gic_v2m, gicv2_cpu_interface, gicv2_distributor } from './v2/state.ts';
export { readV2mWord, v2mRange } from './v2/v2m.ts';
