/** What only the run tells: requests that failed, devices without a driver or deferred for ever, commands that were refused. */
import { type DtNode, isAvailable, listsInterrupts } from '../../devicetree/index.ts';
import type { RefusedBecause } from '../../api/messages/index.ts';
import { EPROBE_DEFER } from '../../linux/include/linux/errno.ts';
import type { Check, Hit } from '../check.ts';
import { compatiblesOf, type Facts } from '../facts.ts';
import { type FailedAsk, failedAsks, fateOf } from '../failures.ts';
import { misspelt } from '../misspelt.ts';
import { enable } from '../remedies.ts';

function* noInterrupts(facts: Facts): Iterable<Hit> {
  const told = new Set<DtNode>();
  for (const { node, ask, ret, lines } of failedAsks(facts)) {
    if (listsInterrupts(node) || told.has(node)) continue;
    if (misspeltAt(facts, node) !== undefined) continue;
    // What the nodes below list was asked for first, and has a finding of its own.
    if (node.children.some(listsInterrupts)) continue;
    // A button may name a GPIO line instead; then that is what failed.
    if (facts.session.machine.wiring.gpioWireOf(node) !== undefined || ret === -EPROBE_DEFER) continue;
    // Buses try numbers until one fails; only what is logged was missed.
    if (lines.length === 0) continue;
    told.add(node);
    yield {
      node,
      property: 'compatible',
      words: facts.say.noInterrupts({ device: compatiblesOf(node)[0] ?? node.name, fate: fateOf(facts, ask) }),
    };
  }
}

/** Interrupts that were asked for and not found, beside a property that is nearly the one that lists them. */
function* misspelled(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const hit = misspeltAt(facts, node);
    if (hit === undefined) continue;
    const failed = facts.asks.failed(node.path, 0, true);
    if (failed === undefined || failed.ret === -EPROBE_DEFER) continue;
    const { from, to, ...at } = hit;
    yield {
      ...at,
      costs: [node],
      words: facts.say.misspelt({ property: from, name: to, fate: fateOf(facts, failed) }),
    };
  }
}

/** Where a property is misspelt, with its name and the one that is meant. */
interface Misspelt extends Pick<Hit, 'node' | 'property' | 'mend'> {
  readonly from: string;
  readonly to: string;
}

/** A list that is misspelt is the node's own; an interrupt-parent may be above. */
function misspeltAt(facts: Facts, node: DtNode): Misspelt | undefined {
  const isListed = listsInterrupts(node);
  for (const name of isListed ? [] : ['interrupts', 'interrupts-extended']) {
    const property = misspelt(node, name);
    if (property !== undefined)
      return {
        node,
        property,
        mend: { kind: 'rename', node, property, to: name },
        from: property,
        to: name,
      };
  }
  const said = facts.walker.parentSaidBy(node);
  for (let at: DtNode | undefined = node; at !== undefined && at !== said; at = at.parent) {
    const property = misspelt(at, 'interrupt-parent');
    if (property !== undefined && isListed)
      return {
        node: at,
        property,
        mend: { kind: 'rename', node: at, property, to: 'interrupt-parent' },
        from: property,
        to: 'interrupt-parent',
      };
  }
  return undefined;
}

/** What the lines that Linux logged say of a refusal. */
function reasonOf(facts: Facts, { lines, node, ask }: FailedAsk): RefusedBecause {
  for (const text of lines) {
    const [, mode] = /Setting trigger mode (\d+) for irq \d+ failed/.exec(text) ?? [];
    if (mode !== undefined) return { kind: 'trigger', mode: Number(mode) };
    if (text.includes('Failed to request resources')) return { kind: 'resources' };
    const [, hwirq, domain] = /hwirq (0x[\da-f]+) is too large for (\S+)/.exec(text) ?? [];
    if (hwirq !== undefined && domain !== undefined)
      return { kind: 'too-large', hwirq: Number(hwirq), domain, size: facts.sizeOf(domain) };
    const [, controller] = /no irq domain found for (\S+)/.exec(text) ?? [];
    if (controller !== undefined) return { kind: 'no-domain', controller };
  }
  const end = facts.walksOf(node).find(({ entry }) => entry.index === ask.index)?.end;
  if (end?.kind === 'controller') return { kind: 'controller', controller: end.node.path, cells: end.cells };
  const gpio = facts.session.machine.wiring.gpioWireOf(node);
  return gpio === undefined
    ? { kind: 'unknown' }
    : { kind: 'controller', controller: gpio.controller.path, cells: gpio.cells };
}

