/** Naming what a file is by its first bytes, so that a wrong file gets a helpful answer. */

interface Kind {
  /** "a gzip archive", to follow "this looks like". */
  readonly name: string;
  readonly hint?: string;
}

/** The first word of a DTB (Devicetree Specification v0.4, 5.2). */
export const FDT_MAGIC = 0xd00dfeed;

const UNPACK = 'Unpack it first.';
const KERNEL = 'A kernel is not a device tree; the board’s .dtb lies beside it, often under dtbs/ or /boot.';

/** Offset, the bytes there (text, or hex after "0x"), and what they mean. */
const SIGNATURES: readonly (readonly [offset: number, bytes: string, kind: Kind])[] = [
  [0, '0xedfe0dd0', { name: 'a DTB with swapped bytes', hint: 'Some tool copied it in the wrong byte order.' }],
  [0, '0x1f8b', { name: 'a gzip archive', hint: UNPACK }],
  [0, '0xfd377a585a00', { name: 'an xz archive', hint: UNPACK }],
  [0, '0x28b52ffd', { name: 'a zstd archive', hint: UNPACK }],
  [0, '0x04224d18', { name: 'an lz4 archive', hint: UNPACK }],
  [0, '0x02214c18', { name: 'an lz4 archive', hint: UNPACK }],
  [0, 'BZh', { name: 'a bzip2 archive', hint: UNPACK }],
  [0, 'PK\x03\x04', { name: 'a zip archive', hint: UNPACK }],
  [257, 'ustar', { name: 'a tar archive', hint: UNPACK }],
  [0, '070701', { name: 'a cpio archive', hint: UNPACK }],
  [0, '0x7f454c46', { name: 'an ELF file', hint: KERNEL }],
  [56, 'ARMd', { name: 'an arm64 kernel Image', hint: KERNEL }],
  [56, 'RSC\x05', { name: 'a RISC-V kernel Image', hint: KERNEL }],
  [36, '0x18286f01', { name: 'an arm zImage', hint: KERNEL }],
  [0, 'MZ', { name: 'a PE (EFI) executable', hint: KERNEL }],
  [0, '0x27051956', { name: 'a U-Boot uImage', hint: KERNEL }],
  [0, 'ANDROID!', { name: 'an Android boot image', hint: KERNEL }],
  [
    0,
    '0xd7b7ab1e',
    { name: 'an Android DTBO table', hint: 'Extract one of its trees first, e.g. with mkdtboimg dump.' },
  ],
  [0, 'hsqs', { name: 'a squashfs image' }],
  [0, '%PDF', { name: 'a PDF document' }],
  [0, '0x89504e47', { name: 'a PNG picture' }],
  [0, 'DSDT', { name: 'an ACPI table (DSDT)', hint: 'Boards described by ACPI are not supported.' }],
  [0, 'APIC', { name: 'an ACPI table (MADT)', hint: 'Boards described by ACPI are not supported.' }],
  [0, 'IORT', { name: 'an ACPI table (IORT)', hint: 'Boards described by ACPI are not supported.' }],
];

function matches(bytes: Uint8Array, offset: number, signature: string): boolean {
  const isHex = signature.startsWith('0x');
  const length = isHex ? signature.length / 2 - 1 : signature.length;
  if (bytes.length < offset + length) return false;
  for (let i = 0; i < length; i++) {
    const wanted = isHex ? Number.parseInt(signature.slice(2 + 2 * i, 4 + 2 * i), 16) : signature.charCodeAt(i);
    if (bytes[offset + i] !== wanted) return false;
  }
  return true;
}

export function isDtb(bytes: Uint8Array): boolean {
  return matches(bytes, 0, '0xd00dfeed');
}

/** True when the bytes hold no control characters but white space: text in some encoding that extends ASCII. */
export function isText(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte < 0x20 && !(byte >= 0x07 && byte <= 0x0d) && byte !== 0x1b) return false;
  }
  return true;
}

function sniffText(bytes: Uint8Array): Kind {
  const head = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  if (head === '') return { name: 'white space only' };
  if (/^\{\s*("|\})|^\[\s*[[{"\d\]]/.test(head)) {
    return { name: 'JSON', hint: 'If it is a scenario, open it as one, not as a board.' };
  }
  if (/^<(!|\?|[a-z])/i.test(head)) return { name: 'HTML or XML', hint: 'If it was downloaded, fetch the raw file.' };
  if (/^DefinitionBlock\b/m.test(head)) {
    return { name: 'ACPI source (ASL)', hint: 'Boards described by ACPI are not supported.' };
  }
  if (head.startsWith('#!')) return { name: 'a script' };
  if (/^\s*(\/dts-v1\/|\/\s*\{|&\w+\s*\{)/m.test(head)) return { name: 'device tree source' };
  return { name: 'text' };
}

/** What the bytes look like; undefined when nothing fits. Empty input is "an empty file". */
export function sniff(bytes: Uint8Array): Kind | undefined {
  if (bytes.length === 0) return { name: 'an empty file' };
  if (isDtb(bytes)) return { name: 'a DTB' };
  for (const [offset, signature, kind] of SIGNATURES) if (matches(bytes, offset, signature)) return kind;
  const head = bytes.subarray(0, 4096);
  if (head.every((byte) => byte === 0)) return { name: 'nothing but zero bytes' };
  if (matches(bytes, 0, '0xfffe') || matches(bytes, 0, '0xfeff')) {
    return { name: 'UTF-16 text', hint: 'Save it as UTF-8.' };
  }
  return isText(head) ? sniffText(bytes) : undefined;
}
