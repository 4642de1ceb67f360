/** What only the run tells: requests that failed, devices without a driver or deferred for ever, commands that were refused. */
import { type DtNode, hasProperty, isAvailable } from '../../devicetree/index.ts';
import { device } from '../../linux/include/linux/device.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import { EventKind, getArguments } from '../../recorder/index.ts';
import type { Check, Hit } from '../check.ts';
import { compatiblesOf, type Facts } from '../facts.ts';

/** Functions by which drivers ask for an interrupt that they need. */
const NEEDED: ReadonlySet<string> = new Set([
  'platform_get_irq',
  'platform_get_irq_byname',
  'of_irq_get',
  'of_irq_get_byname',
  'irq_of_parse_and_map',
]);

/** Paths of nodes for which such a request failed. */
function failed({ session: { rec } }: Facts): Set<string> {
  const { trace } = rec;
  const found = new Set<string>();
  for (let event = 0; event < trace.length; event++) {
    if (trace.kind[event] !== EventKind.call || !NEEDED.has(rec.functions[trace.subject[event] ?? 0]?.fname ?? ''))
      continue;
    const back = trace.old[event] ?? -1;
    const [result] = back < 0 ? [] : getArguments(rec, trace.next[back] ?? -1);
    if (result?.kind !== 'number' || result.value > 0) continue;
    for (const arg of getArguments(rec, trace.next[event] ?? -1)) {
      const object: unknown = arg.kind === 'object' ? rec.objects[arg.id] : undefined;
      if (device_node.is(object)) found.add(object.path);
      else if (typeof object === 'object' && object !== null) {
        const inner: unknown = Reflect.get(object, 'dev');
        if (device.is(inner) && inner.of_node !== undefined) found.add(inner.of_node.path);
      }
    }
  }
  return found;
}

function* noInterrupts(facts: Facts): Iterable<Hit> {
  const paths = failed(facts);
  for (const node of facts.nodes) {
    if (hasProperty(node, 'interrupts') || hasProperty(node, 'interrupts-extended') || !paths.has(node.path)) continue;
    // Buses try numbers until one fails; only what is logged was missed.
    if (facts.linesOf([node]).length === 0) continue;
    yield {
      node,
      property: 'compatible',
      words: facts.say.noInterrupts({ device: compatiblesOf(node)[0] ?? node.name }),
    };
  }
}

function* refused(facts: Facts): Iterable<Hit> {
  for (const { path, index, outcome } of facts.requests) {
    const node = facts.walker.index.byPath.get(path);
    if (node === undefined || outcome.kind !== 'refused' || outcome.errno === 0) continue;
    const walk = facts.walksOf(node)[index];
    const at = walk === undefined ? {} : { property: walk.entry.property, cell: walk.entry.cell };
    const proven = facts.isProven(node);
    const words = facts.say.refused({ index, result: facts.errorName(outcome.errno), proven });
    yield { node, ...at, words, severity: proven ? 'error' : 'note' };
  }
}

function* noDriver(facts: Facts): Iterable<Hit> {
  const told = new Set<DtNode>();
  for (const { path, outcome } of facts.requests) {
    const node = facts.walker.index.byPath.get(path);
    if (node === undefined || outcome.kind !== 'no-driver' || outcome.known !== undefined || told.has(node)) continue;
    if (facts.hasDriver(node) !== false) continue;
    told.add(node);
    const compatible = compatiblesOf(node).join(', ');
    yield { node, property: 'compatible', words: facts.say.noDriver({ compatible, version: facts.version }) };
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
    yield { node, words: facts.say.waitsForDisabled({ supplier }) };
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
  { code: 'no-interrupts', severity: 'error', rank: 'no-interrupt', find: noInterrupts },
  { code: 'request-refused', severity: 'error', rank: 'no-interrupt', fallback: true, find: refused },
  { code: 'waits-for-disabled', severity: 'warning', rank: 'no-interrupt', fallback: true, find: waits },
  { code: 'command-refused', severity: 'note', rank: 'no-interrupt', find: commands },
  { code: 'no-driver', severity: 'note', rank: 'no-interrupt', fallback: true, find: noDriver },
];
