/** Naming what a file is by its first bytes, so that a wrong file gets a helpful answer. */

import type { DeviceTreeMessages } from '../api/messages/index.ts';

export type FileKind = keyof DeviceTreeMessages['kinds'];

/** The first word of a DTB (Devicetree Specification v0.4, 5.2). */
export const FDT_MAGIC = 0xd00dfeed;

/** Offset, the bytes there (text, or hex after "0x"), and what they mean. */
const SIGNATURES: readonly (readonly [offset: number, bytes: string, kind: FileKind])[] = [
  [0, '0xedfe0dd0', 'swappedDtb'],
  [0, '0x1f8b', 'gzip'],
  [0, '0xfd377a585a00', 'xz'],
  [0, '0x28b52ffd', 'zstd'],
  [0, '0x04224d18', 'lz4'],
  [0, '0x02214c18', 'lz4'],
  [0, 'BZh', 'bzip2'],
  [0, 'PK\x03\x04', 'zip'],
  [257, 'ustar', 'tar'],
  [0, '070701', 'cpio'],
  [0, '0x7f454c46', 'elf'],
  [56, 'ARMd', 'arm64Image'],
  [56, 'RSC\x05', 'riscvImage'],
  [36, '0x18286f01', 'zImage'],
  [0, 'MZ', 'pe'],
  [0, '0x27051956', 'uImage'],
  [0, 'ANDROID!', 'androidBoot'],
  [0, '0xd7b7ab1e', 'androidDtbo'],
  [0, 'hsqs', 'squashfs'],
  [0, '%PDF', 'pdf'],
  [0, '0x89504e47', 'png'],
  [0, 'DSDT', 'dsdt'],
  [0, 'APIC', 'madt'],
  [0, 'IORT', 'iort'],
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

function sniffText(bytes: Uint8Array): FileKind {
  const head = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  if (head === '') return 'blank';
  if (/^\{\s*("|\})|^\[\s*[[{"\d\]]/.test(head)) {
    return 'json';
  }
  if (/^<(!|\?|[a-z])/i.test(head)) return 'markup';
  if (/^DefinitionBlock\b/m.test(head)) {
    return 'asl';
  }
  if (head.startsWith('#!')) return 'script';
  if (/^\s*(\/dts-v1\/|\/\s*\{|&\w+\s*\{)/m.test(head)) return 'dts';
  return 'text';
}

/** What the bytes look like; undefined when nothing fits. */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  if (bytes.length === 0) return 'empty';
  if (isDtb(bytes)) return 'dtb';
  for (const [offset, signature, kind] of SIGNATURES) if (matches(bytes, offset, signature)) return kind;
  const head = bytes.subarray(0, 4096);
  if (head.every((byte) => byte === 0)) return 'zeros';
  if (matches(bytes, 0, '0xfffe') || matches(bytes, 0, '0xfeff')) {
    return 'utf16';
  }
  return isText(head) ? sniffText(bytes) : undefined;
}

/** How a kind of file is called, to follow "it looks like", and what to do with one. */
export function describe(
  say: DeviceTreeMessages,
  kind: FileKind | undefined,
): { readonly name: string; readonly hint?: string } | undefined {
  return kind === undefined ? undefined : say.kinds[kind];
}
