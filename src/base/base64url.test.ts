import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

it('comes back as it was, with nothing a URL would change', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const text = encodeBase64Url(bytes);
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(decodeBase64Url(text)).toEqual(bytes);
    }),
    { seed: 1 },
  );
});

it('refuses what is no base64url', () => {
  expect(decodeBase64Url('a+b')).toBeUndefined();
  expect(decodeBase64Url('a')).toBeUndefined();
});
