/** Numbers as the field writes them. All functions take non-negative integers. */

/** `hex(255)` is "0xff"; `hex(255, 8)` is "0x000000ff". */
export function hex(value: number | bigint, digits = 0): string {
  return `0x${bareHex(value, digits)}`;
}

/** `bareHex(255, 4)` is "00ff": printf's %0*x. */
export function bareHex(value: number | bigint, digits = 0): string {
  return value.toString(16).padStart(digits, '0');
}

/** With its thousands apart: "5,310". By hand, because Intl takes some 30 ms of processor for a page's first number. */
export function thousands(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
