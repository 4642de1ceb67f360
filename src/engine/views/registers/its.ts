/** Registers by the names, fields and meanings of IHI 0069: the ITS. */
import { f, IIDR, inner, outer, r, shareability, type RegisterDef } from './def.ts';

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
