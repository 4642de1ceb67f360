/** All findings on one run: every check asked, in the order of what follows. */
import type { Finding, FindingFix, Findings, Severity } from '../api/findings.ts';
import { SEVERITIES } from '../api/findings.ts';
import type { DtNode } from '../devicetree/index.ts';
import type { Session } from '../run/session.ts';
import { type Check, type Hit, RANKS } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { Facts } from './facts.ts';
import { EditedSource } from './edited-source.ts';
import { placeOf } from './place.ts';
import { type Cause, mappedOf, refusalsOf, sumsOf } from './refusals.ts';

interface Found {
  readonly check: Check;
  readonly hit: Hit;
  readonly severity: Severity;
}

/** Lines of Linux that a finding shows. */
const MOST_LINES = 12;

/**
 * What is wrong with a board, by its tree and by a run of it. Reads the end of the run; changes nothing. Changes are of the text
 * of a DTS; `inSource` is for who shows a blob as the source that `decompile` makes of it, and wants changes of that.
 */
export function findingsOf(session: Session, { inSource = false }: { readonly inSource?: boolean } = {}): Findings {
  const facts = new Facts(session);
  const source = new EditedSource(session.loaded, inSource);
  const found: Found[] = [];
  const ask = (check: Check): Found[] =>
    [...check.find(facts)].map((hit) => ({ check, hit, severity: hit.severity ?? check.severity }));
  for (const check of CHECKS) if (check.fallback !== true) found.push(...ask(check));
  const explained = new Set(found.filter(({ severity }) => severity !== 'note').flatMap(({ hit }) => touched(hit)));
  for (const node of behindLost(facts, found)) explained.add(node);
  for (const check of CHECKS)
    if (check.fallback === true) found.push(...ask(check).filter(({ hit }) => !explained.has(hit.node)));
  // What happens at the users of a controller that is not there, happens because of it.
  const consequences = (each: Found): boolean =>
    found.some(
      (other) =>
        other !== each &&
        other.severity !== 'note' &&
        other.hit.node !== each.hit.node &&
        other.hit.costs?.includes(each.hit.node) === true &&
        each.hit.costs?.includes(other.hit.node) !== true,
    );
  const causesOnly = found.filter((each) => !consequences(each));
  const order = new Map(facts.nodes.map((node, i) => [node, i]));
  const sorted = causesOnly.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      rankOf(a) - rankOf(b) ||
      (order.get(a.hit.node) ?? 0) - (order.get(b.hit.node) ?? 0) ||
      (a.hit.cell ?? 0) - (b.hit.cell ?? 0),
  );
  const findings = sorted.map((each) => findingOf(facts, source, each));
  const causes = new Map<DtNode, Cause>();
  for (const [i, each] of sorted.entries()) {
    const finding = findings[i];
    const takesOther = RANKS[rankOf(each)] === 'wrong-line' && each.severity === 'error';
    for (const node of touched(each.hit))
      if (finding !== undefined && !causes.has(node)) causes.set(node, { finding, takesOther });
  }
  return {
    interrupts: sumsOf(facts),
    mapped: mappedOf(facts),
    findings,
    refusals: refusalsOf(facts, (node) => causes.get(node)),
  };
}

/** Whose interrupts lead to a controller that is lost, or to one behind it. */
function behindLost(facts: Facts, found: readonly Found[]): Set<DtNode> {
  const isLoss = (each: Found): boolean =>
    each.severity === 'error' && ['kernel-stops', 'controller-lost'].includes(RANKS[rankOf(each)] ?? '');
  const behind = new Set(found.filter(isLoss).flatMap(({ hit }) => touched(hit)));
  // A set that grows is walked to its end.
  for (const node of behind) for (const user of facts.usersOf(node)) behind.add(user.node);
  return behind;
}

const touched = (hit: Hit): DtNode[] => [hit.node, ...(hit.costs ?? [])];

const rankOf = ({ check, hit }: Found): number => RANKS.indexOf(hit.rank ?? check.rank);

/** Changes that the text of the tree does not allow are left out; of what is left the first is the proposal. */
function fixOf(source: EditedSource, message: string, { mend, others = [] }: Hit): FindingFix {
  const choices = [mend, ...others].map((each) => source.editsOf(each)).filter((edits) => edits.length > 0);
  const [edits = [], ...more] = choices;
  return { message, edits, ...(more.length === 0 ? {} : { others: more }) };
}

function findingOf(facts: Facts, source: EditedSource, { check, hit, severity }: Found): Finding {
  const { message, consequence, fix } = hit.words;
  const { panic } = facts.session;
  const dies = (hit.rank ?? check.rank) === 'kernel-stops' && panic !== undefined && severity === 'error';
  // A remark is about what nobody logs.
  const about = severity === 'note' ? [] : facts.linesOf(touched(hit));
  const lines = [...new Set([...about, ...(hit.lines ?? []), ...(dies ? [panic] : [])])];
  return {
    code: check.code,
    severity,
    message,
    where: placeOf(facts.tree, hit),
    linux: { [facts.version]: lines.slice(0, MOST_LINES) },
    consequence,
    ...(fix === undefined ? {} : { fix: fixOf(source, fix, hit) }),
  };
}
