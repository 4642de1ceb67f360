import { describe, expect, it } from 'vitest';
import { domainLabels } from './domain-names.ts';

const labels = (...names: string[]): string[] => domainLabels(names.map((name) => ({ name })));

describe('labels of domains', () => {
  it('are the last part of a path, and whole names where those are short', () => {
    expect(labels(':soc@0:intc@17a00000-1', 'ITS-PCI-MSIX-0000:00:02.0-12', 'IPI')).toEqual([
      'intc@17a00000-1',
      'ITS-PCI-MSIX-0000:00:02.0-12',
      'IPI',
    ]);
  });

  it('have as much more of the path as tells them apart', () => {
    expect(labels(':soc:a:bank@0', ':soc:b:bank@0', ':soc:a:bank@1')).toEqual(['a:bank@0', 'b:bank@0', 'bank@1']);
  });

  it('say which of several with one name it is', () => {
    const name = ':intc@0';
    expect(domainLabels([{ name }, { name, part: 'PPI 7' }, { name, part: 'PPI 8' }])).toEqual([
      'intc@0',
      'intc@0 PPI 7',
      'intc@0 PPI 8',
    ]);
    expect(labels(name, name)).toEqual(['intc@0', 'intc@0 #2']);
  });
});
