/**
 * Small choices that the browser keeps for the next visit. It may refuse its storage (a private window, a setting): then nothing
 * is kept, and nothing depends on it.
 */

/** What was kept under a key; undefined where nothing was, or where the browser refuses to say. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice; undefined takes it away. */
export function remember(key: string, choice: string | undefined): void {
  try {
    if (choice === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // See above.
  }
}
