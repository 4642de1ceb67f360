import { expect, it } from 'vitest';
import { onePerPass } from './passes.ts';
import { parseTree } from './rows.ts';

const names = (text: string): string[] =>
  onePerPass([parseTree(text.split('\n'), 'delivered')]).map((rows) => rows.map(({ fn }) => fn).join(' '));

it('splits a pass that took two interrupts', () => {
  const two = 'gic_handle_irq\n  generic_handle_domain_irq\n    a\n  generic_handle_domain_irq\n    b';
  expect(names(two)).toEqual([
    'gic_handle_irq generic_handle_domain_irq a',
    'gic_handle_irq generic_handle_domain_irq b',
  ]);
});

it('keeps what a pass does before its first interrupt', () => {
  expect(names('gic_handle_irq\n  gic_read_iar\n  generic_handle_domain_irq')).toEqual([
    'gic_handle_irq gic_read_iar generic_handle_domain_irq',
  ]);
});
