/** Asks for an interrupt that came to nothing: with whose interrupt it is, and what Linux logged from the ask on. */
import type { DtNode } from '../devicetree/index.ts';
import { EPROBE_DEFER } from '../linux/include/linux/errno.ts';
import type { Ask } from '../record/asks.ts';
import type { Facts } from './facts.ts';

export interface FailedAsk {
  readonly node: DtNode;
  readonly ask: Ask;
  /** A negative errno, 0 for no reason told; undefined where the kernel died of it. */
  readonly ret: number | undefined;
  readonly lines: readonly string[];
}

/** Of each interrupt the last ask, where that failed, or where the kernel did not come back from it. */
export function failedAsks(facts: Facts): FailedAsk[] {
  const found: FailedAsk[] = [];
  const seen = new Set<string>();
  for (const { path, index } of facts.asks.all) {
    const node = facts.walker.index.byPath.get(path);
    if (node === undefined || seen.has(`${path} ${index}`)) continue;
    seen.add(`${path} ${index}`);
    const failed = ofPlace(facts, node, index);
    if (failed !== undefined) found.push(failed);
  }
  return withoutFallbacks(facts, found);
}

const isListed = (facts: Facts, node: DtNode, index: number): boolean =>
  facts.walksOf(node).some(({ entry }) => entry.index === index);

/**
 * 7.3's gpio-keys asks for an interrupt of its own where the one that a key lists came to nothing. That is no second
 * request: what was logged of it belongs to the first.
 */
function withoutFallbacks(facts: Facts, found: readonly FailedAsk[]): FailedAsk[] {
  const fallbackOf = ({ node, ask }: FailedAsk, other: FailedAsk): boolean =>
    ask.probe !== undefined &&
    other.ask.probe === ask.probe &&
    other.ask.from < ask.from &&
    other.node !== node &&
    isListed(facts, other.node, other.ask.index) &&
    !isListed(facts, node, ask.index);
  return found
    .filter((each) => !found.some((other) => fallbackOf(each, other)))
    .map((each) => {
      const lines = found.filter((other) => fallbackOf(other, each)).flatMap((other) => other.lines);
      return lines.length === 0 ? each : { ...each, lines: [...each.lines, ...lines] };
    });
}

function ofPlace(facts: Facts, node: DtNode, index: number): FailedAsk | undefined {
  const { asks, session } = facts;
  const last = asks.lastOf(node.path, index);
  if (last !== undefined && last.to === undefined && session.panic !== undefined)
    return { node, ask: last, ret: undefined, lines: linesOf(facts, last) };
  // Buses try numbers until one fails: of an interrupt that is not listed only what is logged was missed.
  const listed = isListed(facts, node, index);
  const logged = index === 0 && facts.linesOf([node]).length > 0;
  const failed = asks.failed(node.path, index, listed || logged);
  if (failed === undefined) return undefined;
  // Who waits is told by what it waits for; one that did without it asked for something optional.
  if (failed.ret === -EPROBE_DEFER && failed.probe?.device.deferred_probe !== true) return undefined;
  return { node, ask: failed, ret: failed.ret, lines: linesOf(facts, failed) };
}

/** Who keeps the interrupt of a device on its bus, and calls the driver's probe though there is none. */
const CORES: ReadonlyMap<string, string> = new Map([
  ['i2c', 'i2c-core'],
  ['spi', 'spi.c'],
]);

/** In words, what becomes of the device whose request failed, as far as the run shows it. */
export function fateOf(facts: Facts, { probe }: Ask): string {
  const { outcomes } = facts.say;
  if (probe?.ret === undefined) return outcomes.refused;
  const { driver, device, ret } = probe;
  const standsIn = driver !== undefined && facts.isStandIn(driver);
  if (ret !== 0) {
    const words = standsIn ? outcomes.probeFailsStandIn : outcomes.probeFails;
    return words({ error: facts.errorName(ret) });
  }
  return standsIn ? outcomes.withoutStandIn({ core: CORES.get(device.bus ?? '') }) : outcomes.without;
}

/** What was logged from the ask on: until its probe asks for the next, or ends. */
function linesOf(facts: Facts, { from, probe, path }: Ask): string[] {
  const own = facts.walker.index.byPath.get(path);
  const aboutNode = own === undefined ? [] : facts.linesOf([own]);
  if (probe === undefined) return aboutNode;
  const end = probe.to ?? facts.session.rec.trace.length;
  const next = facts.asks.all.find((each) => each.from > from && each.probe === probe && each.path !== path);
  const lines = facts.linesBetween(from, Math.min(end, next?.from ?? end));
  return lines.length > 0 ? lines : aboutNode;
}
