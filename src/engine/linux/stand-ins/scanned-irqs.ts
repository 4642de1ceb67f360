/**
 * What a scan of a driver's source says of its interrupts: which it asks for and how it requests them. These are calls
 * that stand in code which probe reaches, or in the driver's own files; which of them one device runs, the scan does not
 * know. `scripts/driver-table/irq-facts.ts` makes the notation that is read here, and `scripts/driver-table/irq-corrections.ts` says in the same
 * notation what a scan cannot see.
 */

/** Who gives the interrupt: a `…_get_irq` call, or the bus, which keeps it in the device. */
export type AskedFrom = 'platform' | 'of' | 'map' | 'fwnode' | 'i2c-client' | 'spi-device' | 'amba-device' | 'phylib';

export interface AskedIrq {
  readonly from: AskedFrom;
  /** By which index or name; unknown where the scan found no constant there (a loop, a table of data). */
  readonly by:
    | { readonly kind: 'index'; readonly index: number }
    | { readonly kind: 'name'; readonly name: string }
    /** A loop: every one from this index on; every name that is this and a number. */
    | { readonly kind: 'from'; readonly index: number }
    | { readonly kind: 'numbered'; readonly start: string }
    /** By a property of the node: the one whose index it is; those below that number; those whose bits are set, all without it. */
    | { readonly kind: 'at' | 'below' | 'mask'; readonly property: string; readonly named: boolean }
    /** Those of DMA channels that devices of the tree take: asked for when one does. */
    | { readonly kind: 'taken' }
    | { readonly kind: 'unknown' };
  /** Whether its absence is no error: an `_optional` call. */
  readonly optional: boolean;
}

/** `IRQF_SHARED`, `IRQF_ONESHOT`, `IRQF_NO_AUTOEN`, a trigger, `IRQF_NO_SUSPEND` or `IRQF_COND_SUSPEND`. */
export type RequestFlag = 'shared' | 'oneshot' | 'no-autoen' | 'trigger' | 'wakes';

export interface RequestedIrq {
  /** `never`: it is mapped, and nobody requests it. `channel`: requested for as many as devices take channels of this controller. */
  readonly kind: 'plain' | 'threaded' | 'any-context' | 'regmap-chip' | 'chained' | 'never' | 'channel';
  /** Index into the asked ones; undefined when the scan does not know which. */
  readonly asked: number | undefined;
  /** Undefined when the source has something else than constants there. */
  readonly flags: readonly RequestFlag[] | undefined;
  /** `probe`, the operation that leads to the call (`ndo_open`, `startup`), or a function as `name()`. */
  readonly where: string;
  /** What /proc/interrupts shows. */
  readonly name:
    | { readonly kind: 'device' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'numbered'; readonly what: NumberedName }
    | { readonly kind: 'unknown' };
}

/** Names that the kernel numbers as devices come: an MMC host's, a USB bus's, a serial port's. */
export type NumberedName = 'mmc' | 'usb' | 'ttyS';
const NUMBERED: ReadonlyMap<string, NumberedName> = new Map([
  ['mmc', 'mmc'],
  ['usb', 'usb'],
  ['ttyS', 'ttyS'],
]);

export interface ScannedIrqs {
  /** Read by people, not by the scan: there is nothing that it does not say. */
  readonly whole: boolean;
  readonly asked: readonly AskedIrq[];
  readonly requested: readonly RequestedIrq[];
}

const FROM: ReadonlyMap<string, AskedFrom> = new Map([
  ['p', 'platform'],
  ['P', 'platform'],
  ['n', 'platform'],
  ['N', 'platform'],
  ['o', 'of'],
  ['m', 'map'],
  ['f', 'fwnode'],
  ['c', 'i2c-client'],
  ['s', 'spi-device'],
  ['a', 'amba-device'],
  ['q', 'phylib'],
]);

