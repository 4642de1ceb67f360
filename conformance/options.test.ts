import { expect, it } from 'vitest';
import { parseOptions, sectionOf, wants } from './options.ts';

it('reads a filter and flags', () => {
  const options = parseOptions(['6.12/', '--diff', '--no-pci']);
  expect(options).toMatchObject({ ok: true, value: { filter: '6.12/', diff: true, pci: false, raise: false } });
});

it.each([[['--nope']], [['a', 'b']], [['--raise', '--self']], [['--raise', '--no-pci']], [['--raise', '--golden=x']]])(
  'refuses %j',
  (args) => {
    expect(parseOptions(args).ok).toBe(false);
  },
);

it('takes goldens from elsewhere', () => {
  const options = parseOptions(['--golden=/tmp/out', '--least=99.5', 'irqs']);
  expect(options).toMatchObject({ ok: true, value: { filter: 'irqs', golden: '/tmp/out', least: 99.5 } });
  expect(parseOptions(['--least=']).ok).toBe(false);
  expect(parseOptions(['--least=101']).ok).toBe(false);
});

it('filters by parts of the key, and by a section of a cell', () => {
  const key = '6.12/gicv3-its/boot/irqs';
  expect(wants('', key)).toBe(true);
  expect(wants('its/boot', key)).toBe(true);
  expect(wants('6.1/', key)).toBe(false);
  expect(wants(`${key}/irqs/13`, key)).toBe(true);
  expect(sectionOf(`${key}/irqs/13`, key)).toBe('irqs/13');
  expect(sectionOf('irqs', key)).toBeUndefined();
});
