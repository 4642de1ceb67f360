/** The table of domains. */
import { checkDomainName, type Check, type Checks } from './checks.ts';
import { numberOf } from './ledger.ts';
import type { Raw } from './run-in-node.ts';

export function nameOf(domain: Raw | undefined): string {
  const name = domain?.['name'];
  return typeof name === 'string' ? name : '';
}

export const DOMAINS: Checks<Raw> = {
  domain: (ledger, what, cell, domain) => checkDomainName(ledger, what, cell, nameOf(domain)),
  size: domainNumber('size', 'revmap_size'),
  mapped: domainNumber('mapped', 'mapcount'),
  flags: (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    ledger.equal(what, numberOf(text), file?.flags ?? domain['flags']);
  },
  parent: (ledger, what, cell, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    const own = nameOf(domain['parent'] as Raw | undefined);
    checkDomainName(ledger, what, cell, file === undefined ? own : (file.parent ?? ''));
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
