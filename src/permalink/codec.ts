/**
 * Packs a scenario into letters that a link may hold: JSON, deflated, in base64url, behind a letter that names the
 * codec, so that another one can be added without breaking links. Unpacking stops at a size that no scenario reaches.
 */
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { fail, ok, type Result } from '../base/result.ts';

/** Bytes of JSON that unpacking gives at most: a small link must not become a large tab. */
const MAX_DECODED = 8 * 1024 * 1024;

export async function pack(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const packed = await collect(through(bytes, new CompressionStream('deflate-raw')), Number.POSITIVE_INFINITY);
  return `d:${encodeBase64Url(packed ?? new Uint8Array())}`;
}

export async function unpack(text: string, limit = MAX_DECODED): Promise<Result<unknown>> {
  const [, codec, payload = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  if (codec !== 'd') {
    return fail(
      'link-codec',
      'This link packs its scenario in a way that is not known here.',
      undefined,
      'A newer irqscope may open it.',
    );
  }
  const bytes = decodeBase64Url(payload);
  if (bytes === undefined || bytes.length === 0) return damaged();
  try {
    const unpacked = await collect(through(bytes, new DecompressionStream('deflate-raw')), limit);
    if (unpacked === undefined) {
      return fail('link-too-large', `The scenario in this link unpacks to more than ${limit / 1024 / 1024} MB.`);
    }
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(unpacked)));
  } catch {
    return damaged();
  }
}

function damaged(): Result<never> {
  return fail(
    'link-damaged',
    'The scenario in this link is damaged.',
    undefined,
    'Was the link cut off? Copy all of it.',
  );
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
