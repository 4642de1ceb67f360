/** Asked, and got nothing, because: every request for an interrupt that came to nothing, with the way that Linux took. */
import type { Finding, InterruptSums, MappedLine, Refusal, WalkStep } from '../api/findings.ts';
import type { DtNode } from '../devicetree/index.ts';
import { ENODEV, ENXIO, EPROBE_DEFER } from '../linux/include/linux/errno.ts';
import type { IrqRequest } from '../record/requests.ts';
import { type Lost, lostPins } from './checks/maps.ts';
import type { Facts } from './facts.ts';
import { type FailedAsk, failedAsks, fateOf } from './failures.ts';
import { deviceOf, supplierChain } from './suppliers.ts';
import type { Walk } from './walk.ts';

/** The finding that explains a node's trouble, and whether it says that Linux takes another line than is meant. */
export interface Cause {
  readonly finding: Finding;
  readonly takesOther: boolean;
}

type Explain = (node: DtNode) => Cause | undefined;
type Fate = Pick<Refusal, 'result' | 'consequence' | 'linux'> & { readonly fix?: string };

/** Interrupts that the tree lists, and that lead to no controller: who counts wires does not see them. */
function unwired(facts: Facts): IrqRequest[] {
  const counted = new Set(facts.requests.map(({ path, index }) => `${path} ${index}`));
  return facts.users.flatMap(({ node: { path }, walk: { entry, end } }) => {
    if (end.kind === 'controller' || counted.has(`${path} ${entry.index}`)) return [];
    const outcome = { kind: 'no-wire' } as const;
    return [{ path, index: entry.index, name: undefined, wire: undefined, atGic: false, outcome }];
  });
}

export function sumsOf(facts: Facts): InterruptSums {
  const requests = [...facts.requests, ...unwired(facts)];
  const resolved = requests.filter(({ outcome: { kind } }) => kind === 'requested' || kind === 'mapped');
  const byStandIn = resolved.filter(({ outcome }) => outcome.kind === 'requested' && outcome.standIn);
  return {
    total: requests.length,
    resolved: resolved.length,
    byStandIn: byStandIn.length,
    unresolved: requests.length - resolved.length,
  };
}

export function mappedOf({ requests }: Facts): MappedLine[] {
  return requests.flatMap(({ path, index, outcome }) =>
    outcome.kind === 'requested' || outcome.kind === 'mapped' ? [{ node: path, index, irq: outcome.irq }] : [],
  );
}

/** `explains`: the finding that is the cause of a node's trouble. */
export function refusalsOf(facts: Facts, explains: Explain): Refusal[] {
  const failed = failedAsks(facts).map((ask) => ofAsk(facts, ask, explains(ask.node)));
  const told = new Set(failed.map(({ node, index }) => `${node} ${index}`));
  const others = facts.requests.flatMap((request) => {
    const node = facts.walker.index.byPath.get(request.path);
    if (node === undefined || told.has(`${request.path} ${request.index}`)) return [];
    const refusal = ofRequest(facts, request, node, explains(node));
    return refusal === undefined ? [] : [refusal];
  });
  const order = new Map(facts.nodes.map(({ path }, i) => [path, i]));
  return [...failed, ...others, ...lostPins(facts).flatMap((lost) => ofPin(facts, lost, explains(lost.node)))].toSorted(
    (a, b) => (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0) || a.index - b.index,
  );
}

/** Asked for by a call that failed. */
function ofAsk(facts: Facts, failed: FailedAsk, cause: Cause | undefined): Refusal {
  const { node, ask, ret, lines } = failed;
  const { outcomes, results } = facts.say;
  const linux = { [facts.version]: lines };
  const dev = ask.probe?.device;
  if (ret === undefined) {
    const consequence = outcomes.died({ panic: facts.session.panic ?? '' });
    return refusalOf(facts, { node, index: ask.index, dev: dev?.name, driver: ask.probe?.driver }, cause, {
      result: results.died,
      consequence,
      linux,
    });
  }
  const who = { node, index: ask.index, dev: dev?.name, driver: ask.probe?.driver };
  if (ret === -EPROBE_DEFER)
    return refusalOf(facts, who, cause, { ...waiting(facts, suppliersFor(facts, failed)), linux });
  const consequence = fateOf(facts, ask);
  return refusalOf(facts, who, cause, { result: ret === 0 ? results.none : facts.errorName(ret), consequence, linux });
}

