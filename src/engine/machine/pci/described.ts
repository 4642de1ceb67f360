/** A function described by hand: vendor, class, BARs, interrupts. */
import { hex } from '../../../base/hex.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Chip } from './chip.ts';
import { type BarDesign, describe, type FunctionDesign, type MsixRequest } from './design.ts';
import { expressEndpoint, powerManagement } from './models/common.ts';
import { powerOfTwo } from './models/virtio.ts';
import type { Fault } from '../fault.ts';
import type { FunctionOptions } from './options.ts';

/** The smallest BAR that has room for table and pending bits where a scenario gives none. */
const DEFAULT_BAR = 0x1000;

export function describedFunction(
  options: FunctionOptions,
  onRootBus: boolean,
  path: string,
): Result<FunctionDesign, Fault> {
  const bridge = options.secondary !== undefined;
  const msix = msixRequest(options, path);
  if (!msix.ok) return msix;
  const bars = barDesigns(options, bridge, msix.value, path);
  if (!bars.ok) return bars;
  const { msi } = options;
  return ok(
    describe({
      vendor: options.vendor ?? 0x1b36,
      device: options.device ?? 0x0001,
      class: bridge ? 0x060400 : (options.class ?? 0xff0000),
      bridge,
      pin: options.pin ?? 0,
      bars: bars.value,
      words: bridge ? bridgeWords() : [],
      chip: bridge ? undefined : statusChip(bars.value),
      capabilities: [
        powerManagement(),
        msi === undefined || msi === null
          ? undefined
          : { kind: 'msi', vectors: msi.vectors, is64: msi.is64 ?? true, maskable: msi.maskable ?? false },
        msix.value,
        bridge ? bridgeExpress(onRootBus) : expressEndpoint(onRootBus),
      ],
    }),
  );
}

/** The last word of the first memory BAR says whether the function asks for INTx; reading it takes the request back. */
function statusChip(bars: readonly BarDesign[]): Chip | undefined {
  const first = bars.find(({ io }) => io !== true);
  if (first === undefined) return undefined;
  return {
    name: 'described',
    read: (context, bar, offset) => {
      if (bar !== first.index || offset !== first.size - 4) return 0;
      const { asserted } = context.state;
      context.deassert();
      return asserted ? 1 : 0;
    },
    write: () => undefined,
  };
}

function bridgeWords(): [number, number, number][] {
  return [
    [0x1c, 0, 0xf0f0],
    [0x20, 0, 0xfff0fff0],
    [0x24, 0x00010001, 0xfff0fff0],
    [0x28, 0, 0xffffffff],
    [0x2c, 0, 0xffffffff],
  ];
}

/** A bridge on the root bus is a root port; below another bridge it is a switch's downstream port. No slot. */
function bridgeExpress(onRootBus: boolean): { id: number; size: number; words: [number, number][] } {
  const type = onRootBus ? 4 : 6;
  return {
    id: 0x10,
    size: 0x3c,
    words: [
      [0, (2 | (type << 4)) * 0x10000],
      [4, 0x8000],
      [0xc, 0x411],
      [0x10, 0x00110000],
    ],
  };
}

function msixRequest({ msix, bars }: FunctionOptions, path: string): Result<MsixRequest | undefined, Fault> {
  if (msix === undefined || msix === null) return ok(undefined);
  const { entries } = msix;
  const tableBar = msix.tableBar ?? bars?.find((bar) => bar.io !== true)?.index ?? 0;
  const pbaBar = msix.pbaBar ?? tableBar;
  const tableOffset = msix.tableOffset ?? 0;
  const behind = pbaBar === tableBar ? tableOffset + entries * 16 : 0;
  const pbaOffset = msix.pbaOffset ?? powerOfTwo(Math.max(behind, 8));
  for (const [name, offset] of Object.entries({ tableOffset, pbaOffset })) {
    if (offset % 8 !== 0) return err({ code: 'pci-msix-offset', name, at: `${path}.msix.${name}` });
  }
  return ok({ kind: 'msix', entries, tableBar, tableOffset, pbaBar, pbaOffset });
}

/** What the MSI-X structures need of a BAR. */
function needed(msix: MsixRequest | undefined, bar: number): number {
  if (msix === undefined) return 0;
  const table = msix.tableBar === bar ? msix.tableOffset + msix.entries * 16 : 0;
  const pba = msix.pbaBar === bar ? msix.pbaOffset + Math.ceil(msix.entries / 64) * 8 : 0;
  return Math.max(table, pba);
}

function barDesigns(
  options: FunctionOptions,
  bridge: boolean,
  msix: MsixRequest | undefined,
  path: string,
): Result<BarDesign[], Fault> {
  const designs: BarDesign[] = [];
  const taken = new Set<number>();
  const last = bridge ? 1 : 5;
  for (const [i, bar] of (options.bars ?? []).entries()) {
    const where = `${path}.bars[${i}]`;
    const { size } = bar;
    const is64 = bar.is64 === true && bar.io !== true;
    const least = bar.io === true ? 4 : 16;
    if (size < least || size !== powerOfTwo(size)) {
      return err({ code: 'pci-bar-size', size: hex(size), least, at: `${where}.size` });
    }
    for (const index of is64 ? [bar.index, bar.index + 1] : [bar.index]) {
      if (taken.has(index)) return err({ code: 'pci-bar-twice', bar: index, at: `${where}.index` });
      if (index > last) return err({ code: 'pci-bar-index', bar: index, at: `${where}.index` });
      taken.add(index);
    }
    designs.push({ index: bar.index, size, is64, prefetch: bar.prefetch, io: bar.io });
  }
  for (const index of new Set([msix?.tableBar ?? -1, msix?.pbaBar ?? -1])) {
    if (index < 0) continue;
    const fits = fit(designs, taken, msix, index, options.bars === undefined, path);
    if (!fits.ok) return fits;
  }
  return ok(designs);
}

/** Checks that a BAR has room for its part of MSI-X; where the scenario lists no BARs, one is made. */
function fit(
  designs: BarDesign[],
  taken: Set<number>,
  msix: MsixRequest | undefined,
  index: number,
  free: boolean,
  path: string,
): Result<true, Fault> {
  const need = needed(msix, index);
  const bar = designs.find((each) => each.index === index);
  if (bar === undefined && free && !taken.has(index)) {
    taken.add(index);
    designs.push({ index, size: powerOfTwo(Math.max(DEFAULT_BAR, need)) });
    return ok(true);
  }
  if (bar === undefined || bar.io === true) {
    return err({ code: 'pci-msix-bar', bar: index, at: `${path}.msix` });
  }
  if (need > bar.size) {
    const sizes = { has: hex(bar.size), need: hex(need), fit: hex(powerOfTwo(need)) };
    return err({ code: 'pci-msix-room', bar: index, ...sizes, at: `${path}.bars` });
  }
  return ok(true);
}
