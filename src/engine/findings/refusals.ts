/** Asked, and got nothing, because: every request for an interrupt that came to nothing, with the way that Linux took. */
import type { Finding, InterruptSums, Refusal, WalkStep } from '../api/findings.ts';
import type { DtNode } from '../devicetree/index.ts';
import type { IrqRequest, Outcome } from '../record/requests.ts';
import type { Facts } from './facts.ts';
import type { Walk } from './walk.ts';

/** The finding that explains a node's trouble, and whether it says that Linux takes another line than is meant. */
export interface Cause {
  readonly finding: Finding;
  readonly takesOther: boolean;
}

/** Whether a driver asked, and got nothing. A driver that declines its device before it asks has missed nothing. */
function isAsked(facts: Facts, { path, outcome }: IrqRequest, cause: Cause | undefined): boolean {
  switch (outcome.kind) {
    case 'deferred':
    case 'no-wire':
      return true;
    case 'refused':
      return true;
    case 'not-bound':
      return (facts.logged.get(path) ?? []).length > 0;
    case 'no-model':
      return cause !== undefined && cause.finding.severity !== 'note';
    case 'requested':
    case 'mapped':
      return cause?.takesOther === true;
    default:
      return false;
  }
}

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

/** `explains`: the finding that is the cause of a node's trouble. */
export function refusalsOf(facts: Facts, explains: (node: DtNode) => Cause | undefined): Refusal[] {
  return [...facts.requests, ...unwired(facts)].flatMap((request) => {
    const node = facts.walker.index.byPath.get(request.path);
    if (node === undefined) return [];
    const cause = explains(node);
    return isAsked(facts, request, cause) ? [refusalOf(facts, request, node, cause)] : [];
  });
}

function refusalOf(facts: Facts, request: IrqRequest, node: DtNode, cause: Cause | undefined): Refusal {
  const { outcome, index, name } = request;
  const driver = facts.driverOf(node);
  const walk = facts.walksOf(node).find(({ entry }) => entry.index === index);
  return {
    node: node.path,
    index,
    ...(name === undefined ? {} : { name }),
    ...(driver === undefined ? {} : { driver: driver.name }),
    standIn: driver?.standIn ?? false,
    ...fateOf(facts, outcome, walk, cause),
    walk: walk === undefined ? [] : stepsOf(facts, node, walk),
    linux: { [facts.version]: facts.linesOf([node]) },
    ...(cause === undefined ? {} : { finding: cause.finding.code }),
  };
}

/** What the driver gets, and what follows. */
function fateOf(
  facts: Facts,
  outcome: Outcome,
  walk: Walk | undefined,
  cause: Cause | undefined,
): Pick<Refusal, 'result' | 'consequence'> {
  const { outcomes, results } = facts.say;
  const end = walk?.end;
  if (cause?.takesOther === true && end?.kind === 'controller') {
    return {
      result: results.elsewhere,
      consequence: outcomes.elsewhere({ controller: end.node.path, cells: end.cells }),
    };
  }
  switch (outcome.kind) {
    case 'deferred':
      return { result: results.deferred, consequence: outcomes.deferred({ suppliers: outcome.for }) };
    case 'no-model':
      return { result: results.deferred, consequence: outcomes.deferred({ suppliers: [outcome.controller] }) };
    case 'refused':
      return {
        result: facts.errorName(outcome.errno),
        consequence: outcomes.refused,
      };
    default:
      return { result: results['no-wire'], consequence: outcomes['no-wire'] };
  }
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