/** Whom an ask waits for: the controller where its way ends, or that of its GPIO line. */
function suppliersFor(facts: Facts, { node, ask }: FailedAsk): string[] {
  const end = facts.walksOf(node).find(({ entry }) => entry.index === ask.index)?.end;
  if (end !== undefined && 'node' in end) return [end.node.path];
  const gpio = facts.session.machine.wiring.gpioWireOf(node);
  return gpio === undefined ? [] : [gpio.controller.path];
}

function waiting(facts: Facts, suppliers: readonly string[]): Pick<Fate, 'result' | 'consequence' | 'fix'> {
  const { outcomes, results, supplier: words } = facts.say;
  const chain = supplierChain(facts, suppliers).map(({ path, lack }) => ({
    path,
    why: typeof lack === 'string' ? words[lack] : words.failed({ error: facts.errorName(lack.errno) }),
  }));
  const last = chain.at(-1);
  return {
    result: results.deferred,
    consequence: outcomes.deferred({ chain }),
    ...(last === undefined ? {} : { fix: outcomes.fixSupplier(last) }),
  };
}

/** What nobody could ask for, or what came to another line than is meant. */
function ofRequest(facts: Facts, request: IrqRequest, node: DtNode, cause: Cause | undefined): Refusal | undefined {
  const { outcome, index } = request;
  const { outcomes, results } = facts.say;
  const linux = { [facts.version]: facts.linesOf([node]) };
  const who = { node, index, dev: deviceOf(facts, node.path)?.name, driver: undefined };
  const end = walkOf(facts, node, index)?.end;
  switch (outcome.kind) {
    case 'deferred':
      return refusalOf(facts, who, cause, { ...waiting(facts, outcome.for), linux });
    case 'no-model':
      if (cause === undefined || cause.finding.severity === 'note') return undefined;
      return refusalOf(facts, who, cause, { ...waiting(facts, [outcome.controller]), linux });
    case 'requested':
    case 'mapped': {
      if (cause?.takesOther !== true || end?.kind !== 'controller') return undefined;
      const consequence = outcomes.elsewhere({ controller: end.node.path, cells: end.cells });
      return refusalOf(facts, who, cause, { result: results.elsewhere, consequence, linux });
    }
    case 'not-bound':
    case 'no-device':
      return index === 0 ? ofGivenUp(facts, who, cause) : undefined;
    default:
      return undefined;
  }
}

/** A device whose driver gave up before it asked, for a reason that has nothing to do with interrupts. */
function ofGivenUp(facts: Facts, who: Who, cause: Cause | undefined): Refusal | undefined {
  const dev = deviceOf(facts, who.node.path);
  const probe = dev === undefined ? undefined : facts.asks.probeOf(dev);
  if (probe?.ret === undefined || probe.ret <= 0) return undefined;
  const lines = facts.linesBetween(probe.from, probe.to ?? facts.session.rec.trace.length);
  // The driver core takes these for "not mine", without a word.
  if ([ENODEV, ENXIO].includes(probe.ret) && lines.length === 0) return undefined;
  const error = facts.errorName(probe.ret);
  const { outcomes, results } = facts.say;
  return {
    ...refusalOf(facts, { ...who, driver: probe.driver }, cause, {
      result: results.notAsked({ error }),
      consequence: outcomes.gaveUp({ driver: probe.driver ?? '', error, line: lines[0] }),
      linux: { [facts.version]: lines },
    }),
    notAsked: true,
  };
}

interface Who {
  readonly node: DtNode;
  readonly index: number;
  readonly dev: string | undefined;
  /** The driver that probed. */
  readonly driver: string | undefined;
}

