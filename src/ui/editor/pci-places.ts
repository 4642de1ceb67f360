/** Where the next function can go, and what a new one looks like. */
import { type Bdf, formatBdf, parseBdf } from '../../base/bdf.ts';
import type { BoardFacts, FunctionFacts, ModelFacts } from '../../engine/index.ts';
import type { EditorMessages } from '../../engine/api/messages/editor.ts';
import { isObject, type Json, numberAt, textAt } from '../store/draft/json-value.ts';

/** A bus that functions can be on. */
export interface Bus {
  readonly domain: number;
  readonly bus: number;
  /** Address of the bridge that leads there; undefined for a root bus. */
  readonly bridge: string | undefined;
}

function placeOf(fn: Json): Bdf | undefined {
  return parseBdf(textAt(fn, ['bdf']) ?? '');
}

/** Root buses of the board, and what is behind the draft's bridges. */
export function busesOf(pci: readonly Json[], board: BoardFacts | undefined): readonly Bus[] {
  const roots = (board?.hosts ?? [{ domain: 0, firstBus: 0 }]).map(({ domain, firstBus }) => ({
    domain,
    bus: firstBus,
    bridge: undefined,
  }));
  const behind = pci.flatMap((fn) => {
    const secondary = numberAt(fn, ['secondary']);
    const place = placeOf(fn);
    if (secondary === undefined || place === undefined) return [];
    return [{ domain: place.domain, bus: secondary, bridge: textAt(fn, ['bdf']) }];
  });
  return [...roots, ...behind];
}

/**
 * The next free address on a bus. On a root bus device 0 is the host bridge, so counting begins at 1; behind a port
 * there is device 0 alone, so there functions are counted.
 */
export function nextBdf(pci: readonly Json[], { domain, bus, bridge }: Bus): string | undefined {
  const taken = new Set(pci.map((fn) => textAt(fn, ['bdf'])));
  const devfns =
    bridge === undefined
      ? Array.from({ length: 31 }, (_, at) => (at + 1) << 3)
      : Array.from({ length: 8 }, (_, at) => at);
  return devfns.map((devfn) => formatBdf({ domain, bus, devfn })).find((place) => !taken.has(place));
}

/** A number for the bus behind a new bridge: above every other of the domain. */
export function nextBus(pci: readonly Json[], domain: number): number {
  const used = pci.flatMap((fn) => {
    const place = placeOf(fn);
    return place?.domain === domain ? [place.bus, numberAt(fn, ['secondary']) ?? 0] : [];
  });
  return Math.max(0, ...used) + 1;
}

/** A function of a model; without one, a device with MSI-X and a driver that asks for all of it. */
export function newFunction(bdf: string, model: ModelFacts | undefined, secondary: number): Json {
  if (model !== undefined) return { bdf, model: model.name, ...(model.bridge ? { secondary } : {}) };
  return {
    bdf,
    vendor: '0x1234',
    device: '0x0001',
    class: '0xff0000',
    bars: [{ index: 0, size: '0x1000' }],
    msix: { entries: 4 },
    driver: { minVectors: 1, maxVectors: 4, flags: ['msix', 'affinity'] },
  };
}

/** "nvme, 65 MSI-X vectors"; how many there are is for the engine to say. */
export function functionWords(
  fn: Json | undefined,
  facts: FunctionFacts | undefined,
  { pci: say }: EditorMessages,
): string {
  const id = `${textAt(fn, ['vendor']) ?? '?'}:${textAt(fn, ['device']) ?? '?'}`.replaceAll('0x', '');
  const secondary = numberAt(fn, ['secondary']);
  const parts = [
    textAt(fn, ['model']) ?? say.byHand({ id }),
    secondary === undefined ? '' : say.toBus({ bus: secondary }),
    facts === undefined || facts.msix === 0 ? '' : say.vectors({ kind: say.msix, count: facts.msix }),
    facts === undefined || facts.msi === 0 ? '' : say.vectors({ kind: say.msi, count: facts.msi }),
    isObject(fn) && fn['msix'] === null ? say.noMsix : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
