/**
 * The list of PCI functions from what `lspci -nn -vv` printed on a machine: place, IDs, class, BARs, MSI, MSI-X, bridges, and how many vectors
 * the driver in use has. As versions 3.5 to 3.13 print it, with or without domains (-D), with names and numbers (-nn) or numbers alone (-n).
 */
import { fail, ok, type Problem, type Result, err } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import { MSI_VECTORS } from '../api/scenario/names.ts';
import type { PciFunctionOptions } from '../api/scenario/types.ts';

type Say = EngineMessages['scenario'];
type Bar = NonNullable<PciFunctionOptions['bars']>[number];

/** Place of a function at the beginning of its first line. */
const PLACE = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])\s+(.*)$/i;
/** Class and IDs, with names around them: "Name [0108]: Name [144d:a808] (rev 01) (prog-if 02 [NVM Express])". */
const NAMED = /\[([0-9a-f]{4})\]:.*\[([0-9a-f]{4}):([0-9a-f]{4})\]/i;
/** Numbers alone: "0108: 144d:a808 (prog-if 02)". */
const NUMBERED = /^([0-9a-f]{4}): ([0-9a-f]{4}):([0-9a-f]{4})\b/i;
const PROG_IF = /\(prog-if ([0-9a-f]{2})/i;
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const SIZE = /\[size=(\d+)([KMGT]?)\]/;
/** What people copy with it: a prompt and the command. */
const COMMAND = /^\s*(?:[#$>]|\S*[#$] |sudo |lspci\b)/;

/** A function as it is read, line by line. */
interface Draft {
  readonly line: number;
  readonly bdf: string;
  readonly vendor: string;
  readonly device: string;
  readonly class: string;
  readonly bars: Bar[];
  intx: PciFunctionOptions['intx'];
  secondary: number | undefined;
  msi: { vectors: number; is64: boolean; maskable: boolean; granted: number; on: boolean } | undefined;
  msix: { entries: number; on: boolean; table: Place; pba: Place } | undefined;
  driver: string | undefined;
}
interface Place {
  bar: number;
  offset: number;
}

/** Whether a text is lspci's: its first line that says anything is that of a function. */
export function isLspci(text: string): boolean {
  const first = text.split('\n', 200).find((line) => line.trim() !== '' && !COMMAND.test(line)) ?? '';
  const rest = PLACE.exec(first.trimEnd())?.[5];
  return rest !== undefined && (NUMBERED.test(rest) || /^[A-Z][\w .,/()-]*(?: \[[0-9a-f]{4}\])?: /.test(rest));
}

/** The functions of a machine as lspci printed them. `file` is named where the text cannot be understood. */
export function readLspci(say: Say, text: string, file: string): Result<PciFunctionOptions[]> {
  const functions: Draft[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    const wrong = readLine(functions, line, index + 1, say);
    if (wrong !== undefined) return err({ ...wrong, where: { file, line: index + 1 } });
  }
  if (functions.length === 0) return fail('lspci-empty', say.lspciEmpty, { file }, say.lspciHint);
  return ok(functions.map(option));
}

function readLine(functions: Draft[], line: string, number: number, say: Say): Problem | undefined {
  if (line.trim() === '') return undefined;
  const current = functions.at(-1);
  if (/^\s/.test(line)) {
    // What is indented without a function before it belongs to nothing.
    if (current === undefined) return { code: 'lspci-line', message: say.lspciLine, hint: say.lspciHint };
    return readDetail(current, line.trim(), say);
  }
  const place = PLACE.exec(line);
  if (place === null)
    return COMMAND.test(line) ? undefined : { code: 'lspci-line', message: say.lspciLine, hint: say.lspciHint };
  const [, domain = '0000', bus = '', slot = '', fn = '', rest = ''] = place;
  const ids = NAMED.exec(rest) ?? NUMBERED.exec(rest);
  if (ids === null) return { code: 'lspci-ids', message: say.lspciIds, hint: say.lspciHint };
  const [, classId = '', vendor = '', device = ''] = ids;
  const bdf = `${domain}:${bus}:${slot}.${fn}`.toLowerCase();
  const twin = functions.find((each) => each.bdf === bdf);
  if (twin !== undefined) return { code: 'lspci-twice', message: say.lspciTwice({ bdf, line: twin.line }) };
  functions.push({
    line: number,
    bdf,
    vendor: `0x${vendor}`.toLowerCase(),
    device: `0x${device}`.toLowerCase(),
    class: `0x${classId}${PROG_IF.exec(rest)?.[1] ?? '00'}`.toLowerCase(),
    bars: [],
    intx: undefined,
    secondary: undefined,
    msi: undefined,
    msix: undefined,
    driver: undefined,
  });
  return undefined;
}

/** A line about the function that was named last. What it says nothing of that counts here is passed over. */
function readDetail(fn: Draft, line: string, say: Say): Problem | undefined {
  const [, region, what = ''] = /^Region (\d): (.*)$/.exec(line) ?? [];
  if (region !== undefined) return readBar(fn, Number(region), what, say);
  const [, pin] = /^Interrupt: pin ([A-D])\b/.exec(line) ?? [];
  if (pin === 'A' || pin === 'B' || pin === 'C' || pin === 'D') fn.intx = pin;
  const [, secondary] = /^Bus: primary=[0-9a-f]+, secondary=([0-9a-f]+)/i.exec(line) ?? [];
  if (secondary !== undefined) fn.secondary = Number.parseInt(secondary, 16);
  const [, driver] = /^Kernel driver in use: (\S+)/.exec(line) ?? [];
  if (driver !== undefined) fn.driver = driver;
  if (line.startsWith('Capabilities: <access denied>'))
    return { code: 'lspci-denied', message: say.lspciDenied, hint: say.lspciDeniedHint };
  if (/^Capabilities: .*\bMSI: /.test(line) || /^Capabilities: .*\bMSI-X: /.test(line))
    return readMessages(fn, line, say);
  const [, of, bar, offset] = /^(Vector table|PBA): BAR=(\d) offset=([0-9a-f]+)/i.exec(line) ?? [];
  if (of !== undefined && fn.msix !== undefined)
    fn.msix[of === 'PBA' ? 'pba' : 'table'] = { bar: Number(bar), offset: Number.parseInt(offset ?? '0', 16) };
  return undefined;
}

function readBar(fn: Draft, index: number, what: string, say: Say): Problem | undefined {
  const [, count, unit = ''] = SIZE.exec(what) ?? [];
  const io = what.startsWith('I/O ports');
  if (!io && !what.startsWith('Memory')) return { code: 'lspci-bar', message: say.lspciBar({ index }) };
  // One without a size decodes nothing.
  if (count === undefined) return undefined;
  const size = Number(count) * (UNITS[unit] ?? 1);
  fn.bars.push({
    index,
    size: `0x${size.toString(16)}`,
    ...(io ? { io } : {}),
    ...(/\(64-bit/.test(what) ? { is64: true } : {}),
    ...(/[ (]prefetchable\)/.test(what) ? { prefetch: true } : {}),
  });
  return undefined;
}

function readMessages(fn: Draft, line: string, say: Say): Problem | undefined {
  const [, on, entries] = /MSI-X: Enable([+-]) Count=(\d+)/.exec(line) ?? [];
  if (entries !== undefined) {
    const none = { bar: 0, offset: 0 };
    fn.msix = { entries: Number(entries), on: on === '+', table: { ...none }, pba: { ...none } };
    return undefined;
  }
  const [, isOn, granted, vectors] = /MSI: Enable([+-]) Count=(\d+)\/(\d+)/.exec(line) ?? [];
  if (vectors === undefined) return { code: 'lspci-msi', message: say.lspciMessages, hint: say.lspciHint };
  fn.msi = {
    vectors: Number(vectors),
    granted: Number(granted),
    on: isOn === '+',
    is64: /64bit\+/.test(line),
    maskable: /Maskable\+/.test(line),
  };
  return undefined;
}

/** As many vectors as the driver has switched on; drivers of ports are the kernel's own. */
function driverOf({ driver, msi, msix, intx, secondary }: Draft): PciFunctionOptions['driver'] {
  if (driver === undefined || secondary !== undefined) return undefined;
  if (msix?.on === true) return { minVectors: 1, maxVectors: msix.entries, flags: ['msix'] };
  if (msi?.on === true) return { minVectors: 1, maxVectors: msi.granted, flags: ['msi'] };
  return intx === undefined ? undefined : { minVectors: 1, maxVectors: 1, flags: ['intx'] };
}

const hexOf = (offset: number): string => `0x${offset.toString(16)}`;

/** A function as a scenario describes it. */
function option(draft: Draft): PciFunctionOptions {
  const { bdf, vendor, device, class: classCode, bars, intx, secondary, msi, msix } = draft;
  const vectors = MSI_VECTORS.find((each) => each === msi?.vectors);
  const driver = driverOf(draft);
  return {
    bdf,
    vendor,
    device,
    class: classCode,
    ...(bars.length === 0 ? {} : { bars }),
    ...(intx === undefined ? {} : { intx }),
    ...(secondary === undefined || secondary === 0 ? {} : { secondary }),
    ...(msi === undefined || vectors === undefined ? {} : { msi: { vectors, is64: msi.is64, maskable: msi.maskable } }),
    ...(msix === undefined
      ? {}
      : {
          msix: {
            entries: msix.entries,
            tableBar: msix.table.bar,
            tableOffset: hexOf(msix.table.offset),
            pbaBar: msix.pba.bar,
            pbaOffset: hexOf(msix.pba.offset),
          },
        }),
    ...(driver === undefined ? {} : { driver }),
  };
}
