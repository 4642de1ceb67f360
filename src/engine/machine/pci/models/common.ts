/** Capabilities that several models have alike, with QEMU 7.2's values. */
import type { Capability, Word } from '../design.ts';

/** Power management; the power state can be written. */
export function powerManagement(at?: number, pmc = 3, control: Word = [4, 0, 3]): Capability {
  return { id: 0x01, size: 8, at, words: [[0, pmc * 0x10000], control] };
}

/** Device and port types of the PCI Express capability (PCI Express 7.8.2). */
const EXP_ENDPOINT = 0;
export const EXP_ROOT_PORT = 4;
export const EXP_UPSTREAM = 5;
export const EXP_DOWNSTREAM = 6;
const EXP_INTEGRATED = 9;

/** The PCI Express capability of a device that is no port. On the root bus it is integrated into the root complex. */
export function expressEndpoint(integrated: boolean, at?: number, linkControl: Word = [0x10, 0x00110000]): Capability {
  const flags = 2 | ((integrated ? EXP_INTEGRATED : EXP_ENDPOINT) << 4);
  return {
    id: 0x10,
    size: 0x3c,
    at,
    words: [[0, flags * 0x10000], [4, 0x10008000], [0xc, 0x411], linkControl, [0x24, 0x00300000], [0x28, 0, 0x8000]],
  };
}

/** A port with a slot: slot number `slot`, attention button and indicators, power control, hot plug. */
export function slotWords(slot: number, occupied: boolean): Word[] {
  return [
    [0x14, ((slot << 19) | 0x2007b) >>> 0],
    [0x18, (occupied ? 0x00400000 : 0) | 0x01c0, 0x07f9],
  ];
}

/** Which vendor and device a bridge's maker gives it (capability 0dh). */
export function subsystemId(at?: number, vendor = 0, device = 0): Capability {
  return { id: 0x0d, size: 8, at, words: [[4, ((device << 16) | vendor) >>> 0]] };
}

/** Advanced error reporting, in extended space. */
export function errorReporting(header: number, control: number): Word[] {
  return [
    [0x100, header],
    [0x10c, 0x00462030],
    [0x114, 0x0000e000],
    [0x118, control],
  ];
}
