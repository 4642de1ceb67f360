/** The table of domains. */
import { none, type Check, type Checks } from './checks.ts';
import { numberOf } from './ledger.ts';
import type { Raw } from './run-in-node.ts';

export const DOMAINS: Checks<Raw> = {
  domain: (ledger, what, { text }, domain) => ledger.equal(what, text, domain['name'] ?? ''),
  size: domainNumber('size', 'revmap_size'),
  mapped: domainNumber('mapped', 'mapcount'),
  flags: (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    ledger.equal(what, numberOf(text), file?.flags ?? domain['flags']);
  },
  parent: (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    const own = (domain['parent'] as Raw | undefined)?.['name'] ?? '';
    ledger.equal(what, none(text), file === undefined ? own : (file.parent ?? ''));
  },
  // A name, and no number: DOMAIN_BUS_…
  bus: (ledger, what, { text }) => ledger.equal(what, numberOf(text), undefined),
};

function domainNumber(key: 'size' | 'mapped', own: string): Check<Raw> {
  return (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    ledger.equal(what, numberOf(text), file?.[key] ?? domain[own]);
  };
}