function* refused(facts: Facts): Iterable<Hit> {
  for (const failed of failedAsks(facts)) {
    const { node, ask, ret, lines } = failed;
    if (ret === -EPROBE_DEFER) continue;
    const walk = facts.walksOf(node).find(({ entry }) => entry.index === ask.index);
    const gpio = facts.session.machine.wiring.gpioWireOf(node);
    if (walk === undefined && gpio === undefined) continue;
    const at = walk === undefined ? { property: 'gpios' } : { property: walk.entry.property, cell: walk.entry.cell };
    const driver = ask.probe?.driver;
    const proven = driver === undefined ? facts.isProven(node) : !facts.isStandIn(driver);
    const result = ret === undefined || ret === 0 ? undefined : facts.errorName(ret);
    const because = reasonOf(facts, failed);
    const controller = walk?.end.kind === 'controller' ? walk.end.node : gpio?.controller;
    // Linux has a driver for the controller: that there is no domain is so here alone.
    if (because.kind === 'no-domain' && controller !== undefined && facts.driverOf(controller)?.standIn === true)
      continue;
    const words = facts.say.refused({
      index: ask.index,
      result,
      because,
      fate: ret === undefined ? undefined : fateOf(facts, ask),
    });
    const rank = ret === undefined ? ({ rank: 'kernel-stops' } as const) : {};
    // A driver that goes on had another way; and what a line is set to by the hardware is no fault of the tree.
    const isLost = (ask.probe === undefined || ask.probe.ret !== 0) && because.kind !== 'resources';
    // A line that the controller does not have is wrong whoever asks; what a driver does without it a stand-in cannot tell.
    const isSure = proven || because.kind === 'too-large';
    yield { node, ...at, words, lines, severity: !isSure ? 'note' : isLost || !proven ? 'error' : 'warning', ...rank };
  }
}

function* noDriver(facts: Facts): Iterable<Hit> {
  const told = new Set<DtNode>();
  for (const { path, outcome } of facts.requests) {
    const node = facts.walker.index.byPath.get(path);
    if (node === undefined || outcome.kind !== 'no-driver' || outcome.known !== undefined || told.has(node)) continue;
    if (facts.hasDriver(node) !== false) continue;
    told.add(node);
    const compatibles = compatiblesOf(node);
    const [from, near] = compatibles.flatMap((name) => {
      const known = facts.nearCompatible(name);
      return known === undefined ? [] : [name, known];
    });
    yield {
      node,
      property: 'compatible',
      words: facts.say.noDriver({ compatible: compatibles.join(', '), version: facts.version, near }),
      ...(from === undefined || near === undefined
        ? {}
        : { mend: { kind: 'text', node, property: 'compatible', from, to: near } }),
    };
  }
}

function* waits(facts: Facts): Iterable<Hit> {
  const told = new Set<DtNode>();
  for (const { path, outcome } of facts.requests) {
    const node = facts.walker.index.byPath.get(path);
    if (node === undefined || outcome.kind !== 'deferred' || told.has(node)) continue;
    const supplier = outcome.for.find((each) => {
      const found = facts.walker.index.byPath.get(each);
      return found !== undefined && !isAvailable(found);
    });
    if (supplier === undefined) continue;
    told.add(node);
    const off = facts.walker.index.byPath.get(supplier);
    yield { node, ...(off === undefined ? {} : enable(off)), words: facts.say.waitsForDisabled({ supplier }) };
  }
}

function* commands(facts: Facts): Iterable<Hit> {
  const { session, tree } = facts;
  for (const [i, command] of session.commands.entries()) {
    const result = session.results[i];
    if (result?.errno === undefined || result.why === undefined) continue;
    const words = facts.say.commandRefused({
      command: command.do,
      error: facts.errorName(-result.errno),
      why: result.why,
    });
    yield { node: tree.root, words };
  }
}

export const runChecks: readonly Check[] = [
  { code: 'misspelt-property', severity: 'error', rank: 'no-interrupt', find: misspelled },
  { code: 'no-interrupts', severity: 'error', rank: 'no-interrupt', find: noInterrupts },
  { code: 'request-refused', severity: 'error', rank: 'no-interrupt', fallback: true, find: refused },
  { code: 'waits-for-disabled', severity: 'warning', rank: 'no-interrupt', fallback: true, find: waits },
  { code: 'command-refused', severity: 'note', rank: 'no-interrupt', find: commands },
  { code: 'no-driver', severity: 'note', rank: 'no-interrupt', fallback: true, find: noDriver },
];
