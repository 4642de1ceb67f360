/**
 * Device-tree blobs of a scenario beside its JSON. As base64 in the JSON they hardly compress: a blob of 62 kB took 25,000
 * letters of a link, and takes 17,000 as the bytes it is.
 */
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';

/** Keys of a scenario whose texts are bytes in base64url. */
const KEYS: ReadonlySet<string> = new Set(['dtb', 'dtbo']);
/** Between the JSON and the bytes of the first blob: no JSON has it. */
const END = 0;

/** JSON in which a blob is its length, a NUL, and the blobs one after another; undefined where there is none. */
export function withBlobs(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  const blobs: Uint8Array[] = [];
  const json = JSON.stringify(value, (key, one: unknown) => {
    if (!KEYS.has(key) || typeof one !== 'string') return one;
    const bytes = isPlain(one) ? decodeBase64Url(one) : undefined;
    if (bytes === undefined) return one;
    blobs.push(bytes);
    return bytes.length;
  });
  if (blobs.length === 0) return undefined;
  const text = new TextEncoder().encode(json);
  const all = new Uint8Array(blobs.reduce((sum, { length }) => sum + length, text.length + 1));
  all.set(text);
  let at = text.length + 1;
  for (const blob of blobs) {
    all.set(blob, at);
    at += blob.length;
  }
  return all;
}

/** Whether a text is base64url as it is written here, without padding and stray bits: then it comes out as it went in. */
function isPlain(text: string): boolean {
  const last = { 0: /./, 1: /$^/, 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ }[text.length % 4] ?? /$^/;
  return !text.includes('=') && (text === '' || last.test(text.slice(-1)));
}

/** The value again. A blob that has no bytes any more stays a number, which no scenario may have there. */
export function fromBlobs(bytes: Uint8Array): unknown {
  const end = bytes.indexOf(END);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const value: unknown = JSON.parse(decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)));
  let at = end < 0 ? bytes.length : end + 1;
  return mapped(value, (length) => {
    if (!Number.isInteger(length) || length < 0 || at + length > bytes.length) return length;
    const blob = encodeBase64Url(bytes.subarray(at, at + length));
    at += length;
    return blob;
  });
}

/** In the order in which JSON.stringify comes to them. */
function mapped(value: unknown, blob: (length: number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => mapped(each, blob));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      KEYS.has(key) && typeof one === 'number' ? blob(one) : mapped(one, blob),
    ]),
  );
}
