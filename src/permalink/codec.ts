/**
 * Packs a scenario into letters that a link may hold: JSON, deflated, in base64url, behind a letter that names the
 * codec, so that another one can be added without breaking links: `d` for JSON alone, `b` for JSON with blobs behind it. Unpacking stops
 * at a size that no scenario reaches.
 */
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import type { PageMessages } from '../engine/api/messages/index.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { fromBlobs, withBlobs } from './blobs.ts';

/** Bytes of JSON that unpacking gives at most: a small link must not become a large tab. */
const MAX_DECODED = 8 * 1024 * 1024;

export async function pack(value: unknown): Promise<string> {
  const bytes = withBlobs(value);
  return bytes === undefined ? packText(JSON.stringify(value)) : `b:${await deflated(bytes)}`;
}

/** @param json what is JSON already */
export async function packText(json: string): Promise<string> {
  return `d:${await deflated(new TextEncoder().encode(json))}`;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = await collect(through(bytes, new CompressionStream('deflate-raw')), Number.POSITIVE_INFINITY);
  return encodeBase64Url(packed ?? new Uint8Array());
}

/** A link that cannot be unpacked is told as `say` has it. */
export async function unpack(text: string, say: PageMessages['links'], limit = MAX_DECODED): Promise<Result<unknown>> {
  const [, codec, payload = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  if (codec !== 'd' && codec !== 'b') {
    return fail('link-codec', say.codec, undefined, say.codecHint);
  }
  const bytes = decodeBase64Url(payload);
  if (bytes === undefined || bytes.length === 0) return damaged(say);
  try {
    const unpacked = await collect(through(bytes, new DecompressionStream('deflate-raw')), limit);
    if (unpacked === undefined) {
      return fail('link-too-large', say.tooLarge({ limit: limit / 1024 / 1024 }));
    }
    return ok(
      codec === 'b' ? fromBlobs(unpacked) : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(unpacked)),
    );
  } catch {
    return damaged(say);
  }
}

function damaged(say: PageMessages['links']): Result<never> {
  return fail('link-damaged', say.damaged, undefined, say.damagedHint);
}

function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream().pipeThrough(transform);
}

/** All bytes of a stream; undefined when there are more than `limit`. */
async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
