/** Blanks what tells one machine from another of its kind: serial numbers, MAC addresses, seeds. Lengths stay, so that a tree stays one. */
import { decodeBase64, encodeBase64 } from '../../base/base64url.ts';
import type { DeviceTreeMessages } from '../api/messages/index.ts';
import { type DtProperty, parseDtb, walk } from '../devicetree/index.ts';

const MAC = /(?<![0-9a-f:])([0-9a-f]{2})(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:-])/gi;
/** "Serial Number 00-11-22-…", "SerialNumber: ABC", "serial=…", "S/N: …". */
const SERIAL =
  /(\bserial[ _-]?(?:number|no)?(?:\s*[:=]\s*|\s+)|\bS\/N\s*[:=]\s*|\bSerialNumber:\s*)((?=[\w.-]*\d)[\w.-]{4,})/gi;
/** Properties of a tree that are of one machine alone. */
const OWN =
  /^(serial-number|local-mac-address|mac-address|perm-mac-address|address|bd-address|local-bd-address|kaslr-seed|rng-seed|uuid|board-serial|asset-tag)$/;
/** An address is that of a network device where it has six bytes. */
const IS_MAC = 6;

export function cleanCollected(text: string, say: DeviceTreeMessages): string {
  return text
    .split(/^(?=@@@@ )/m)
    .map((section) => cleanSection(section, say))
    .join('');
}

function cleanSection(section: string, say: DeviceTreeMessages): string {
  const end = section.indexOf('\n') + 1;
  const [head, body] = [section.slice(0, end), section.slice(end)];
  if (/^@@@@ fdt\.b64\s*$/m.test(head)) return head + cleanBase64(body, say);
  if (/^@@@@ fdt\.hex\s*$/m.test(head)) return head + cleanHex(body, say);
  return cleanText(section);
}

/** What stays has the same length. */
const cleanText = (text: string): string =>
  text
    .replaceAll(MAC, (mac) => mac.replaceAll(/[0-9a-f]/gi, '0'))
    .replaceAll(SERIAL, (_all, before: string, number: string) => before + number.replaceAll(/\w/g, '0'));

function cleanBase64(body: string, say: DeviceTreeMessages): string {
  const bytes = decodeBase64(body);
  // What is no tree tells nobody anything; it may yet be a part of one.
  const clean = bytes === undefined ? undefined : cleanTree(bytes, say);
  if (clean === undefined) return '\n';
  return encodeBase64(clean).replaceAll(/.{1,76}/g, '$&\n');
}

function cleanHex(body: string, say: DeviceTreeMessages): string {
  const digits = body.replaceAll(/\s/g, '');
  if (!/^([0-9a-f]{2})*$/.test(digits)) return '\n';
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const clean = cleanTree(bytes, say);
  if (clean === undefined) return '\n';
  const text = [...clean].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return text.replaceAll(/.{1,64}/g, '$&\n');
}

/** undefined when it is no tree. */
function cleanTree(bytes: Uint8Array, say: DeviceTreeMessages): Uint8Array | undefined {
  const parsed = parseDtb(say, bytes, 'fdt');
  if (!parsed.ok) return undefined;
  const clean = new Uint8Array(bytes);
  for (const node of walk(parsed.value.root)) for (const property of node.properties) blank(clean, property);
  return clean;
}

/** The value of a property stands 12 bytes behind its token. */
function blank(bytes: Uint8Array, { name, value, where }: DtProperty): void {
  const { offset } = where;
  if (offset === undefined) return;
  const start = offset + 12;
  const isText =
    value.length > 1 && value.at(-1) === 0 && value.subarray(0, -1).every((byte) => byte >= 0x20 && byte < 0x7f);
  const isOwn = OWN.test(name) && (!name.endsWith('address') || isText || value.length === IS_MAC);
  if (isOwn) for (let i = 0; i < value.length; i++) bytes[start + i] = isText && i < value.length - 1 ? 0x30 : 0;
  else if (isText) {
    const text = cleanText(new TextDecoder('latin1').decode(value));
    for (let i = 0; i < value.length; i++) bytes[start + i] = text.charCodeAt(i) & 0xff;
  }
}
