/** Addresses of PCI functions (BDF), as Linux and scenarios write them: "0000:00:02.0". */
import { bareHex } from './hex.ts';

/** Where a PCI function is: domain, bus, and device and function number in one byte as PCI packs them. */
export interface Bdf {
  readonly domain: number;
  readonly bus: number;
  /** Device number in bits 7 to 3, function number in bits 2 to 0. */
  readonly devfn: number;
}

/** Domain, bus, device (at most 1f) and function, in lower case, as `pci_name()` gives them. */
export const BDF = /^([0-9a-f]{4}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/;

/** undefined for a text that is no address. */
export function parseBdf(text: string): Bdf | undefined {
  const match = BDF.exec(text);
  if (match === null) return undefined;
  const [domain = 0, bus = 0, device = 0, fn = 0] = match.slice(1).map((part) => Number.parseInt(part, 16));
  return { domain, bus, devfn: (device << 3) | fn };
}

/** "0000:00:02.0" */
export function formatBdf({ domain, bus, devfn }: Bdf): string {
  return `${bareHex(domain, 4)}:${bareHex(bus, 2)}:${bareHex(devfn >> 3, 2)}.${devfn & 7}`;
}
