/** ITS commands as they lie in memory: 32 bytes each (IHI 0069, 5.3). Pure: for the ITS itself, and for reports. */

export const COMMAND_SIZE = 32;

const NAMES: Readonly<Record<number, string>> = {
  0x01: 'MOVI',
  0x03: 'INT',
  0x04: 'CLEAR',
  0x05: 'SYNC',
  0x08: 'MAPD',
  0x09: 'MAPC',
  0x0a: 'MAPTI',
  0x0b: 'MAPI',
  0x0c: 'INV',
  0x0d: 'INVALL',
  0x0e: 'MOVALL',
  0x0f: 'DISCARD',
  0x21: 'VMOVI',
  0x22: 'VMOVP',
  0x25: 'VSYNC',
  0x29: 'VMAPP',
  0x2a: 'VMAPTI',
  0x2b: 'VMAPI',
  0x2d: 'VINVALL',
  0x2e: 'INVDB',
};

/** All operands a command may have; which of them mean something depends on its name. */
export interface ItsCommand {
  readonly opcode: number;
  /** "MAPD", or "?" for an opcode that is no command. */
  readonly name: string;
  readonly device: number;
  readonly event: number;
  readonly intid: number;
  readonly icid: number;
  /** MAPD: bits of EventID. */
  readonly size: number;
  readonly itt: number;
  /** As in the command: bits 50 to 16 of word 2, or of word 3 for MOVALL's target. */
  readonly rdbase: number;
  readonly rdbase2: number;
  readonly valid: boolean;
}

/** Decodes the 8 words of a command, low word first. */
export function decodeCommand(words: readonly number[]): ItsCommand {
  const at = (index: number): number => (words[index] ?? 0) >>> 0;
  const opcode = at(0) & 0xff;
  const target = (low: number, high: number): number => (low >>> 16) + (high & 0x7ffff) * 0x10000;
  return {
    opcode,
    name: NAMES[opcode] ?? '?',
    device: at(1),
    event: at(2),
    intid: at(3),
    icid: at(4) & 0xffff,
    size: (at(2) & 0x1f) + 1,
    itt: ((at(4) & 0xffffff00) >>> 0) + (at(5) & 0xfffff) * 2 ** 32,
    rdbase: target(at(4), at(5)),
    rdbase2: target(at(6), at(7)),
    valid: at(5) >>> 31 === 1,
  };
}

/** The command as the dump's `its` section has it: "MAPTI dev=18 event=0 intid=8192 icid=0". */
export function formatCommand(words: readonly number[]): string {
  const command = decodeCommand(words);
  const { name, event, intid, icid } = command;
  const dev = command.device.toString(16);
  const valid = command.valid ? 1 : 0;
  switch (name) {
    case 'MAPD':
      return `${name} dev=${dev} size=${command.size} itt=${command.itt.toString(16)} valid=${valid}`;
    case 'MAPC':
      return `${name} icid=${icid} rdbase=${command.rdbase.toString(16)} valid=${valid}`;
    case 'MAPTI':
      return `${name} dev=${dev} event=${event} intid=${intid} icid=${icid}`;
    case 'MAPI':
    case 'MOVI':
      return `${name} dev=${dev} event=${event} icid=${icid}`;
    case 'INT':
    case 'CLEAR':
    case 'INV':
    case 'DISCARD':
      return `${name} dev=${dev} event=${event}`;
    case 'SYNC':
      return `${name} rdbase=${command.rdbase.toString(16)}`;
    case 'INVALL':
      return `${name} icid=${icid}`;
    default:
      return `${name} ${[0, 2, 4, 6].map((index) => quad(words, index)).join(' ')}`;
  }
}

/** As formatCommand, for people: what is hexadecimal says so. */
export function commandWords(words: readonly number[]): string {
  return formatCommand(words).replace(/\b(dev|itt|rdbase)=/g, '$1=0x');
}

function quad(words: readonly number[], index: number): string {
  const text = (word: number | undefined): string => ((word ?? 0) >>> 0).toString(16).padStart(8, '0');
  return text(words[index + 1]) + text(words[index]);
}
