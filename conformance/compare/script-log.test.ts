import { expect, it } from 'vitest';
import { affinityOutcomes, ourOutcomes, outcomeLines, vfioOutcomes } from './script-log.ts';

const AFFINITY = ['irq 1 affinity 2 refused: Operation not permitted', 'irq 13 affinity 2 ok effective=2'];
const VFIO = ['vfio group flags=1', 'vfio set_irqs enable nvec=9 ret=0 errno=0', 'vfio mask msix ret=-1 errno=25'];

it('compares what the golden speaks of', () => {
  const golden = [...affinityOutcomes(AFFINITY, () => true), ...vfioOutcomes(VFIO)];
  const ours = ourOutcomes([
    '0 boot ret=0',
    '1 irq.affinity ret=-1 errno=1',
    '2 irq.affinity ret=0 effective=2',
    '3 vfio.setIrqs ret=0 errno=0 eventfd0=0',
    '4 vfio.setIrqs ret=-1 errno=25',
  ]);
  const lines = outcomeLines(golden, ours);
  expect(lines.golden).toEqual([
    'irq.affinity #1 errno=1',
    'irq.affinity #2 errno=0 effective=2',
    'vfio.setIrqs #1 ret=0 errno=0',
    'vfio.setIrqs #2 ret=-1 errno=25',
  ]);
  expect(lines.ours).toEqual(lines.golden);
});

it('takes a negative result for an errno, and has no line for a command that is not there', () => {
  const lines = outcomeLines(
    affinityOutcomes(AFFINITY, () => true),
    ourOutcomes(['7 irq.affinity ret=-5']),
  );
  expect(lines.ours).toEqual(['irq.affinity #1 errno=5']);
});

it('keeps the numbers of commands when some are left out', () => {
  const kept = affinityOutcomes(AFFINITY, (virq) => virq === '13');
  expect(kept.map(({ command }) => command)).toEqual(['irq.affinity #2']);
});
