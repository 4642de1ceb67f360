/** How a text leaves the page. */

/** Puts a text on the clipboard; false when the browser does not allow that. */
export async function toClipboard(text: Promise<string>): Promise<boolean> {
  try {
    // Some browsers accept only what is handed over during the click itself, so they get the promise.
    if (typeof ClipboardItem === 'function') {
      const blob = text.then((all) => new Blob([all], { type: 'text/plain' }));
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    } else await navigator.clipboard.writeText(await text);
    return true;
  } catch {
    return false;
  }
}

/** Hands a text, or what is none, to the person as a file. */
export function download(
  name: string,
  content: string | Uint8Array<ArrayBuffer> | Blob,
  type = 'application/json',
): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}