const KINDS: ReadonlyMap<string, RequestedIrq['kind']> = new Map([
  ['h', 'plain'],
  ['t', 'threaded'],
  ['x', 'any-context'],
  ['r', 'regmap-chip'],
  ['k', 'chained'],
  ['n', 'never'],
  ['f', 'channel'],
]);

const FLAGS: ReadonlyMap<string, RequestFlag> = new Map([
  ['S', 'shared'],
  ['O', 'oneshot'],
  ['N', 'no-autoen'],
  ['T', 'trigger'],
  ['W', 'wakes'],
]);

const PROPERTIES: ReadonlyMap<string, 'at' | 'below' | 'mask'> = new Map([
  ['@', 'at'],
  ['<', 'below'],
  ['&', 'mask'],
]);

function parseAsk(text: string): AskedIrq | undefined {
  const letter = text.slice(0, 1);
  const rest = text.slice(1);
  const from = FROM.get(letter);
  if (from === undefined) return undefined;
  const optional = letter === 'P' || letter === 'N';
  const name = rest.slice(1);
  if (rest.startsWith('=') && rest.endsWith('#'))
    return { from, by: { kind: 'numbered', start: name.slice(0, -1) }, optional };
  if (rest.startsWith('=')) return { from, by: { kind: 'name', name }, optional };
  const byProperty = PROPERTIES.get(rest.slice(0, 1));
  if (byProperty !== undefined)
    return { from, by: { kind: byProperty, property: name, named: letter === 'n' || letter === 'N' }, optional };
  const [, first] = /^(\d+)\+$/.exec(rest) ?? [];
  if (first !== undefined) return { from, by: { kind: 'from', index: Number(first) }, optional };
  if (rest === '%') return { from, by: { kind: 'taken' }, optional };
  if (rest === '*') return { from, by: { kind: 'unknown' }, optional };
  // The bus of an I2C or SPI device, and phylib, know one interrupt.
  const index = Number(rest === '' ? 0 : rest);
  return Number.isInteger(index) ? { from, by: { kind: 'index', index }, optional } : undefined;
}

/** Only what the scan encodes is decoded, so that no text can be malformed. */
function decoded(text: string): string {
  return text.replaceAll(/%(20|25|3A|3B)/g, (code) => decodeURIComponent(code));
}

function parseRequest(text: string): RequestedIrq | undefined {
  const [letter = '', asked = '', letters = '', where = '', name = ''] = text.split(':');
  const kind = KINDS.get(letter);
  if (kind === undefined || where === '') return undefined;
  const numbered = NUMBERED.get(name);
  const flags = letters.split('').flatMap((each) => FLAGS.get(each) ?? []);
  return {
    kind,
    asked: asked === '' ? undefined : Number(asked),
    flags: letters === '' || letters.includes('?') ? undefined : flags,
    where,
    name:
      name === 'dev' || name === 'pdev'
        ? { kind: 'device' }
        : name.startsWith('=')
          ? { kind: 'text', text: decoded(name.slice(1)) }
          : numbered === undefined
            ? { kind: 'unknown' }
            : { kind: 'numbered', what: numbered },
  };
}

/** Reads the notation; undefined for a text that is none, or that says nothing. */
export function parseScannedIrqs(text: string): ScannedIrqs | undefined {
  if (text === '') return undefined;
  const whole = text.startsWith('!');
  const words = (part: string | undefined) => (part ?? '').split(' ').filter((word) => word !== '');
  const [asks, requests] = text.slice(whole ? 1 : 0).split(';');
  const asked = words(asks).map(parseAsk);
  const requested = words(requests).map(parseRequest);
  const isWhole =
    !asked.includes(undefined) &&
    requested.every((each) => each !== undefined && (each.asked === undefined || each.asked in asked));
  if (!isWhole) return undefined;
  return {
    whole,
    asked: asked.filter((each) => each !== undefined),
    requested: requested.filter((each) => each !== undefined),
  };
}