function walkOf(facts: Facts, node: DtNode, index: number): Walk | undefined {
  return facts.walksOf(node).find(({ entry }) => entry.index === index);
}

function refusalOf(
  facts: Facts,
  { node, index, dev, driver: probed }: Who,
  cause: Cause | undefined,
  fate: Fate,
): Refusal {
  const known = facts.driverOf(node);
  const driver = probed ?? known?.name;
  const walk = walkOf(facts, node, index);
  const name = facts.requests.find((each) => each.path === node.path && each.index === index)?.name;
  const fix = cause?.finding.fix?.message ?? fate.fix;
  const { result, consequence, linux } = fate;
  return {
    node: node.path,
    index,
    ...(name === undefined ? {} : { name }),
    ...(dev === undefined ? {} : { device: dev }),
    ...(driver === undefined ? {} : { driver }),
    standIn: driver !== undefined && facts.isStandIn(driver),
    result,
    walk: walk === undefined ? gpioSteps(facts, node) : stepsOf(facts, node, walk),
    linux,
    consequence,
    ...(fix === undefined ? {} : { fix }),
    ...(cause === undefined ? {} : { finding: cause.finding.code }),
  };
}

/** A PCI function whose pin leads to no controller. */
function ofPin(facts: Facts, { node, bdf, pin, devfn, cell, mild }: Lost, cause: Cause | undefined): Refusal[] {
  if (mild) return [];
  const { outcomes, results, walk: words } = facts.say;
  const entry = { index: 0, property: 'interrupts', cell: 0, to: node, cells: [cell] } as const;
  const walk = facts.walker.follow(entry, node, [devfn << 8, 0, 0]);
  const driver = facts.driverOfFunction(bdf);
  const [, ...steps] = stepsOf(facts, node, walk);
  return [
    {
      node: node.path,
      index: 0,
      name: `INT${pin}`,
      bdf,
      device: bdf,
      ...(driver === undefined ? {} : { driver }),
      standIn: driver !== undefined && facts.isStandIn(driver),
      result: results.none,
      walk: [{ node: node.path, cells: [cell], what: words.pin({ bdf, pin }) }, ...steps],
      linux: { [facts.version]: facts.logged.get(bdf) ?? [] },
      consequence: outcomes.noPin,
      ...(cause?.finding.fix === undefined ? {} : { fix: cause.finding.fix.message }),
      ...(cause === undefined ? {} : { finding: cause.finding.code }),
    },
  ];
}

/** A button that names a line and no interrupt. */
function gpioSteps({ say: { walk: words }, session }: Facts, node: DtNode): WalkStep[] {
  const wire = session.machine.wiring.gpioWireOf(node);
  if (wire === undefined) return [{ node: node.path, cells: [], what: words.unlisted }];
  const { controller, cells } = wire;
  return [
    { node: node.path, cells, what: words.gpio },
    { node: controller.path, cells, what: words.specifier({ cells, node: controller.path }) },
  ];
}

/** The way in words: each node with the cells in hand there. */
function stepsOf({ say: { walk: words } }: Facts, device: DtNode, { entry, stages, end }: Walk): WalkStep[] {
  const steps: WalkStep[] = [
    { node: device.path, cells: entry.cells, what: entry.property },
    ...stages.map((stage): WalkStep => {
      const { node, cells } = stage;
      if (stage.kind === 'specifier')
        return { node: node.path, cells, what: words.specifier({ cells, node: node.path }) };
      if (stage.kind === 'passed') return { node: node.path, cells, what: words.passed };
      return { node: node.path, cells, what: words.row(stage) };
    }),
  ];
  const at = 'node' in end ? end.node.path : device.path;
  const cells = steps.at(-1)?.cells ?? entry.cells;
  const what =
    end.kind === 'short' ? words.short(end) : end.kind === 'bad-row' ? words['bad-row'](end) : words[end.kind];
  return [...steps, { node: at, cells, what }];
}
