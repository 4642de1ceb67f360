/** Base64 for URLs (RFC 4648 section 5), without padding, and the plain one (section 4), with it. */

export function encodeBase64Url(bytes: Uint8Array): string {
  const parts: string[] = [];
  // As many at once as a call takes arguments anywhere.
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(parts.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** undefined when the text is not base64url. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*=*$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    return undefined;
  }
}

export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64Url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** undefined when the text, white space aside, is not base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  return decodeBase64Url(text.replaceAll(/\s/g, '').replaceAll('+', '-').replaceAll('/', '_'));
}
